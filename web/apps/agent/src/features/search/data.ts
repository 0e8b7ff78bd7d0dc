import { api, unwrap, type ContactView, type SearchHitView } from "@rapport/api";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

export interface SearchPageOfHits {
  items: SearchHitView[];
  next_cursor?: string | null;
}

/** The hits of a search, page by page. */
export function searchQuery(q: string, enabled: boolean) {
  return infiniteQueryOptions({
    queryKey: ["search", q],
    queryFn: ({ pageParam, signal }): Promise<SearchPageOfHits> =>
      unwrap(api.GET("/api/v1/search", { params: { query: { q, cursor: pageParam, limit: 20 } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    // A refused operator stays refused.
    retry: false,
  });
}

/** People whose name or address begins so, for the values of `from:` and `to:`. */
export function peopleQuery(typed: string, enabled: boolean) {
  return queryOptions({
    queryKey: ["search", "people", typed],
    queryFn: async ({ signal }): Promise<ContactView[]> =>
      (await unwrap(api.GET("/api/v1/contacts", { params: { query: { q: typed, limit: 6 } }, signal }))).items,
    enabled: enabled && typed.length >= 2,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
}

/** Tells one hit from all others. */
export function hitKey(hit: SearchHitView): string {
  return `${hit.kind}/${hit.conversation_id ?? ""}/${hit.seq ?? ""}/${hit.contact_id ?? ""}`;
}
