import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";

/** Rows before the end at which the next page is asked for. */
const AHEAD = 10;

/** What a query of pages has to offer for it. */
interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

interface Options<Row> {
  rows: readonly Row[];
  keyOf: (row: Row) => number;
  /** Pixels. */
  rowHeight: number;
  pages: Pages;
}

/** A long list of rows of one height: draws those in sight, and loads the next page before its end is reached. */
export function useVirtualPages<Row>({ rows, keyOf, rowHeight, pages }: Options<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
    overscan: AHEAD,
  });
  const visible = virtual.getVirtualItems();
  const last = visible.at(-1)?.index ?? -1;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, rows.length]);
  return { scroller, virtual, visible };
}
