import { api, unwrap, type AttributeValueView, type AttributeView } from "@rapport/api";
import { queryOptions } from "@tanstack/react-query";
import { queryClient } from "./query-client";

export const ATTRIBUTE_KINDS = ["text", "number", "date", "choice", "yes_no", "link"] as const;
export type AttributeKind = (typeof ATTRIBUTE_KINDS)[number];

export const ATTRIBUTE_SUBJECTS = ["contact", "conversation"] as const;
export type AttributeSubject = (typeof ATTRIBUTE_SUBJECTS)[number];

export type Value = AttributeValueView["value"];

/** What the organisation wants to know of contacts and conversations. */
export const attributesQuery = queryOptions({
  queryKey: ["attributes"],
  queryFn: async ({ signal }): Promise<AttributeView[]> =>
    (await unwrap(api.GET("/api/v1/attributes", { signal }))).items,
});

const conversationKey = (id: number) => ["conversations", "attributes", id];

/** What is known of one conversation. */
export function conversationAttributesQuery(id: number) {
  return queryOptions({
    queryKey: conversationKey(id),
    queryFn: async ({ signal }): Promise<AttributeValueView[]> =>
      (await unwrap(api.GET("/api/v1/conversations/{id}/attributes", { params: { path: { id } }, signal }))).items,
  });
}

/** A colleague changed what is known of a conversation. */
export function refreshConversationAttributes(id: number): void {
  void queryClient.invalidateQueries({ queryKey: conversationKey(id) });
}
