import type { DeskChatRow } from "@rapport/api";

/** Which of the reader's chats ring at them, and which they have; each in an order that does not jump about. */
export function sortChats(
  rows: readonly DeskChatRow[],
  agentId: number,
): { ringing: DeskChatRow[]; active: DeskChatRow[] } {
  const ringing = rows.filter(({ chat }) => chat.state === "ringing" && chat.offered_to === agentId);
  const active = rows.filter(({ chat }) => chat.state === "active");
  const by = (at: (row: DeskChatRow) => string) => (a: DeskChatRow, b: DeskChatRow) =>
    at(a).localeCompare(at(b)) || a.conversation.id - b.conversation.id;
  return {
    ringing: ringing.sort(by(({ chat }) => chat.offered_until ?? chat.queued_at)),
    active: active.sort(by(({ chat }) => chat.accepted_at ?? chat.queued_at)),
  };
}

/** A visitor who has no answer for so long is about to leave. */
const LONG_MS = 60_000;

/** How urgent an unanswered visitor is; undefined while nobody waits for the agent. */
export function urgency(waitingSince: string | null | undefined, now: number): "waiting" | "long" | undefined {
  if (waitingSince == null) return undefined;
  return now - new Date(waitingSince).getTime() >= LONG_MS ? "long" : "waiting";
}
