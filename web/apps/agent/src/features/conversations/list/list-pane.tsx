import type { ConversationSummary } from "@rapport/api";
import { Button, EmptyState, IconButton, Notice, Select, Skeleton } from "@rapport/ui";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Inbox, Menu, SearchX, SquarePen, X } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { useI18n } from "@/i18n";
import { runCommand } from "@/shared/commands/registry";
import { buttonLink } from "@/shared/components/button-link";
import { inboxesQuery, useLookups } from "@/shared/lookups";
import { problemText } from "@/shared/problems";
import { useCan } from "@/shared/session";
import { STATUSES } from "@/shared/vocabulary";
import type { ConversationFilters } from "../data/filters";
import { listQuery } from "../data/queries";
import { ListMenu } from "../saved/list-menu";
import { useSavedView } from "../saved/use-saved-view";
import { Arrivals } from "./arrivals";
import { BulkBar } from "./bulk-bar";
import { Row, useRowHeight } from "./row";
import { useHeldRows } from "./use-held-rows";
import { useListKeys } from "./use-list-keys";
import { useSelection } from "./use-selection";

export interface ListPaneProps {
  filters: ConversationFilters;
  currentId: number | undefined;
  /** Absent while the navigation stands beside the list. */
  onOpenNav: (() => void) | undefined;
}

const NO_ROWS: ConversationSummary[] = [];

/**
 * The list of conversations. Only the rows in sight are drawn, and the next page is read before its end is reached.
 */
export function ListPane({ filters, currentId, onOpenNav }: ListPaneProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const query = useInfiniteQuery(listQuery(filters));
  const fresh = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? NO_ROWS, [query.data]);
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, waiting, release } = useHeldRows(fresh, scroller, JSON.stringify(filters));
  const selection = useSelection(rows);
  const rowHeight = useRowHeight();
  const lookups = useLookups();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
  });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  const visible = virtual.getVirtualItems();
  const lastVisible = visible.at(-1)?.index ?? -1;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastVisible >= rows.length - 10) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastVisible, rows.length]);
  useListKeys(rows, currentId, selection, (index) => virtual.scrollToIndex(index));
  const showArrivals = () => {
    release();
    scroller.current?.scrollTo({ top: 0 });
  };

  return (
    <section aria-label={t("list.label")} className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
      <ListHeader filters={filters} onOpenNav={onOpenNav} />
      {selection.ids.length > 0 && (
        <BulkBar ids={selection.ids} onClear={selection.clear} onAll={selection.all} onDone={release} />
      )}
      {query.isError && (
        <Notice
          tone="danger"
          className="m-3"
          action={
            <Button size="sm" onClick={() => void query.refetch()}>
              {t("action.retry")}
            </Button>
          }
        >
          {problemText(i18n, query.error)}
        </Notice>
      )}
      <div className="relative flex min-h-0 flex-1 flex-col">
        <Arrivals count={waiting} onShow={showArrivals} />
        <div ref={scroller} className="scroll-thin min-h-0 flex-1 overflow-y-auto" aria-busy={query.isPending}>
          {query.isPending && <ListSkeleton />}
          {query.isSuccess && rows.length === 0 && <NoRows filters={filters} />}
          <ul style={{ height: virtual.getTotalSize() }} className="relative">
            {visible.map((item) => {
              const row = rows[item.index];
              if (!row) return null;
              return (
                <li
                  key={item.key}
                  aria-setsize={hasNextPage ? -1 : rows.length}
                  aria-posinset={item.index + 1}
                  style={{ height: item.size, transform: `translateY(${item.start}px)` }}
                  className="absolute inset-x-0 top-0"
                >
                  <Row
                    row={row}
                    current={row.id === currentId}
                    selected={selection.has(row.id)}
                    selecting={selection.ids.length > 0}
                    showInbox={filters.inbox === undefined && lookups.inboxes.size > 1}
                    lookups={lookups}
                    onSelect={selection.set}
                    onActed={release}
                  />
                </li>
              );
            })}
          </ul>
          {isFetchingNextPage && <ListSkeleton rows={2} />}
        </div>
      </div>
    </section>
  );
}

function ListHeader({ filters, onOpenNav }: Pick<ListPaneProps, "filters" | "onOpenNav">) {
  const { t } = useI18n();
  const can = useCan();
  const navigate = useNavigate();
  const title = useListTitle(filters);
  const view = useSavedView(filters.saved_view);
  // What the list has when nobody chooses: a saved view says itself what is in it and in which order.
  const usualStatus = filters.saved_view === undefined ? "active" : "any";
  const usualSort = view?.sort ?? "newest";
  const change = (next: Partial<ConversationFilters>) =>
    void navigate({ to: ".", search: (search) => ({ ...search, ...next }) });
  return (
    <div className="shrink-0 border-b border-line">
      <div className="flex h-12 items-center gap-1 pr-2 pl-4">
        {onOpenNav && (
          <IconButton label={t("nav.views")} onClick={onOpenNav} className="-ml-2">
            <Menu size={18} aria-hidden />
          </IconButton>
        )}
        <h1 className="min-w-0 flex-1 truncate text-lg font-semibold">{title}</h1>
        {can("conversations.reply") && (
          <IconButton label={t("new.title")} shortcut="c" onClick={() => runCommand("conversation.new")}>
            <SquarePen size={16} aria-hidden />
          </IconButton>
        )}
        <ListMenu filters={filters} />
      </div>
      <div className="flex items-center justify-between gap-2 px-2 pb-1.5">
        <Select
          quiet
          aria-label={t("conversation.status")}
          value={filters.status ?? usualStatus}
          onChange={(event) => {
            const status = event.target.value;
            change({ status: status === usualStatus ? undefined : (status as ConversationFilters["status"]) });
          }}
        >
          {usualStatus === "active" && <option value="active">{t("status.active")}</option>}
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {t(`status.${status}`)}
            </option>
          ))}
          <option value="any">{t(usualStatus === "any" ? "views.allStatuses" : "status.any")}</option>
        </Select>
        <Select
          quiet
          aria-label={t("sort.label")}
          value={filters.sort ?? usualSort}
          onChange={(event) => {
            const sort = event.target.value;
            change({ sort: sort === usualSort ? undefined : (sort as ConversationFilters["sort"]) });
          }}
        >
          <option value="newest">{t("sort.newest")}</option>
          <option value="oldest">{t("sort.oldest")}</option>
          <option value="waiting">{t("sort.waiting")}</option>
        </Select>
      </div>
      {filters.q !== undefined && (
        <p className="flex items-center gap-1 px-4 pb-2 text-sm text-muted">
          <span className="min-w-0 truncate">{t("list.matching", { q: filters.q })}</span>
          <IconButton label={t("list.clearSearch")} size="sm" onClick={() => change({ q: undefined })}>
            <X size={14} aria-hidden />
          </IconButton>
        </p>
      )}
    </div>
  );
}

function useListTitle(filters: ConversationFilters): string {
  const { t } = useI18n();
  const { inboxes, teams, tags } = useLookups();
  const view = useSavedView(filters.saved_view);
  if (filters.saved_view !== undefined) return view?.name ?? t("nav.views");
  if (filters.inbox !== undefined) return inboxes.get(filters.inbox)?.name ?? t("nav.inboxes");
  if (filters.team !== undefined) return teams.get(filters.team)?.name ?? t("nav.teams");
  if (filters.tag !== undefined) return tags.get(filters.tag)?.name ?? t("nav.tags");
  return t(`view.${filters.view ?? "all"}`);
}

function NoRows({ filters }: { filters: ConversationFilters }) {
  const { t } = useI18n();
  const can = useCan();
  const inboxes = useQuery(inboxesQuery).data;
  if (inboxes?.length === 0) {
    return (
      <EmptyState
        icon={<Inbox aria-hidden />}
        title={t("inboxes.none")}
        action={
          can("inboxes.manage") && (
            <Link to="/settings/inboxes/new" className={buttonLink("primary")}>
              {t("inbox.create")}
            </Link>
          )
        }
      >
        {t(can("inboxes.manage") ? "inboxes.begin" : "list.noInboxText")}
      </EmptyState>
    );
  }
  if (filters.q !== undefined) {
    return (
      <EmptyState icon={<SearchX aria-hidden />} title={t("list.noMatch")}>
        {t("list.noMatchText")}
      </EmptyState>
    );
  }
  const active = (filters.status === undefined && filters.saved_view === undefined) || filters.status === "open";
  const key = !active
    ? "list.empty"
    : filters.view === "mine"
      ? "list.emptyMine"
      : filters.view === "unassigned"
        ? "list.emptyUnassigned"
        : "list.emptyAll";
  return (
    <EmptyState icon={<Inbox aria-hidden />} title={t(key)}>
      {active && t(filters.view === "mine" ? "list.emptyMineText" : "list.emptyText")}
    </EmptyState>
  );
}

function ListSkeleton({ rows = 9 }: { rows?: number }) {
  const height = useRowHeight();
  return (
    <div aria-hidden>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} style={{ height }} className="flex border-b border-line pt-3">
          <span className="flex w-11 justify-center">
            <Skeleton className="size-6 rounded-full" />
          </span>
          <span className="flex flex-1 flex-col gap-2 pr-4">
            <Skeleton className="h-3.5 w-1/2" />
            <Skeleton className="h-3 w-5/6" />
            <Skeleton className="h-3 w-1/3" />
          </span>
        </div>
      ))}
    </div>
  );
}
