import { api, unwrap, type ConversationView, type VisitorDetailView, type VisitorRowView } from "@rapport/api";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

/** The beginning of the keys of everything that says who visits. */
export const VISITORS_KEY = ["visitors"] as const;

/** The one thing of them that is shown everywhere. It is read less often, so its key is another. */
export const VISITOR_COUNT_KEY = ["visitor_count"] as const;

const PAGE = 100;

/** Who comes is told by an event; who leaves says nothing, and is only missing the next time. */
const AGAIN_MS = 20_000;

/** Who is on the sites now, who came last first. */
export function visitorsQuery(inbox: number | undefined) {
  return infiniteQueryOptions({
    queryKey: [...VISITORS_KEY, "list", inbox ?? "all"],
    queryFn: ({ pageParam, signal }): Promise<{ items: VisitorRowView[]; next_cursor?: string | null }> =>
      unwrap(
        api.GET("/api/v1/visitors", {
          params: { query: { inbox_id: inbox, cursor: pageParam, limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });
}

/** How many they are; a hundred stands for more. */
export const visitorCountQuery = queryOptions({
  queryKey: VISITOR_COUNT_KEY,
  queryFn: async ({ signal }): Promise<number> =>
    (await unwrap(api.GET("/api/v1/visitors", { params: { query: { limit: PAGE } }, signal }))).items.length,
  refetchInterval: 2 * AGAIN_MS,
});

/** One of them: where they are and were, and what they said before. */
export function visitorQuery(id: number) {
  return queryOptions({
    queryKey: [...VISITORS_KEY, "one", id],
    queryFn: ({ signal }): Promise<VisitorDetailView> =>
      unwrap(api.GET("/api/v1/visitors/{id}", { params: { path: { id } }, signal })),
    refetchInterval: AGAIN_MS,
  });
}

/** Speaks to them first. The chat is the agent's from then on. */
export function startChat(id: number, text: string): Promise<ConversationView> {
  return unwrap(api.POST("/api/v1/visitors/{id}/chats", { params: { path: { id } }, body: { text } }));
}
