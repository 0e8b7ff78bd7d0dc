import { isApiError, type ChatContent, type ConversationView, type EntryView, type ReplyRequest } from "@rapport/api";
import { showToast } from "@rapport/ui";
import { useState } from "react";
import { useI18n, type I18n } from "@/i18n";
import { agentsQuery } from "@/shared/lookups";
import { deliver } from "@/shared/outbox";
import { fieldProblem, toastProblem } from "@/shared/problems";
import { useSession } from "@/shared/session";
import type { Status } from "@/shared/vocabulary";
import { cancelMessage, conversationActions } from "../data/actions";
import {
  draftCell,
  EMPTY_DRAFT,
  isEmptyPart,
  partOf,
  type Draft,
  type DraftHandle,
  type DraftKind,
} from "../data/drafts";
import { answeredOnlyOneself } from "../data/meanwhile";
import { refusalError, takeInEntry } from "../data/outbox";
import { fillGap } from "../data/timeline-cache";
import type { DraftSyncs } from "../data/use-draft-sync";
import { mentionsIn } from "./mentions";
import type { RecipientProblems } from "./reply-recipients";
import { deviceZone, formatWhen } from "./schedule/times";
import { queryClient } from "@/shared/query-client";

/** How to send. */
export interface SendOptions {
  solve?: boolean;
  force?: boolean;
  /** When it leaves; at once when absent. */
  later?: { at: string; cancelIfReplied: boolean };
  /** What it is beside its words; only where the channel has such. */
  content?: ChatContent;
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
  /** Whether the agent takes part in a talk that goes on at this moment. */
  talking: boolean;
  syncs: DraftSyncs;
  /** The server found somebody whom it cannot send to. */
  onRecipientsRefused: (problems: RecipientProblems) => void;
}

/** Pictures that were taken out of the text again stay behind. */
function filesOf({ attachments, html }: Draft): number[] {
  const shown = (cid: string | null | undefined) => cid != null && html?.includes(`cid:${cid}`) === true;
  return attachments.filter((file) => !file.inline || shown(file.content_id)).map((file) => file.id);
}

function replyBody(draft: Draft, conversation: ConversationView, options: SendOptions): ReplyRequest {
  return {
    text: draft.text.trim(),
    html: draft.html ?? null,
    // Where nobody chooses recipients, naming some would be refused.
    ...(conversation.capabilities.recipients && {
      to: draft.to ?? conversation.reply_to,
      cc: draft.cc ?? conversation.reply_cc,
      bcc: draft.bcc ?? [],
    }),
    attachment_ids: filesOf(draft),
    status: options.solve === true ? "solved" : null,
    ...(options.later ? { send_at: options.later.at, cancel_if_replied: options.later.cancelIfReplied } : {}),
    ...(options.content && { content: options.content }),
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
export function useSend({ conversation, handle, mode, talking, syncs, onRecipientsRefused }: SendContext): Sender {
  const { draft, patch, sent: forget } = handle;
  const i18n = useI18n();
  const session = useSession();
  const [sending, setSending] = useState(false);
  const [conflict, setConflict] = useState<SendOptions>();
  const { live } = conversation.capabilities;

  /** Words that were not sent stand in the field again, above what was written since. */
  const putBack = (unsent: Draft, kind: DraftKind) => {
    const now = draftCell(session.agent.id, conversation.id).get();
    const below = isEmptyPart(now, kind) ? "" : kind === "note" ? now.note : now.text;
    if (below === "") patch(partOf(unsent, kind));
    else if (kind === "note") patch({ ...partOf(unsent, kind), note: `${unsent.note}\n\n${below}` });
    else patch({ ...partOf(unsent, kind), text: `${unsent.text}\n\n${below}`, html: undefined });
  };

  /**
   * Through the outbox: what was written down there leaves once, whatever happens to the network or to this tab. The entry
   * that came of it, or undefined when it waits, or another tab was the one that heard of it.
   */
  const order = async (
    kind: DraftKind,
    body: Record<string, unknown>,
    text: string,
  ): Promise<EntryView | undefined> => {
    const outcome = await deliver({
      agentId: session.agent.id,
      conversationId: conversation.id,
      number: conversation.number,
      kind,
      method: "POST",
      path: `/api/v1/conversations/${conversation.id}/${kind === "note" ? "notes" : "replies"}`,
      body,
      text,
      draft: partOf(draft, kind),
    });
    if (outcome.type === "refused") throw refusalError(outcome.refusal);
    if (outcome.type === "waiting") {
      // Emptied as by hand: the server, which still has the words as a draft, is to forget them too.
      if (!live) patch(partOf(EMPTY_DRAFT, kind));
      showToast({ tone: "info", message: i18n.t("outbox.keptReply") });
      return undefined;
    }
    const entry = outcome.body as EntryView | undefined;
    forget(kind, live);
    takeInEntry(conversation.id, entry);
    return entry;
  };

  const offerUndo = (entry: EntryView, sent: Draft, solve: boolean) => {
    const message = entry.message;
    // It stands in the conversation, where the customer sees it too: nothing more has to be said.
    if (conversation.capabilities.live) return;
    if (entry.kind === "scheduled" && entry.to) {
      const when = formatWhen(entry.to, i18n.locale, session.time_zone || deviceZone());
      showToast({ tone: "success", message: i18n.t("schedule.done", { when }) });
      return;
    }
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
    const sent = draft;
    const ask = (force: boolean) => {
      const body = replyBody(draft, conversation, { ...options, force });
      return order("reply", { ...body }, body.text);
    };
    // Whoever talks sees what the others say: to be asked about it would only break the talk. Whoever does not, because the
    // chat went to a colleague while they wrote or they only read along, must see first what that colleague said. A whisper
    // is a note, about which nobody is ever asked.
    const force = options.force === true || talking;
    const entry = await ask(force).catch(async (error: unknown) => {
      const seen = draft.seenSeq ?? conversation.last_seq;
      const own = live && !force && isApiError(error, "answered_meanwhile");
      if (own && (await answeredOnlyOneself(conversation.id, seen, session.agent.id))) return ask(true);
      throw error;
    });
    if (entry) offerUndo(entry, sent, options.solve === true);
  };

  const sendNote = async () => {
    const text = draft.note.trim();
    const mentioned = text.includes("@") ? mentionsIn(text, await queryClient.ensureQueryData(agentsQuery)) : [];
    const body = { text, attachment_ids: draft.noteAttachments.map((file) => file.id), mention_ids: mentioned };
    await order("note", body, text);
  };

  const send = async (options: SendOptions = {}) => {
    // Who chats writes the next words while these are on their way.
    if (sending && !live) return;
    if (live) patch(partOf(EMPTY_DRAFT, mode));
    setSending(true);
    setConflict(undefined);
    const sync = syncs[mode];
    try {
      await sync.hold();
      if (mode === "note") await sendNote();
      else await sendReply(options);
    } catch (error) {
      if (live) putBack(draft, mode);
      if (isApiError(error, "answered_meanwhile")) {
        void fillGap(conversation.id, Number.MAX_SAFE_INTEGER);
        setConflict(options);
      } else {
        const problems = refusedRecipients(i18n, error);
        const time = fieldProblem(i18n, error, "send_at");
        if (problems) onRecipientsRefused(problems);
        else if (time !== undefined) showToast({ tone: "danger", message: time });
        else toastProblem(i18n, error);
      }
    } finally {
      sync.release();
      setSending(false);
    }
  };
  return { sending, conflict, dismissConflict: () => setConflict(undefined), send };
}
