import { api, isApiError, unwrap, type InboxView, type LedgerEntryView, type MailPresetView } from "@rapport/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { inboxesQuery } from "@/shared/lookups";
import { queryClient } from "@/shared/query-client";

export function inboxQuery(id: number) {
  return queryOptions({
    queryKey: ["inboxes", id],
    queryFn: ({ signal }): Promise<InboxView> =>
      unwrap(api.GET("/api/v1/inboxes/{id}", { params: { path: { id } }, signal })),
  });
}

/** The settings known for an address; null when its provider is not known, which is no failure. */
export async function findPreset(address: string): Promise<MailPresetView | null> {
  try {
    return await unwrap(api.GET("/api/v1/inboxes/preset", { params: { query: { address } } }));
  } catch (error) {
    if (isApiError(error) && error.status === 404) return null;
    throw error;
  }
}

/** The sums of the ledger; never from the cache, as its whole point is to be true now. */
export function ledgerQuery(id: number) {
  return queryOptions({
    queryKey: ["ledger", id, "summary"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/inboxes/{id}/ledger", { params: { path: { id } }, signal })),
    staleTime: 0,
  });
}

export function ledgerEntriesQuery(id: number, state: string | undefined) {
  return infiniteQueryOptions({
    queryKey: ["ledger", id, "entries", state ?? "any"],
    queryFn: ({ pageParam, signal }): Promise<{ items: LedgerEntryView[]; next_cursor?: string | null }> =>
      unwrap(
        api.GET("/api/v1/inboxes/{id}/ledger/entries", {
          params: { path: { id }, query: { state, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: 0,
  });
}

export async function refreshInboxes(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: inboxesQuery.queryKey });
}
