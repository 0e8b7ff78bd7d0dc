import { api, unwrap, type ConversationSummary, type ConversationView, type TimelineView } from "@rapport/api";
import { infiniteQueryOptions, queryOptions, type InfiniteData } from "@tanstack/react-query";
import { queryClient } from "@/shared/query-client";
import { toQuery, type ConversationFilters } from "./filters";

export interface ConversationPage {
  items: ConversationSummary[];
  next_cursor?: string | null;
}

export type ConversationPages = InfiniteData<ConversationPage, string | undefined>;

/** The beginning of the keys of all lists; the filters follow, so that a list can be judged by its key. */
export const LISTS_KEY = ["conversations", "list"] as const;

/** One list, page by page. */
export function listQuery(filters: ConversationFilters) {
  return infiniteQueryOptions({
    queryKey: [...LISTS_KEY, filters],
    queryFn: ({ pageParam, signal }): Promise<ConversationPage> =>
      unwrap(
        api.GET("/api/v1/conversations", {
          params: { query: { ...toQuery(filters), cursor: pageParam, limit: 50 } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** How many conversations each view holds. */
export const countsQuery = queryOptions({
  queryKey: ["conversations", "counts"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/conversations/counts", { signal })),
});

/** How many conversations each saved view holds. The key lies below that of the other counts: both grow old together. */
export const viewCountsQuery = queryOptions({
  queryKey: [...countsQuery.queryKey, "views"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/views/counts", { signal }))).items,
});

export function conversationQuery(id: number) {
  return queryOptions({
    queryKey: ["conversations", "one", id],
    queryFn: ({ signal }): Promise<ConversationView> =>
      unwrap(api.GET("/api/v1/conversations/{id}", { params: { path: { id } }, signal })),
    staleTime: 10_000,
  });
}

export interface TimelinePosition {
  before_seq?: number;
  after_seq?: number;
}

export type TimelinePages = InfiniteData<TimelineView, TimelinePosition>;

const PAGE = 50;
/** How much is shown above an entry that a link points to. */
const CONTEXT = 10;

/** A part of a timeline, straight from the server. */
export function readTimeline(id: number, position: TimelinePosition, signal?: AbortSignal): Promise<TimelineView> {
  return unwrap(
    api.GET("/api/v1/conversations/{id}/timeline", {
      params: { path: { id }, query: { ...position, limit: PAGE } },
      signal,
    }),
  );
}

/** The timeline from its newest end, or around the entry `anchor`. */
export function timelineQuery(id: number, anchor?: number) {
  const start: TimelinePosition = anchor === undefined ? {} : { after_seq: Math.max(0, anchor - CONTEXT) };
  return infiniteQueryOptions({
    queryKey: ["conversations", "timeline", id, anchor ?? "newest"],
    queryFn: ({ pageParam, signal }) => readTimeline(id, pageParam, signal),
    initialPageParam: start,
    getPreviousPageParam: (page): TimelinePosition | undefined => {
      const first = page.entries[0];
      return page.has_before && first ? { before_seq: first.seq } : undefined;
    },
    getNextPageParam: (page): TimelinePosition | undefined => {
      const last = page.entries.at(-1);
      return page.has_after && last ? { after_seq: last.seq } : undefined;
    },
    // Delivery states change without a new entry; a timeline that nobody watched is read again when it is opened.
    staleTime: 5_000,
    gcTime: 3 * 60_000,
  });
}

/** Reads a conversation before it is opened, so that opening shows it at once. */
export function prefetchConversation(id: number): void {
  void queryClient.prefetchQuery(conversationQuery(id));
  void queryClient.prefetchInfiniteQuery(timelineQuery(id));
}
