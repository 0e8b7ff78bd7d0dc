import type { ViewView } from "@rapport/api";
import { cx, DropdownMenu, IconButton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Bookmark, Ellipsis, TriangleAlert } from "lucide-react";
import { useState, type DragEvent, type KeyboardEvent } from "react";
import { useI18n } from "@/i18n";
import { viewsQuery } from "@/shared/lookups";
import { viewCountsQuery } from "../data/queries";
import { changesByTime } from "../saved/use-saved-view";
import { useViewActions } from "../saved/view-actions";
import { useViewOrder, type ViewOrder } from "../saved/view-order";
import { useMissing } from "../saved/view-problems";
import { NavItem, Section, Sign } from "./nav-item";

const OWNERS = ["personal", "team", "everyone"] as const;
/** Counts of views that change by the mere passing of time; the server then has no reason to say that they are old. */
const BY_TIME_MS = 60_000;

export interface SavedViewsProps {
  current: number | undefined;
  onNavigate: (() => void) | undefined;
}

/** The saved views with their counts: the agent's own, those of their teams, those of everyone. */
export function SavedViews({ current, onNavigate }: SavedViewsProps) {
  const { t } = useI18n();
  const views = useQuery(viewsQuery).data ?? [];
  const counts = useQuery({
    ...viewCountsQuery,
    enabled: views.length > 0,
    refetchInterval: views.some(changesByTime) && BY_TIME_MS,
  }).data;
  const order = useViewOrder();
  const [dragged, setDragged] = useState<ViewView>();
  const countOf = new Map(counts?.map((count) => [count.id, count]));
  return OWNERS.map((owner) => (
    <Section
      key={owner}
      group={`saved.${owner}`}
      title={t(`nav.saved.${owner}`)}
      items={views.filter((view) => view.owner === owner)}
    >
      {(view) => (
        <SavedView
          key={view.id}
          view={view}
          count={countOf.get(view.id)}
          active={view.id === current}
          order={order}
          dragged={dragged}
          onDrag={setDragged}
          onNavigate={onNavigate}
        />
      )}
    </Section>
  ));
}

interface SavedViewProps {
  view: ViewView;
  count: { count: number; more: boolean } | undefined;
  active: boolean;
  order: ViewOrder;
  dragged: ViewView | undefined;
  onDrag: (view: ViewView | undefined) => void;
  onNavigate: (() => void) | undefined;
}

function SavedView({ view, count, active, order, dragged, onDrag, onNavigate }: SavedViewProps) {
  const { t } = useI18n();
  const { items, dialogs } = useViewActions(view, active);
  const missing = useMissing(view);
  const line = useDragging(view, order, dragged, onDrag);
  const menu = items !== null && (
    <>
      <DropdownMenu
        trigger={
          <IconButton size="sm" label={t("views.menu", { name: view.name })}>
            <Ellipsis size={14} aria-hidden />
          </IconButton>
        }
      >
        {items}
      </DropdownMenu>
      {dialogs}
    </>
  );
  const onKeyDown = (event: KeyboardEvent<HTMLAnchorElement>) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    const { up, down } = order.moves(view);
    event.preventDefault();
    const link = event.currentTarget;
    (event.key === "ArrowUp" ? up : down)?.();
    // The line is put elsewhere in the document, and must not lose the focus by that.
    requestAnimationFrame(() => link.focus());
  };
  return (
    <NavItem
      search={{ saved_view: view.id }}
      active={active}
      icon={
        missing.length > 0 ? (
          <TriangleAlert className="text-warning" aria-label={t("views.broken")} />
        ) : (
          <Sign name={view.name} icon={Bookmark} className="rounded-xs" />
        )
      }
      count={count?.count}
      more={count?.more}
      menu={menu === false ? undefined : menu}
      {...(view.can_manage ? { line, onKeyDown } : {})}
      onNavigate={onNavigate}
    >
      {view.name}
    </NavItem>
  );
}

/** Drags the line of a view to the place of another one of the same owner. */
function useDragging(
  view: ViewView,
  order: ViewOrder,
  dragged: ViewView | undefined,
  onDrag: (view: ViewView | undefined) => void,
) {
  const [over, setOver] = useState(false);
  const fits =
    dragged !== undefined && dragged.id !== view.id && dragged.owner === view.owner && dragged.team_id === view.team_id;
  return {
    draggable: true,
    className: cx(
      over && fits && "rounded bg-accent-soft outline-1 outline-accent",
      dragged?.id === view.id && "opacity-50",
    ),
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", view.name);
      onDrag(view);
    },
    onDragEnd: () => onDrag(undefined),
    onDragOver: (event: DragEvent) => {
      if (!fits) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      if (dragged) order.move(dragged, view);
      onDrag(undefined);
    },
  };
}
