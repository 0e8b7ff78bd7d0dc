import type { ChatEntryView, ChatView } from "./protocol.ts";

/** What is held of one conversation. Everything here is pure: what comes in twice changes nothing. */
export interface Conversation {
  /** Its token, or a name of our own until the server has heard of it. */
  id: string;
  chat: ChatView | undefined;
  /** In order, each once. */
  entries: readonly ChatEntryView[];
  /** Up to where nothing is missing, what visitors may not see included. */
  lastSeq: number;
  /** Whether the newest entries have been read. */
  loaded: boolean;
  hasEarlier: boolean;
  agentSeen: number;
  /** Up to where the visitor has seen. */
  seen: number;
  unread: number;
  typing: { name: string; until: number } | undefined;
}

/** Entries with the range that they cover. */
export interface Batch {
  /** What must be held already; unknown when left out. */
  after_seq?: number | undefined;
  entries: readonly ChatEntryView[];
  last_seq: number;
}

export function emptyConversation(id: string, chat?: ChatView): Conversation {
  return {
    id,
    chat,
    entries: [],
    lastSeq: chat?.last_seq ?? 0,
    loaded: false,
    hasEarlier: false,
    agentSeen: 0,
    seen: 0,
    unread: chat?.unread ?? 0,
    typing: undefined,
  };
}

/** Whether something between what is held and the batch is missing. */
export function leavesGap(conversation: Conversation, { after_seq: after }: Batch): boolean {
  return after !== undefined && after > conversation.lastSeq;
}

/**
 * Adds entries; what is held already is replaced, for the server's word counts more than our own guess of it. Answers with
 * those that are new.
 */
export function addEntries(
  conversation: Conversation,
  batch: Batch,
): { conversation: Conversation; added: ChatEntryView[] } {
  const held = new Map(conversation.entries.map((entry) => [entry.seq, entry]));
  const added = batch.entries.filter(({ seq }) => !held.has(seq));
  if (batch.entries.length === 0 && batch.last_seq <= conversation.lastSeq) return { conversation, added };
  for (const entry of batch.entries) held.set(entry.seq, entry);
  const entries = [...held.values()].sort((one, other) => one.seq - other.seq);
  const lastSeq = Math.max(conversation.lastSeq, batch.last_seq);
  const typing = added.some(isForVisitor) ? undefined : conversation.typing;
  return { conversation: { ...conversation, entries, lastSeq, typing }, added };
}

/** Messages of the other side that count as unread. */
export function isForVisitor(entry: ChatEntryView): boolean {
  return entry.kind === "message" && entry.from !== "visitor";
}

/** The newest come first, a chat that is not ended before those that are. */
export function newestFirst(conversations: Iterable<Conversation>): Conversation[] {
  const time = ({ chat }: Conversation) => chat?.last_entry?.at ?? chat?.created_at ?? "9999";
  const open = ({ chat }: Conversation) => (chat?.state === "ended" ? 0 : 1);
  return [...conversations].sort(
    (one, other) => open(other) - open(one) || (time(one) < time(other) ? 1 : time(one) > time(other) ? -1 : 0),
  );
}
