import { api, unwrap, type DeskChatRow, type DeskChatView } from "@rapport/api";
import { queryOptions } from "@tanstack/react-query";

/** The beginning of the keys of everything that says how chats stand. */
export const CHATS_KEY = ["chats"] as const;

/** One chat: its state, its visitor, its place in the queue, who is in it. */
export function chatQuery(id: number) {
  return queryOptions({
    queryKey: [...CHATS_KEY, "one", id],
    queryFn: ({ signal }): Promise<DeskChatView> =>
      unwrap(api.GET("/api/v1/conversations/{id}/chat", { params: { path: { id } }, signal })),
    staleTime: 10_000,
  });
}

/** The chats that the reader has, and those that ring at the reader. Nobody has more than one page of them. */
export const myChatsQuery = queryOptions({
  queryKey: [...CHATS_KEY, "mine"],
  queryFn: async ({ signal }): Promise<DeskChatRow[]> =>
    (await unwrap(api.GET("/api/v1/chats", { params: { query: { mine: true, limit: 50 } }, signal }))).items,
  staleTime: 10_000,
});

/** Those that nobody has taken yet. */
export const waitingChatsQuery = queryOptions({
  queryKey: [...CHATS_KEY, "waiting"],
  queryFn: async ({ signal }): Promise<DeskChatRow[]> =>
    (await unwrap(api.GET("/api/v1/chats", { params: { query: { state: "waiting", limit: 50 } }, signal }))).items,
  staleTime: 10_000,
});
