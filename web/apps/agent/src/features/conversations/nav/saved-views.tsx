import type { ViewView } from "@rapport/api";
import { DropdownMenu, IconButton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Bookmark, Ellipsis } from "lucide-react";
import { useI18n } from "@/i18n";
import { viewsQuery } from "@/shared/lookups";
import { viewCountsQuery } from "../data/queries";
import { useViewActions } from "../saved/view-actions";
import { NavItem, Section, Sign } from "./nav-item";

const OWNERS = ["personal", "team", "everyone"] as const;

export interface SavedViewsProps {
  current: number | undefined;
  onNavigate: (() => void) | undefined;
}

/** The saved views with their counts: the agent's own, those of their teams, those of everyone. */
export function SavedViews({ current, onNavigate }: SavedViewsProps) {
  const { t } = useI18n();
  const views = useQuery(viewsQuery).data ?? [];
  const counts = useQuery({ ...viewCountsQuery, enabled: views.length > 0 }).data;
  const countOf = new Map(counts?.map((count) => [count.id, count]));
  return OWNERS.map((owner) => (
    <Section key={owner} title={t(`nav.saved.${owner}`)} items={views.filter((view) => view.owner === owner)}>
      {(view) => (
        <SavedView
          key={view.id}
          view={view}
          count={countOf.get(view.id)}
          active={view.id === current}
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
  onNavigate: (() => void) | undefined;
}

function SavedView({ view, count, active, onNavigate }: SavedViewProps) {
  const { t } = useI18n();
  const { items, dialogs } = useViewActions(view, active);
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
  return (
    <NavItem
      search={{ saved_view: view.id }}
      active={active}
      icon={<Sign name={view.name} icon={Bookmark} className="rounded-xs" />}
      count={count?.count}
      more={count?.more}
      menu={menu === false ? undefined : menu}
      onNavigate={onNavigate}
    >
      {view.name}
    </NavItem>
  );
}
