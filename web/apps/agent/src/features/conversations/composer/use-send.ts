import { api, isApiError, unwrap, type ConversationView, type EntryView, type ReplyRequest } from "@rapport/api";
import { showToast } from "@rapport/ui";
import { useRef, useState } from "react";
import { useI18n, type I18n } from "@/i18n";
import { agentsQuery } from "@/shared/lookups";
import { fieldProblem, toastProblem } from "@/shared/problems";
import { useSession } from "@/shared/session";
import type { Status } from "@/shared/vocabulary";
import { cancelMessage, conversationActions } from "../data/actions";
import { partOf, type Draft, type DraftHandle, type DraftKind } from "../data/drafts";
import { refreshCounts } from "../data/live";
import { conversationQuery } from "../data/queries";
import { fillGap, mergeIntoTimelines } from "../data/timeline-cache";
import type { DraftSyncs } from "../data/use-draft-sync";
import { mentionsIn } from "./mentions";
import type { RecipientProblems } from "./reply-recipients";
import { queryClient } from "@/shared/query-client";

/** A name for one attempt. `randomUUID` exists only on HTTPS, and many installations begin without it. */
function attemptKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The idempotency key of a body: the same as long as the same thing is tried again (after a lost connection the first
 * try may well have arrived), another one for everything else.
 */
function useAttempt() {
  const attempt = useRef<{ body: string; key: string }>(undefined);
  return {
    keyFor: (body: unknown): string => {
      const text = JSON.stringify(body);
      if (attempt.current?.body !== text) attempt.current = { body: text, key: attemptKey() };
      return attempt.current.key;
    },
    finish: () => {
      attempt.current = undefined;
    },
  };
}

/** How to send. */
export interface SendOptions {
  solve?: boolean;
  force?: boolean;
}

export interface Sender {
  sending: boolean;
  /** Set when a colleague answered meanwhile: what the agent wanted to send is kept until they decide. */
  conflict: SendOptions | undefined;
  dismissConflict: () => void;
  send: (options?: SendOptions) => Promise<void>;
}

export interface SendContext {
  conversation: ConversationView;
  handle: DraftHandle;
  /** What may be written, which is not always what was chosen. */
  mode: DraftKind;
  syncs: DraftSyncs;
  /** The server found somebody whom it cannot send to. */
  onRecipientsRefused: (problems: RecipientProblems) => void;
}

function replyBody(draft: Draft, conversation: ConversationView, options: SendOptions): ReplyRequest {
  return {
    text: draft.text.trim(),
    html: draft.html ?? null,
    to: draft.to ?? conversation.reply_to,
    cc: draft.cc ?? conversation.reply_cc,
    bcc: draft.bcc ?? [],
    attachment_ids: draft.attachments.map((file) => file.id),
    status: options.solve === true ? "solved" : null,
    seen_seq: draft.seenSeq ?? conversation.last_seq,
    force: options.force === true,
  };
}

/** The lines whose recipients the server refused (`to[0].address`); undefined when it was something else. */
function refusedRecipients(i18n: I18n, error: unknown): RecipientProblems | undefined {
  if (!isApiError(error)) return undefined;
  const problems: RecipientProblems = {};
  for (const field of Object.keys(error.fields)) {
    const line = (["to", "cc", "bcc"] as const).find((name) => field === name || field.startsWith(`${name}[`));
    if (line) problems[line] ??= fieldProblem(i18n, error, field);
  }
  return Object.keys(problems).length > 0 ? problems : undefined;
}

/**
 * Sends what the draft holds, and takes care of everything that can come between: a double click, a lost connection,
 * a colleague who was faster, a change of mind.
 */
export function useSend({ conversation, handle, mode, syncs, onRecipientsRefused }: SendContext): Sender {
  const { draft, patch, sent: forget } = handle;
  const i18n = useI18n();
  const session = useSession();
  const attempt = useAttempt();
  const [sending, setSending] = useState(false);
  const [conflict, setConflict] = useState<SendOptions>();

  const takeIn = (entry: EntryView) => {
    mergeIntoTimelines(conversation.id, [entry]);
    // Status and assignment may have changed along with it; those entries follow the answer.
    void fillGap(conversation.id, entry.seq + 1);
    void queryClient.invalidateQueries({ queryKey: conversationQuery(conversation.id).queryKey });
    refreshCounts();
  };

  const offerUndo = (entry: EntryView, sent: Draft, solve: boolean) => {
    const message = entry.message;
    const until = message?.send_after ? new Date(message.send_after).getTime() - Date.now() : 0;
    const seconds = Math.min(session.undo_send_seconds, Math.max(0, Math.floor(until / 1000)));
    const text = i18n.t(solve ? "composer.sentAndSolved" : "composer.sent");
    if (!message || seconds < 1) {
      showToast({ tone: "success", message: text });
      return;
    }
    const undo = async () => {
      try {
        await cancelMessage(conversation.id, message.id);
        // One's own answer that was taken back is not one that somebody else gave meanwhile.
        patch({ ...partOf(sent, "reply"), seenSeq: entry.seq, mode: "reply" });
        if (solve) {
          const before = conversation.status as Status;
          await conversationActions(i18n, { ...conversation, status: "solved" }).setStatus(before, { quiet: true });
        }
      } catch (error) {
        toastProblem(i18n, error);
      }
    };
    showToast({
      tone: "success",
      message: text,
      duration: seconds * 1000,
      action: { label: i18n.t("action.undo"), run: () => void undo() },
    });
  };

  const sendReply = async (options: SendOptions) => {
    const body = replyBody(draft, conversation, options);
    const entry = await unwrap(
      api.POST("/api/v1/conversations/{id}/replies", {
        params: { path: { id: conversation.id } },
        headers: { "Idempotency-Key": attempt.keyFor(body) },
        body,
      }),
    );
    const sent = draft;
    forget("reply");
    takeIn(entry);
    offerUndo(entry, sent, options.solve === true);
  };

  const sendNote = async () => {
    const text = draft.note.trim();
    const mentioned = text.includes("@") ? mentionsIn(text, await queryClient.ensureQueryData(agentsQuery)) : [];
    const body = { text, attachment_ids: draft.noteAttachments.map((file) => file.id), mention_ids: mentioned };
    const entry = await unwrap(
      api.POST("/api/v1/conversations/{id}/notes", {
        params: { path: { id: conversation.id } },
        headers: { "Idempotency-Key": attempt.keyFor(body) },
        body,
      }),
    );
    forget("note");
    takeIn(entry);
  };

  const send = async (options: SendOptions = {}) => {
    if (sending) return;
    setSending(true);
    setConflict(undefined);
    const sync = syncs[mode];
    try {
      await sync.hold();
      if (mode === "note") await sendNote();
      else await sendReply(options);
      attempt.finish();
    } catch (error) {
      if (isApiError(error, "answered_meanwhile")) {
        attempt.finish();
        void fillGap(conversation.id, Number.MAX_SAFE_INTEGER);
        setConflict(options);
      } else {
        const problems = refusedRecipients(i18n, error);
        if (problems) onRecipientsRefused(problems);
        else toastProblem(i18n, error);
      }
    } finally {
      sync.release();
      setSending(false);
    }
  };
  return { sending, conflict, dismissConflict: () => setConflict(undefined), send };
}
