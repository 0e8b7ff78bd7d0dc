import { api, unwrap, type FullMessageView } from "@rapport/api";
import { queryOptions, useQuery } from "@tanstack/react-query";

function fullMessageQuery(id: number) {
  return queryOptions({
    queryKey: ["messages", id],
    queryFn: ({ signal }): Promise<FullMessageView> =>
      unwrap(api.GET("/api/v1/messages/{id}", { params: { path: { id } }, signal })),
    // What was received does not change.
    staleTime: Infinity,
  });
}

export function useFullMessage(id: number, wanted: boolean) {
  return useQuery({ ...fullMessageQuery(id), enabled: wanted });
}

export function rawMessageQuery(id: number) {
  return queryOptions({
    queryKey: ["messages", id, "raw"],
    queryFn: ({ signal }): Promise<string> =>
      unwrap(
        api.GET("/api/v1/messages/{id}/raw", { params: { path: { id } }, parseAs: "text", signal }) as Promise<{
          data?: string;
          error?: unknown;
          response: Response;
        }>,
      ),
    staleTime: Infinity,
  });
}
