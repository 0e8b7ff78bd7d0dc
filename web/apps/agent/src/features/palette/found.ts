import { api, unwrap, type ContactView, type SearchHitView } from "@rapport/api";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

const MOST = 6;

/** The public number of a conversation, as `#1042` or `1042`. */
export function numberIn(q: string): string | undefined {
  return /^#?(\d{1,18})$/u.exec(q.trim())?.[1];
}

/**
 * The words as the server's search takes them: the last one is still being typed, so its beginning must do. What
 * already says how it is meant stays as it is.
 */
export function asYouType(q: string): string {
  const words = q.trim();
  const number = numberIn(words);
  if (number !== undefined) return `#${number}`;
  return /[\p{L}\p{N}]{2}$/u.test(words) && !words.includes('"') ? `${words}*` : words;
}

/** Conversations by subject. */
export function foundConversationsQuery(q: string) {
  return queryOptions({
    queryKey: ["palette", "conversations", q],
    queryFn: async ({ signal }): Promise<SearchHitView[]> =>
      (
        await unwrap(
          api.GET("/api/v1/search", {
            params: { query: { q: asYouType(q), kind: "conversation", limit: MOST } },
            signal,
          }),
        )
      ).items,
    enabled: q.length >= 2,
    placeholderData: q.length >= 2 ? keepPreviousData : undefined,
    staleTime: 15_000,
    retry: false,
  });
}

/** Contacts by name or address. */
export function foundContactsQuery(q: string, allowed: boolean) {
  return queryOptions({
    queryKey: ["palette", "contacts", q],
    queryFn: async ({ signal }): Promise<ContactView[]> =>
      (await unwrap(api.GET("/api/v1/contacts", { params: { query: { q, limit: MOST } }, signal }))).items,
    enabled: allowed && q.length >= 2,
    placeholderData: q.length >= 2 ? keepPreviousData : undefined,
    staleTime: 15_000,
    retry: false,
  });
}
