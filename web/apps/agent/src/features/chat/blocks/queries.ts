import { api, unwrap, type ChatBlockRequest, type ChatBlockView } from "@rapport/api";
import { queryOptions } from "@tanstack/react-query";
import { queryClient } from "@/shared/query-client";

/** Who is not let in. The key is the area that events of changed settings name. */
export const blocksQuery = queryOptions({
  queryKey: ["chat_blocks"],
  queryFn: async ({ signal }): Promise<ChatBlockView[]> =>
    (await unwrap(api.GET("/api/v1/chat-blocks", { signal }))).items,
});

export const refreshBlocks = () => queryClient.invalidateQueries({ queryKey: blocksQuery.queryKey });

export const addBlock = (body: ChatBlockRequest) => unwrap(api.POST("/api/v1/chat-blocks", { body }));

export const removeBlock = (id: number) => unwrap(api.DELETE("/api/v1/chat-blocks/{id}", { params: { path: { id } } }));
