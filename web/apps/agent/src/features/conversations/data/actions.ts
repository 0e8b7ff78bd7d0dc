import {
  api,
  unwrap,
  type AssignRequest,
  type BulkRequest,
  type ConversationView,
  type MessageView,
} from "@rapport/api";
import { showToast } from "@rapport/ui";
import { useI18n, type I18n } from "@/i18n";
import { toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import type { Priority, Status } from "@/shared/vocabulary";
import { patchConversation, putConversation } from "./list-cache";
import { refreshCounts } from "./live";
import { conversationQuery, LISTS_KEY } from "./queries";
import { patchMessage } from "./timeline-cache";

/**
 * What agents do to one conversation. The screen shows the change at once; the server's answer, or on failure its
 * present state, replaces it.
 */
export interface ConversationActions {
  setStatus: (status: Status, options?: { quiet?: boolean }) => Promise<void>;
  setPriority: (priority: Priority) => Promise<void>;
  assign: (to: AssignRequest) => Promise<void>;
  changeTags: (change: { add?: number[]; remove?: number[] }) => Promise<void>;
}

async function change(
  i18n: I18n,
  id: number,
  guess: Partial<ConversationView>,
  request: () => Promise<ConversationView>,
): Promise<boolean> {
  patchConversation(id, guess);
  try {
    putConversation(await request());
    return true;
  } catch (error) {
    void queryClient.invalidateQueries({ queryKey: conversationQuery(id).queryKey });
    void queryClient.invalidateQueries({ queryKey: LISTS_KEY });
    toastProblem(i18n, error);
    return false;
  } finally {
    refreshCounts();
  }
}

/** The answer of the tags route is not known before, but the set of tags is. */
function withTags(now: number[], { add = [], remove = [] }: { add?: number[]; remove?: number[] }): number[] {
  return [...new Set([...now, ...add])].filter((id) => !remove.includes(id));
}

type Target = Pick<ConversationView, "id" | "number" | "status" | "tag_ids">;

/** The actions outside of React, for shortcuts and undo. */
export function conversationActions(i18n: I18n, conversation: Target): ConversationActions {
  const { id } = conversation;
  const path = { params: { path: { id } } };
  const setStatus: ConversationActions["setStatus"] = async (status, options) => {
    const before = conversation.status;
    if (before === status) return;
    const done = await change(i18n, id, { status }, () =>
      unwrap(api.PUT("/api/v1/conversations/{id}/status", { ...path, body: { status } })),
    );
    if (!done || options?.quiet === true) return;
    const undo = () =>
      void conversationActions(i18n, { ...conversation, status }).setStatus(before as Status, { quiet: true });
    showToast({
      tone: "success",
      message: i18n.t(`status.done.${status}`, { number: String(conversation.number) }),
      action: { label: i18n.t("action.undo"), run: undo },
    });
  };
  return {
    setStatus,
    setPriority: async (priority) => {
      await change(i18n, id, { priority }, () =>
        unwrap(api.PUT("/api/v1/conversations/{id}/priority", { ...path, body: { priority } })),
      );
    },
    assign: async (to) => {
      const guess: Partial<ConversationView> = { assignee_id: to.agent_id ?? null };
      if (to.team_id !== undefined) guess.team_id = to.team_id;
      await change(i18n, id, guess, () =>
        unwrap(api.PUT("/api/v1/conversations/{id}/assignee", { ...path, body: to })),
      );
    },
    changeTags: async (tags) => {
      const body = { add: tags.add ?? [], remove: tags.remove ?? [] };
      await change(i18n, id, { tag_ids: withTags(conversation.tag_ids, tags) }, () =>
        unwrap(api.POST("/api/v1/conversations/{id}/tags", { ...path, body })),
      );
    },
  };
}

export function useConversationActions(conversation: Target): ConversationActions {
  const i18n = useI18n();
  return conversationActions(i18n, conversation);
}

/** One change to all selected rows; says how many and which were refused. */
export async function changeMany(i18n: I18n, request: Omit<BulkRequest, "ids">, ids: number[]): Promise<void> {
  try {
    const result = await unwrap(api.POST("/api/v1/conversations/bulk", { body: { ...request, ids } }));
    showToast({ tone: "success", message: i18n.t("bulk.done", { count: result.done.length }) });
    const refused = result.failed[0];
    if (refused) {
      const reason = i18n.tCode("problem", refused.code, refused.detail);
      showToast({ tone: "danger", message: i18n.t("bulk.failed", { count: result.failed.length, reason }) });
    }
  } catch (error) {
    toastProblem(i18n, error);
  } finally {
    void queryClient.invalidateQueries({ queryKey: ["conversations"] });
  }
}

/** Marks entries up to `seq` as seen; 0 makes the conversation unread. */
export async function markRead(id: number, seq: number): Promise<void> {
  patchConversation(id, { unread: seq === 0, read_seq: seq });
  await unwrap(api.PUT("/api/v1/conversations/{id}/read", { params: { path: { id } }, body: { seq } })).catch(
    () => undefined,
  );
}

/** Takes back an answer that has not left yet; the server refuses when it has. */
export async function cancelMessage(conversationId: number, messageId: number): Promise<MessageView> {
  const message = await unwrap(api.POST("/api/v1/messages/{id}/cancel", { params: { path: { id: messageId } } }));
  patchMessage(conversationId, message);
  return message;
}

/** Sends a failed answer again. */
export async function retryMessage(conversationId: number, messageId: number): Promise<void> {
  const message = await unwrap(api.POST("/api/v1/messages/{id}/retry", { params: { path: { id: messageId } } }));
  patchMessage(conversationId, message);
}
