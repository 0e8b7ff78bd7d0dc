import type { Context } from "./client.ts";

export interface Receipts {
  /** The visitor looks at this conversation, or at none. */
  look(id: string | undefined): void;
  /** Something new is held of it. */
  arrived(id: string): void;
  /** Whether this conversation is being looked at. */
  looksAt(id: string): boolean;
}

/** Several things that come at once are acknowledged together, after so many milliseconds. */
const GATHER = 250;

/** Tells the server up to where entries have arrived and were seen: only what it does not know yet. */
export function createReceipts(context: Context): Receipts {
  let looking: string | undefined;
  const told = new Map<string, string>();
  const due = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = (): void => {
    timer = undefined;
    for (const id of due) {
      const conversation = context.conversation(id);
      if (!conversation?.chat) continue;
      const said = { delivered_seq: conversation.lastSeq, seen_seq: conversation.seen };
      const text = JSON.stringify(said);
      if (told.get(id) === text) continue;
      told.set(id, text);
      if (context.live.say({ type: "receipts", conversation: id, ...said })) continue;
      context.api
        .request("PUT", `/conversations/${encodeURIComponent(id)}/receipts`, { body: said })
        .catch(() => told.delete(id));
    }
    due.clear();
  };

  const see = (id: string): void => {
    const conversation = context.conversation(id);
    if (!conversation?.chat || (conversation.unread === 0 && conversation.seen === conversation.lastSeq)) return;
    context.put({ ...conversation, unread: 0, seen: conversation.lastSeq });
  };

  const arrived = (id: string): void => {
    if (looking === id) see(id);
    due.add(id);
    timer ??= setTimeout(tell, GATHER);
  };

  return {
    look(id) {
      looking = id;
      if (id !== undefined) arrived(id);
    },
    arrived,
    looksAt: (id) => looking === id,
  };
}
