/** What it means for the screens that something left the outbox. */
import { ApiError, type ConversationView, type EntryView, type Problem } from "@rapport/api";
import { showToast } from "@rapport/ui";
import type { I18n } from "@/i18n";
import type { OutboxItem, Refusal } from "@/shared/outbox";
import { queryClient } from "@/shared/query-client";
import { draftCell, EMPTY_DRAFT, isEmptyPart, partOf, type DraftKind, type DraftPart } from "./drafts";
import { putConversation } from "./list-cache";
import { refreshCounts } from "./live";
import { conversationQuery } from "./queries";
import { fillGap, takeInEntries } from "./timeline-cache";

/** A refusal as the screens know failures. */
export function refusalError({ status, code, detail, problem }: Refusal): ApiError {
  return new ApiError(status, code, detail, problem as Problem | undefined);
}

/** An entry that the server wrote because of us. */
export function takeInEntry(conversationId: number, entry: EntryView | undefined): void {
  if (entry) takeInEntries(conversationId, [entry]);
  // Status and assignment may have changed along with it; those entries follow the answer.
  void fillGap(conversationId, entry ? entry.seq + 1 : Number.MAX_SAFE_INTEGER);
  void queryClient.invalidateQueries({ queryKey: conversationQuery(conversationId).queryKey });
  refreshCounts();
}

function messageKind(item: OutboxItem): DraftKind | undefined {
  return item.kind === "reply" || item.kind === "note" ? item.kind : undefined;
}

/** Carried out, perhaps long after the screen that asked for it was closed. */
export function applyDelivered(item: OutboxItem, body: unknown): void {
  const kind = messageKind(item);
  if (!kind) {
    if (body !== undefined) putConversation(body as ConversationView);
    refreshCounts();
    return;
  }
  takeInEntry(item.conversationId, body as EntryView | undefined);
  // A tab that was closed while it sent has left the words as a draft as well.
  const cell = draftCell(item.agentId, item.conversationId);
  if (sameWords(partOf(cell.get(), kind), item.draft as DraftPart | undefined)) cell.change(partOf(EMPTY_DRAFT, kind));
}

function sameWords(now: DraftPart, sent: DraftPart | undefined): boolean {
  return sent !== undefined && now.text === sent.text && now.note === sent.note && now.html === sent.html;
}

/** Refused while nobody waited for it: wherever the agent is now, they must hear of it. */
export function tellRefused(i18n: I18n, item: OutboxItem, open: (conversationId: number) => void): void {
  showToast({
    tone: "danger",
    message: i18n.t("outbox.refusedToast", { number: String(item.number) }),
    action: { label: i18n.t("outbox.look"), run: () => open(item.conversationId) },
  });
}

/** Gives the words back to the composer, below what is being written there. */
export function giveBackWords(item: OutboxItem): void {
  const kind = messageKind(item);
  const part = item.draft as DraftPart | undefined;
  if (!kind || !part) return;
  const cell = draftCell(item.agentId, item.conversationId);
  const now = cell.get();
  if (isEmptyPart(now, kind)) {
    cell.change({ ...part, mode: kind });
    return;
  }
  if (kind === "note") {
    const note = joined(now.note, part.note);
    cell.change({ mode: kind, note, noteAttachments: [...now.noteAttachments, ...(part.noteAttachments ?? [])] });
    return;
  }
  // Where both are formatted differently, plain words are what both have.
  const text = joined(now.text, part.text);
  const attachments = [...now.attachments, ...(part.attachments ?? [])];
  cell.change({ mode: kind, text, html: undefined, attachments });
}

const joined = (above: string, below: string | undefined) => `${above.trimEnd()}\n\n${below ?? ""}`;
