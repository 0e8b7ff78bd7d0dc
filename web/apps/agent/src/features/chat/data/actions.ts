/** What agents do to chats. The server's answer is how the chat stands now; a refusal is told, and the chat read again. */
import { api, unwrap, type DeskChatView, type TransferChatRequest } from "@rapport/api";
import type { I18n } from "@/i18n";
import { toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { putChat, refreshChats } from "./live";
import { chatQuery } from "./queries";

async function act(i18n: I18n, id: number, ask: () => Promise<DeskChatView>): Promise<boolean> {
  try {
    putChat(await ask());
    return true;
  } catch (error) {
    // A colleague may have been faster, or the visitor may have gone.
    void queryClient.invalidateQueries({ queryKey: chatQuery(id).queryKey });
    refreshChats();
    toastProblem(i18n, error);
    return false;
  } finally {
    void queryClient.invalidateQueries({ queryKey: ["conversations", "one", id] });
  }
}

const at = (id: number) => ({ params: { path: { id } } });

export const acceptChat = (i18n: I18n, id: number) =>
  act(i18n, id, () => unwrap(api.POST("/api/v1/conversations/{id}/chat/accept", at(id))));

export const declineChat = (i18n: I18n, id: number) =>
  act(i18n, id, () => unwrap(api.POST("/api/v1/conversations/{id}/chat/decline", at(id))));

/** Ends it; what is left to do may keep the conversation open. */
export const endChat = (i18n: I18n, id: number, solve: boolean) =>
  act(i18n, id, () =>
    unwrap(api.POST("/api/v1/conversations/{id}/chat/end", { ...at(id), body: { status: solve ? "solved" : null } })),
  );

export const transferChat = (i18n: I18n, id: number, body: TransferChatRequest) =>
  act(i18n, id, () => unwrap(api.POST("/api/v1/conversations/{id}/chat/transfer", { ...at(id), body })));

/** Comes in so that the visitor knows, or to read along. */
export const joinChat = (i18n: I18n, id: number, visible: boolean) =>
  act(i18n, id, () => unwrap(api.POST("/api/v1/conversations/{id}/chat/join", { ...at(id), body: { visible } })));

export const leaveChat = (i18n: I18n, id: number) =>
  act(i18n, id, () => unwrap(api.POST("/api/v1/conversations/{id}/chat/leave", at(id))));
