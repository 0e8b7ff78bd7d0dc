import type { VisitorRowView } from "@rapport/api";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useI18n } from "@/i18n";
import { countryName } from "../country";
import { useChatText } from "./chat-state";
import { visitorsQuery } from "./queries";
import { isWanted } from "./reading";

/** More are not looked through: nobody reads them, and the desk has other things to do. */
const MOST_READ = 1_000;

/** Who is on the sites and is looked for. The server filters by site; the words are ours, so all pages are read for them. */
export function useVisitors(inbox: number | undefined, words: string) {
  const { locale } = useI18n();
  const chatText = useChatText();
  const query = useInfiniteQuery(visitorsQuery(inbox));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const all = useMemo(() => unique(query.data?.pages.flatMap((page) => page.items) ?? []), [query.data]);
  const filtered = words !== "";
  useEffect(() => {
    if (filtered && hasNextPage && !isFetchingNextPage && all.length < MOST_READ) void fetchNextPage();
  }, [filtered, hasNextPage, isFetchingNextPage, fetchNextPage, all.length]);
  const rows = filtered
    ? all.filter((row) =>
        isWanted(row, words, [
          row.visitor.country === "" ? "" : countryName(locale, row.visitor.country),
          row.chat ? chatText(row.chat) : "",
        ]),
      )
    : all;
  return { query, all, rows };
}

/** Who came while the pages were read can stand in two of them. */
function unique(rows: readonly VisitorRowView[]): VisitorRowView[] {
  return [...new Map(rows.map((row) => [row.visitor.id, row])).values()];
}
