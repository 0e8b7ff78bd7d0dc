import { api, unwrap, type ConversationSummary } from "@rapport/api";
import { queryOptions } from "@tanstack/react-query";

/** The latest conversations with a contact, whatever their status. */
export function contactConversationsQuery(contactId: number) {
  return queryOptions({
    queryKey: ["conversations", "of-contact", contactId],
    queryFn: async ({ signal }): Promise<ConversationSummary[]> =>
      (
        await unwrap(
          api.GET("/api/v1/conversations", {
            params: { query: { contact_id: contactId, status: "any", limit: 50 } },
            signal,
          }),
        )
      ).items,
  });
}

/** The latest conversations with anybody of a company. */
export function companyConversationsQuery(companyId: number) {
  return queryOptions({
    queryKey: ["conversations", "of-company", companyId],
    queryFn: async ({ signal }): Promise<ConversationSummary[]> =>
      (
        await unwrap(
          api.GET("/api/v1/conversations", {
            params: { query: { company_id: companyId, status: "any", limit: 30 } },
            signal,
          }),
        )
      ).items,
  });
}
