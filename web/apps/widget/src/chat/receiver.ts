import { Problem } from "./api.ts";
import type { Context } from "./client.ts";
import type { ChatDetailView, ChatEntryView, ChatView, SayRequest, ServerFrame } from "./protocol.ts";
import { addEntries, emptyConversation, isForVisitor, leavesGap, type Batch } from "./timeline.ts";

export interface Receiver {
  frame(frame: ServerFrame): void;
  chat(chat: ChatView): void;
  detail(detail: ChatDetailView): void;
  /** Reads which conversations there are: one may have been begun while nobody listened. */
  refresh(): Promise<void>;
  /** Says something by the socket, or by a request where there is none or it does not answer. */
  deliver(id: string, key: string, body: SayRequest): Promise<void>;
}

/** How long a socket may take to acknowledge, and how long writing is shown without another sign, in milliseconds. */
const ACKNOWLEDGE = 8000;
const TYPING = 6000;

interface Waiter {
  said: (seq: number) => void;
  refused: (problem: Problem) => void;
}

/** Takes in what the server says, by whatever way, as often as it is said. */
export function createReceiver(context: Context): Receiver {
  const waiters = new Map<string, Waiter>();

  const chat = (view: ChatView): void => {
    const held = context.conversation(view.token);
    if (!held) context.put(emptyConversation(view.token, view));
    // Another tab may have seen what is unread here; what is new is counted when its entries come.
    else context.put({ ...held, chat: view, unread: Math.min(held.unread, view.unread) });
  };

  /** Entries that have just been made, in contrast to history that is read. */
  const entries = (id: string, batch: Batch): void => {
    const held = context.conversation(id);
    if (!held) return void read(id);
    if (leavesGap(held, batch)) {
      return context.live.follow(id, held.lastSeq);
    }
    const { conversation, added } = addEntries(held, batch);
    const news = added.filter((entry) => entry.seq > held.lastSeq);
    const unread = conversation.unread + news.filter(isForVisitor).length;
    context.put({ ...conversation, unread, chat: held.chat && withEntries(held.chat, news) });
    for (const { key } of batch.entries) if (key) context.outbox.done(key);
    context.receipts.arrived(id);
    for (const entry of news) {
      if (entry.kind === "message") context.events.message(entry, conversation);
    }
  };

  const read = async (id: string): Promise<void> => {
    await context.api
      .request<ChatDetailView>("GET", `/conversations/${encodeURIComponent(id)}`)
      .then(detail)
      .catch(() => undefined);
  };

  const detail = (view: ChatDetailView): void => {
    const id = view.chat.token;
    chat(view.chat);
    context.update(id, (held) => ({
      ...addEntries(held, { entries: view.entries, last_seq: view.chat.last_seq }).conversation,
      loaded: true,
      hasEarlier: view.has_earlier,
      agentSeen: Math.max(held.agentSeen, view.agent_seen_seq),
    }));
    for (const { key } of view.entries) if (key) context.outbox.done(key);
    context.receipts.arrived(id);
  };

  const refresh = async (): Promise<void> => {
    const page = await context.api.request<{ items: ChatView[] }>("GET", "/conversations").catch(() => undefined);
    for (const view of page?.items ?? []) {
      const held = context.conversation(view.token);
      chat(view);
      if (held && held.lastSeq < view.last_seq) context.live.follow(held.id, held.lastSeq);
    }
  };

  const typing = (id: string, name: string, active: boolean): void => {
    const until = Date.now() + TYPING;
    context.update(id, (held) => ({ ...held, typing: active ? { name, until } : undefined }));
    if (!active) return;
    setTimeout(() => {
      context.update(id, (held) => (held.typing?.until === until ? { ...held, typing: undefined } : held));
    }, TYPING);
  };

  const frame = (said: ServerFrame): void => {
    switch (said.type) {
      case "welcome":
        context.store.set({ visitor: said.visitor });
        return context.outbox.nudge();
      case "entries":
        return entries(said.conversation, said);
      case "said":
        return waiters.get(said.key)?.said(said.seq);
      case "refused":
        return waiters.get(said.key)?.refused(new Problem(said.retry ? 503 : 400, said.code, said.detail));
      case "chat":
        return chat(said.chat);
      case "typing":
        return typing(said.conversation, said.agent?.name ?? "", said.active);
      case "receipts":
        return context.update(said.conversation, (held) => ({
          ...held,
          agentSeen: Math.max(held.agentSeen, said.agent_seen_seq),
        }));
      case "invited":
        if (said.chat) chat({ ...said.chat, last_seq: 0 });
        context.live.follow(said.conversation, 0);
        return context.events.invited(said.conversation);
      case "site":
        return context.store.set({ siteOpen: said.open });
      case "error":
        return console.warn("rapport:", said.code, said.detail);
      case "resync":
      case "pong":
        return;
      default:
        // A newer server may say more.
        return;
    }
  };

  const bySocket = (id: string, key: string, body: SayRequest): Promise<number> | undefined => {
    if (!context.live.say({ type: "say", key, conversation: id, ...body })) return undefined;
    return new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => finish(() => reject(new Problem(0, "timeout"))), ACKNOWLEDGE);
      const finish = (how: () => void) => {
        clearTimeout(timer);
        waiters.delete(key);
        how();
      };
      waiters.set(key, {
        said: (seq) => finish(() => resolve(seq)),
        refused: (problem) => finish(() => reject(problem)),
      });
    });
  };

  /** Ours is shown at once where it will stand; the server's own words replace it when they come. */
  const placed = (id: string, entry: ChatEntryView): void =>
    context.update(id, (held) => {
      if (held.entries.some(({ seq }) => seq === entry.seq)) return held;
      return addEntries(held, { entries: [entry], last_seq: held.lastSeq }).conversation;
    });

  return {
    frame,
    chat,
    detail,
    refresh,
    async deliver(id, key, body) {
      const files = context.outbox.items().find((item) => item.key === key)?.files ?? [];
      const seq = await bySocket(id, key, body)?.catch((error: Problem) => {
        // No answer says nothing of the message: the same key by the other way does it once.
        if (error.code === "timeout") return undefined;
        throw error;
      });
      if (seq !== undefined) {
        const message = { id: key, text: body.text, attachments: files };
        return placed(id, { seq, at: new Date().toISOString(), kind: "message", from: "visitor", key, message });
      }
      const address = `/conversations/${encodeURIComponent(id)}/messages`;
      placed(id, await context.api.request<ChatEntryView>("POST", address, { body, key }));
    },
  };
}

/** What entries alone say of the state of a chat. */
function withEntries(chat: ChatView, news: readonly ChatEntryView[]): ChatView {
  let { state } = chat;
  for (const { kind } of news) {
    if (kind === "ended") state = "ended";
    else if (kind === "reopened") state = "active";
  }
  const last = news.findLast(({ kind }) => kind === "message");
  return { ...chat, state, last_entry: last ?? chat.last_entry ?? null };
}
