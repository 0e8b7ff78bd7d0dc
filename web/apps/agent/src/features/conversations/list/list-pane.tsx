import type { ConversationSummary } from "@rapport/api";
import { Button, Notice } from "@rapport/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { useI18n } from "@/i18n";
import { useMedia } from "@/shared/hooks/use-media";
import { useLookups } from "@/shared/lookups";
import { problemText } from "@/shared/problems";
import type { ConversationFilters } from "../data/filters";
import { listQuery } from "../data/queries";
import { useChangesByTime } from "../saved/use-saved-view";
import { Arrivals } from "./arrivals";
import { BulkBar } from "./bulk-bar";
import { useColumns } from "./columns";
import { ListHeader, useUsualSort } from "./list-header";
import { ListSkeleton, NoRows } from "./list-states";
import { Row, useRowHeight } from "./row";
import { TableHead } from "./table-head";
import { TableRow, useTableRowHeight } from "./table-row";
import { useHeldRows } from "./use-held-rows";
import { useListKeys } from "./use-list-keys";
import { useSelection, type Selection } from "./use-selection";

export interface ListPaneProps {
  filters: ConversationFilters;
  currentId: number | undefined;
  /** Absent while the navigation stands beside the list. */
  onOpenNav: (() => void) | undefined;
  /** One line for each conversation, with columns: there is room for it. */
  table: boolean;
}

const NO_ROWS: ConversationSummary[] = [];
/** A list that changes by the mere passing of time is read again after this. */
const BY_TIME_MS = 60_000;
/** Somebody who has read further down works there: then the list stays as it is until something happens. */
const FEW_PAGES = 4;

/**
 * The list of conversations. Only the rows in sight are drawn, and the next page is read before its end is reached.
 */
export function ListPane({ filters, currentId, onOpenNav, table }: ListPaneProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const byTime = useChangesByTime(filters.saved_view);
  const query = useInfiniteQuery({
    ...listQuery(filters),
    refetchInterval: ({ state }) => byTime && (state.data?.pages.length ?? 0) <= FEW_PAGES && BY_TIME_MS,
  });
  const fresh = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? NO_ROWS, [query.data]);
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, waiting, release } = useHeldRows(fresh, scroller, JSON.stringify(filters));
  const selection = useSelection(rows);
  const heights = { card: useRowHeight(), line: useTableRowHeight() };
  const rowHeight = table ? heights.line : heights.card;
  const lookups = useLookups();
  const columns = useColumns(filters.saved_view);
  const usualSort = useUsualSort(filters);
  const roomForTable = useMedia("(min-width: 64rem)");
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

  const List = table ? "div" : "ul";
  return (
    <section aria-label={t("list.label")} className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
      <ListHeader filters={filters} onOpenNav={onOpenNav} wide={roomForTable} />
      {selection.ids.length > 0 && <Bulk rows={rows} selection={selection} onDone={release} />}
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
        <div
          role={table ? "table" : undefined}
          aria-label={table ? t("list.label") : undefined}
          aria-rowcount={table ? (hasNextPage ? -1 : rows.length + 1) : undefined}
          className="flex min-h-0 flex-1 flex-col"
        >
          {table && <TableHead columns={columns} sort={filters.sort ?? usualSort} usual={usualSort} />}
          <div
            ref={scroller}
            role={table ? "rowgroup" : undefined}
            className="scroll-thin min-h-0 flex-1 overflow-y-auto"
            aria-busy={query.isPending}
          >
            {query.isPending && <ListSkeleton />}
            {query.isSuccess && rows.length === 0 && <NoRows filters={filters} />}
            <List style={{ height: virtual.getTotalSize() }} className="relative">
              {visible.map((item) => {
                const row = rows[item.index];
                if (!row) return null;
                const shared = {
                  row,
                  columns,
                  lookups,
                  current: row.id === currentId,
                  selected: selection.has(row.id),
                  selecting: selection.ids.length > 0,
                  showInbox: filters.inbox === undefined && lookups.inboxes.size > 1,
                  onSelect: selection.set,
                  onActed: release,
                };
                const place = { height: item.size, transform: `translateY(${item.start}px)` };
                return table ? (
                  <div key={item.key} role="presentation" style={place} className="absolute inset-x-0 top-0">
                    <TableRow index={item.index} {...shared} />
                  </div>
                ) : (
                  <li
                    key={item.key}
                    aria-setsize={hasNextPage ? -1 : rows.length}
                    aria-posinset={item.index + 1}
                    style={place}
                    className="absolute inset-x-0 top-0"
                  >
                    <Row {...shared} />
                  </li>
                );
              })}
            </List>
            {isFetchingNextPage && <ListSkeleton rows={2} />}
          </div>
        </div>
      </div>
    </section>
  );
}

interface BulkProps {
  rows: readonly ConversationSummary[];
  selection: Selection;
  onDone: () => void;
}

/** Looks at the ticked rows to offer what makes sense for them. */
function Bulk({ rows, selection, onDone }: BulkProps) {
  const { ids, has } = selection;
  const ticked = useMemo(() => rows.filter((row) => has(row.id)), [rows, has]);
  const tagsThere = useMemo(() => new Set(ticked.flatMap((row) => row.tag_ids)), [ticked]);
  return (
    <BulkBar
      ids={ids}
      unread={ticked.some((row) => row.unread)}
      tagsThere={tagsThere}
      onClear={selection.clear}
      onAll={selection.all}
      onDone={onDone}
    />
  );
}
