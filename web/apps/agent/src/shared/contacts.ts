import { api, unwrap, type ContactView } from "@rapport/api";
import { queryOptions } from "@tanstack/react-query";
import { queryClient } from "./query-client";

/** One contact; shown on its own page and beside every conversation. */
export function contactQuery(id: number) {
  return queryOptions({
    queryKey: ["contacts", "one", id],
    queryFn: ({ signal }): Promise<ContactView> =>
      unwrap(api.GET("/api/v1/contacts/{id}", { params: { path: { id } }, signal })),
  });
}

/** Takes in a contact as the server sent it, or as it is going to be. */
export function putContact(contact: ContactView): void {
  queryClient.setQueryData(contactQuery(contact.id).queryKey, contact);
}
