import type { VisitorAttributes } from "@rapport/chat";
import { createApi, Problem, proving, type Api } from "./api.ts";
import { createLive, type Live, type LiveState } from "./live.ts";
import { createOutbox, type Outbox, type Outgoing } from "./outbox.ts";
import { createReceiver, type Receiver } from "./receiver.ts";
import { createReceipts, type Receipts } from "./receipts.ts";
import { createSession, type Session, type SessionOptions } from "./session.ts";
import type { Storage } from "./storage.ts";
import { createStore, type Store } from "./store.ts";
import { addEntries, emptyConversation, newestFirst, type Conversation } from "./timeline.ts";
import type {
  BeginChatRequest,
  ChatDetailView,
  ChatEntryView,
  ChatFileView,
  ChatView,
  EntriesView,
  OfflineRequest,
  PollView,
  SayRequest,
  ServerFrame,
  VisitorView,
} from "./protocol.ts";

export interface ClientState {
  visitor: VisitorView | undefined;
  conversations: Readonly<Record<string, Conversation>>;
  /** Said, and not acknowledged yet. */
  outgoing: readonly Outgoing[];
  connection: LiveState;
  /** As the server last told it. */
  siteOpen: boolean;
  /** Code of why nothing goes at all: `blocked`, `site_off`, `identity_required`. */
  barred: string | undefined;
}

export interface ClientEvents {
  /** Somebody wrote, just now. */
  message: (entry: ChatEntryView, conversation: Conversation) => void;
  /** An agent began a chat. */
  invited: (conversation: string) => void;
  /** A conversation that was begun here is called by its token from now on. */
  named: (from: string, to: string) => void;
}

export interface ClientOptions {
  base: string;
  siteKey: string;
  siteOpen: boolean;
  storage: Storage;
  about: SessionOptions["about"];
  events: ClientEvents;
}

/** What the parts of the client share. */
export interface Context {
  api: Api;
  store: Store<ClientState>;
  session: Session;
  live: Live;
  outbox: Outbox;
  receiver: Receiver;
  receipts: Receipts;
  events: ClientEvents;
  conversation(id: string): Conversation | undefined;
  put(conversation: Conversation): void;
  update(id: string, change: (conversation: Conversation) => Conversation): void;
}

export interface Client {
  store: Store<ClientState>;
  /** Comes back as the visitor of before, if there was one; in any case where `enter` says so. */
  resume(enter: boolean): Promise<void>;
  session: Session;
  receipts: Receipts;
  outbox: Outbox;
  /** Begins a conversation. Answers with what it is called until the server has heard of it. */
  begin(body: BeginChatRequest, files: ChatFileView[]): string;
  say(id: string, body: SayRequest, files: ChatFileView[]): void;
  /** Reads the newest entries, once. */
  load(id: string): Promise<void>;
  loadEarlier(id: string): Promise<void>;
  typing(id: string, active: boolean, text?: string): void;
  end(id: string): Promise<void>;
  rate(id: string, rating: number, comment: string): Promise<void>;
  transcript(id: string, email: string): Promise<void>;
  leaveMessage(form: OfflineRequest): Promise<void>;
  /** Says by a signed token who the visitor is; `null` signs out. */
  identify(jwt: string | null): Promise<void>;
  /** What the page knows of the visitor, kept until there is one. */
  describe(attributes: VisitorAttributes): void;
  speak(locale: string): void;
  page(url: string, title: string): void;
  /** Whether somebody looks: then, or while a chat goes on, there is a line to the server. */
  watch(watching: boolean): void;
  nudge(): void;
  stop(): void;
}

const PAGE = 30;
/** As many as a server follows for one visitor. */
const MOST_FOLLOWED = 50;
/** After so long without looking, conversations are read again. */
const STALE = 60_000;
/** A poll is held for 25 s. */
const POLL_TIMEOUT = 40_000;

export function newKey(): string {
  return crypto.randomUUID();
}

const path = (id: string, rest = "") => `/conversations/${encodeURIComponent(id)}${rest}`;

export function createClient({ base, siteKey, siteOpen, storage, about, events }: ClientOptions): Client {
  const store = createStore<ClientState>({
    visitor: undefined,
    conversations: {},
    outgoing: [],
    connection: "idle",
    siteOpen,
    barred: undefined,
  });
  const api = createApi(`${base}/api/v1/chat`, () => context.session.token());
  let watching = false;
  let refreshed = 0;
  let enteredAs: string | undefined;

  const put = (conversation: Conversation): void =>
    store.set({ conversations: { ...store.get().conversations, [conversation.id]: conversation } });
  const conversation = (id: string) => store.get().conversations[id];

  const session = createSession({
    api,
    storage,
    siteKey,
    about,
    began({ visitor, conversations, token }) {
      // Who became somebody else has other conversations, and a line of their own.
      if (enteredAs !== undefined && enteredAs !== token) {
        store.set({ conversations: {} });
        live.stop();
      }
      enteredAs = token;
      refreshed = Date.now();
      store.set({ visitor, barred: undefined });
      tellOf();
      conversations.forEach((chat) => receiver.chat(chat));
      keepLine();
    },
  });

  const live = createLive({
    address: `${base.replace(/^http/, "ws")}/api/v1/chat/live`,
    hello: () => ({ type: "hello", token: session.token() ?? "", conversations: held() }),
    poll(state, signal) {
      const query = new URLSearchParams();
      if (state !== undefined) query.set("state", state);
      const all = held().map(({ token, last_seq: last }) => `${token}:${last}`);
      if (all.length > 0) query.set("held", all.join(","));
      return api.request<PollView>("GET", `/live/poll?${query}`, { signal, timeout: POLL_TIMEOUT });
    },
    heard: (frame: ServerFrame) => receiver.frame(frame),
    changed: (connection) => store.set({ connection }),
  });

  /** What is followed: the newest, for nobody goes on with a hundredth chat. */
  const held = () =>
    newestFirst(Object.values(store.get().conversations))
      .filter(({ chat }) => chat)
      .slice(0, MOST_FOLLOWED)
      .map(({ id, lastSeq }) => ({ token: id, last_seq: lastSeq }));

  const described: VisitorAttributes = {};

  const change = (body: object): void => {
    api
      .request<VisitorView>("PATCH", "/me", { body })
      .then((visitor) => store.set({ visitor }))
      .catch(() => undefined);
  };

  const tellOf = (): void => {
    const { name, email, phone, ...attributes } = described;
    if (Object.keys(described).length > 0) change({ name, email, phone, attributes });
  };

  /** A line costs the server something, so there is one only while it is needed. */
  const keepLine = (): void => {
    const going = Object.values(store.get().conversations).some(({ chat }) => chat && chat.state !== "ended");
    if (session.token() && (watching || going)) live.start();
    else live.stop();
  };

  const deliver = async (item: Outgoing): Promise<void> => {
    await entered();
    if (item.kind === "say") return receiver.deliver(item.conversation, item.key, item.body);
    const detail = await api.request<ChatDetailView>("POST", "/conversations", { body: item.body, key: item.key });
    const id = detail.chat.token;
    const { [item.conversation]: _named, ...others } = store.get().conversations;
    store.set({ conversations: others });
    receiver.detail(detail);
    outbox.rename(item.conversation, id);
    keepLine();
    live.follow(id, detail.chat.last_seq);
    events.named(item.conversation, id);
  };

  /** Being a visitor, or the reason why that cannot be. */
  const entered = async (): Promise<void> => {
    try {
      await session.ensure();
    } catch (error) {
      if (error instanceof Problem && !error.passing) store.set({ barred: error.code });
      throw error;
    }
  };

  const outbox = createOutbox({
    storage,
    deliver,
    changed: () => store.set({ outgoing: outbox.items() }),
  });

  const context: Context = {
    api,
    store,
    session,
    live,
    outbox,
    events,
    conversation,
    put,
    update(id, change) {
      const found = conversation(id);
      if (found) put(change(found));
    },
    get receiver() {
      return receiver;
    },
    get receipts() {
      return receipts;
    },
  };
  const receipts = createReceipts(context);
  const receiver = createReceiver(context);
  store.set({ outgoing: outbox.items() });
  for (const { kind, conversation: id } of outbox.items()) if (kind === "begin") put(emptyConversation(id));

  outbox.start();

  const unsubscribe = store.subscribe(() => {
    const { connection, conversations } = store.get();
    // A chat that ended while nobody looks needs no line any more.
    if (connection === "live" && !watching && Object.keys(conversations).length > 0) keepLine();
  });

  return {
    store,
    session,
    receipts,
    outbox,
    async resume(enter) {
      if (enter || session.token()) await entered();
    },
    begin(body, files) {
      const id = `new-${newKey()}`;
      put({ ...emptyConversation(id), loaded: true });
      outbox.add({ kind: "begin", key: newKey(), conversation: id, at: new Date().toISOString(), body, files });
      return id;
    },
    say(id, body, files) {
      outbox.add({ kind: "say", key: newKey(), conversation: id, at: new Date().toISOString(), body, files });
    },
    async load(id) {
      const found = conversation(id);
      if (!found?.chat || found.loaded) return;
      receiver.detail(await api.request<ChatDetailView>("GET", path(id)));
    },
    async loadEarlier(id) {
      const first = conversation(id)?.entries[0]?.seq;
      if (first === undefined) return;
      const query = `/entries?before=${first}&limit=${PAGE}`;
      const earlier = await api.request<EntriesView>("GET", path(id, query));
      context.update(id, (now) => ({
        ...addEntries(now, { entries: earlier.entries, last_seq: now.lastSeq }).conversation,
        hasEarlier: earlier.has_more,
      }));
    },
    typing(id, active, text) {
      if (!conversation(id)?.chat) return;
      const said = { active, ...(text !== undefined && { text }) };
      if (live.say({ type: "typing", conversation: id, ...said })) return;
      // A hint, and not worth a word when it does not arrive.
      api.request("POST", path(id, "/typing"), { body: said }).catch(() => undefined);
    },
    async end(id) {
      receiver.chat(await api.request<ChatView>("POST", path(id, "/end")));
    },
    async rate(id, rating, comment) {
      receiver.chat(await api.request<ChatView>("PUT", path(id, "/rating"), { body: { rating, comment } }));
    },
    transcript: (id, email) => api.request("POST", path(id, "/transcript"), { body: { email } }),
    leaveMessage: (form) =>
      proving((proof) => {
        const body = { ...form, ...(proof && { proof }) };
        return api.request("POST", `/sites/${encodeURIComponent(siteKey)}/offline`, { body });
      }),
    async identify(jwt) {
      if (jwt !== null) {
        await session.identify(jwt);
        // A customer who signed in finds the chats of other devices, so this is no time to wait for the first word.
        return entered();
      }
      if (session.token() === undefined) return;
      await entered();
      // Pages sign out whoever is not signed in, at every load: that is no reason to forget a visitor.
      if (!store.get().visitor?.verified) return;
      await session.identify(null);
      // Another customer may be next at this browser: nothing of the one before stays.
      outbox.items().forEach(({ key }) => outbox.discard(key));
      store.set({ visitor: undefined, conversations: {} });
      live.stop();
    },
    describe(attributes) {
      Object.assign(described, attributes);
      if (store.get().visitor) tellOf();
    },
    speak(locale) {
      if (store.get().visitor) change({ locale });
    },
    page(url, title) {
      if (!store.get().visitor || live.say({ type: "page", url, title })) return;
      api.request("POST", "/me/page", { body: { url, title } }).catch(() => undefined);
    },
    watch(next) {
      const late = Date.now() - refreshed > STALE;
      watching = next;
      keepLine();
      if (!next || !late || !store.get().visitor) return;
      refreshed = Date.now();
      void receiver.refresh();
    },
    nudge() {
      outbox.nudge();
      live.nudge();
    },
    stop() {
      unsubscribe();
      outbox.stop();
      live.stop();
    },
  };
}
