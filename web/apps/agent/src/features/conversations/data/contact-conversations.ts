import { api, unwrap } from "@rapport/api";
import { queryOptions } from "@tanstack/react-query";

/** The latest conversations with a contact, whatever their status. */
export function contactConversationsQuery(contactId: number) {
  return queryOptions({
    queryKey: ["conversations", "of-contact", contactId],
    queryFn: async ({ signal }) =>
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
