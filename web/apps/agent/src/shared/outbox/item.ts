/** What waits in the outbox, and what became of it. */

export type OutboxKind = "reply" | "note" | "status" | "priority" | "assignee" | "tags";

/** A file that was chosen without a connection; it is uploaded before its message is sent. */
export interface OutboxFile {
  name: string;
  type: string;
  size: number;
  blob: Blob;
}

/** Why the server refused. The words of the problem are made when it is shown, in the reader's language. */
export interface Refusal {
  status: number;
  code: string;
  detail: string;
  problem: unknown;
}

/** What is asked of the server, as the screens say it. */
export interface Order {
  agentId: number;
  conversationId: number;
  /** How people call the conversation. */
  number: number;
  kind: OutboxKind;
  method: "POST" | "PUT";
  path: string;
  body: Record<string, unknown>;
  /** What the timeline shows of it until it has arrived. */
  text: string;
  /** The part of the draft that it was made of, to give it back. */
  draft?: unknown;
  files?: OutboxFile[];
}

export interface OutboxItem extends Omit<Order, "body" | "files"> {
  /** The order in which things were asked for. */
  id: number;
  /** Made once, when the agent sent it: however often it is tried, the server does it once. */
  key: string;
  /** Kept as text: the server compares it to the letter when the same key comes again. */
  body: string;
  files: OutboxFile[];
  state: "waiting" | "sending" | "refused";
  /** A request has left and nobody knows whether it arrived: what may have been done can no longer be changed. */
  tried: boolean;
  refusal?: Refusal | undefined;
  createdAt: number;
}

/** A name for one attempt. `randomUUID` exists only on HTTPS, and many installations begin without it. */
export function attemptKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Older than this, nothing is sent by itself: what was right a week ago may be wrong today. The server remembers keys
 * for twice as long, so that one that is still tried is never taken for a new one.
 */
export const TOO_OLD_MS = 7 * 24 * 3600_000;
export const TOO_OLD = "waited_too_long";
