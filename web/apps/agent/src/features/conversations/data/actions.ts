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
import { deliver, type Order } from "@/shared/outbox";
import { toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { sessionQuery } from "@/shared/session";
import type { Priority, Status } from "@/shared/vocabulary";
import { patchConversation, putConversation } from "./list-cache";
import { refreshCounts } from "./live";
import { refusalError } from "./outbox";
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

/** Done, or written down until there is a connection again, or refused. */
type Changed = "done" | "waiting" | undefined;

async function change(
  i18n: I18n,
  { id, number }: Target,
  guess: Partial<ConversationView>,
  order: Pick<Order, "kind" | "method" | "path" | "body" | "text">,
): Promise<Changed> {
  patchConversation(id, guess);
  try {
    const agentId = queryClient.getQueryData(sessionQuery.queryKey)?.agent.id ?? 0;
    const outcome = await deliver({ agentId, conversationId: id, number, ...order });
    if (outcome.type === "refused") throw refusalError(outcome.refusal);
    if (outcome.type === "done" && outcome.body !== undefined) putConversation(outcome.body as ConversationView);
    return outcome.type;
  } catch (error) {
    void queryClient.invalidateQueries({ queryKey: conversationQuery(id).queryKey });
    void queryClient.invalidateQueries({ queryKey: LISTS_KEY });
    toastProblem(i18n, error);
    return undefined;
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
  const base = `/api/v1/conversations/${conversation.id}`;
  const setStatus: ConversationActions["setStatus"] = async (status, options) => {
    const before = conversation.status;
    if (before === status) return;
    const done = await change(
      i18n,
      conversation,
      { status },
      {
        kind: "status",
        method: "PUT",
        path: `${base}/status`,
        body: { status },
        text: `${i18n.t("outbox.status")}: ${i18n.t(`status.${status}`)}`,
      },
    );
    if (!done || options?.quiet === true) return;
    const undo = () =>
      void conversationActions(i18n, { ...conversation, status }).setStatus(before as Status, { quiet: true });
    showToast({
      tone: done === "done" ? "success" : "info",
      message: i18n.t(done === "done" ? `status.done.${status}` : "outbox.kept", {
        number: String(conversation.number),
      }),
      action: { label: i18n.t("action.undo"), run: undo },
    });
  };
  return {
    setStatus,
    setPriority: async (priority) => {
      const text = `${i18n.t("outbox.priority")}: ${i18n.t(`priority.${priority}`)}`;
      const order = { kind: "priority", method: "PUT", path: `${base}/priority`, body: { priority }, text } as const;
      await change(i18n, conversation, { priority }, order);
    },
    assign: async (to) => {
      const guess: Partial<ConversationView> = { assignee_id: to.agent_id ?? null };
      if (to.team_id !== undefined) guess.team_id = to.team_id;
      const order = { kind: "assignee", method: "PUT", path: `${base}/assignee`, body: { ...to } } as const;
      await change(i18n, conversation, guess, { ...order, text: i18n.t("outbox.assignee") });
    },
    changeTags: async (tags) => {
      const body = { add: tags.add ?? [], remove: tags.remove ?? [] };
      const order = { kind: "tags", method: "POST", path: `${base}/tags`, body } as const;
      await change(
        i18n,
        conversation,
        { tag_ids: withTags(conversation.tag_ids, tags) },
        { ...order, text: i18n.t("outbox.tags") },
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
