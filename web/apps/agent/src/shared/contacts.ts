import { api, unwrap, type ContactView } from "@rapport/api";
import { queryOptions } from "@tanstack/react-query";

/** One contact; shown on its own page and beside every conversation. */
export function contactQuery(id: number) {
  return queryOptions({
    queryKey: ["contacts", "one", id],
    queryFn: ({ signal }): Promise<ContactView> =>
      unwrap(api.GET("/api/v1/contacts/{id}", { params: { path: { id } }, signal })),
  });
}
