import { vi } from "vitest";
import type {
  BeginChatRequest,
  ChatDetailView,
  ChatEntryView,
  ChatView,
  ClientFrame,
  SayRequest,
  ServerFrame,
  SiteView,
  VisitorSessionView,
} from "@/chat/protocol";

/** A site with nothing special about it. */
export function aSite(change: Partial<SiteView> = {}): SiteView {
  return {
    key: "site_1",
    brand: { name: "Aria Home", color: "#0b6e4f", logo_url: null },
    locale: "en",
    locales: ["en", "vi", "ro"],
    open: true,
    agents: [{ name: "Ana Ionescu", photo_url: null }],
    look: { dark: "auto", position: "right" },
    texts: {},
    fields: [],
    topics: [],
    invitations: [],
    rating: true,
    transcript: true,
    uploads: { max_bytes: 1_000_000 },
    ...change,
  };
}

interface Chat {
  view: ChatView;
  entries: ChatEntryView[];
}

interface Asked {
  method: string;
  path: string;
  body: unknown;
  key: string | null;
  token: string | null;
}

/**
 * The server as docs/CHAT-PROTOCOL.md tells it, in memory: what is said twice by one key is done once, whatever the line
 * does. It replaces `fetch` and `WebSocket`; each kind of trouble is a switch.
 */
export class FakeServer {
  site = aSite();
  chats = new Map<string, Chat>();
  sockets = new Set<FakeSocket>();
  asked: Asked[] = [];
  frames: ClientFrame[] = [];
  /** No request gets through. */
  down = false;
  /** No socket gets through. */
  blocked = false;
  /** So many requests are done, and their answers lost. */
  losesAnswers = 0;
  /** So many things said by socket are done, and nobody is told. */
  losesSaid = 0;
  /** Code with which everything that is said is refused. */
  refuses: { code: string; status: number; retry: boolean } | undefined;
  /** Answers of the next requests to a path, before anything is done. */
  problems: { path: RegExp; status: number; body: Record<string, unknown>; headers?: Record<string, string> }[] = [];
  polled = 0;
  /** What is on its way; see {@link idle}. */
  private underway = 0;
  private keys = new Map<string, unknown>();
  private told: ServerFrame[] = [];
  private last = 0;

  constructor() {
    vi.stubGlobal("fetch", (url: string, init: RequestInit = {}) => {
      // A poll is held for long, and nobody waits for it.
      if (url.includes("/live/poll")) return this.fetch(url, init);
      this.underway += 1;
      return this.fetch(url, init).finally(() => (this.underway -= 1));
    });
    const connect = (socket: FakeSocket) => this.connect(socket);
    const later = (what: () => void) => this.later(what);
    vi.stubGlobal(
      "WebSocket",
      class extends FakeSocket {
        static readonly OPEN = 1;
        constructor(url: string, protocol: string) {
          super(url, protocol, later);
          later(() => connect(this));
        }
      },
    );
  }

  /** A chat that is there already. */
  seed(entries: Partial<ChatEntryView>[] = [], view: Partial<ChatView> = {}): string {
    const token = `chat_${++this.last}`;
    const created = new Date(0).toISOString();
    const chat: Chat = {
      view: { token, number: this.last, state: "active", last_seq: 0, unread: 0, created_at: created, ...view },
      entries: [],
    };
    this.chats.set(token, chat);
    for (const entry of entries) this.append(token, entry, false);
    return token;
  }

  /** Something happens in a chat. `visible` is false for what is among colleagues: it takes a number and nothing else. */
  append(token: string, entry: Partial<ChatEntryView>, tell = true, visible = true): ChatEntryView {
    const chat = this.chat(token);
    const seq = chat.view.last_seq + 1;
    chat.view.last_seq = seq;
    const at = entry.at ?? new Date().toISOString();
    const full: ChatEntryView = { seq, kind: "message", from: "agent", ...entry, at };
    if (visible) chat.entries.push(full);
    if (tell) this.tellEntries(token, seq - 1, visible ? [full] : []);
    return full;
  }

  /** An agent says something. */
  says(token: string, text: string, change: Partial<ChatEntryView> = {}): ChatEntryView {
    return this.append(token, { agent: { name: "Ana Ionescu" }, message: { id: ++this.last, text }, ...change });
  }

  tell(frame: ServerFrame): void {
    this.told.push(frame);
    for (const socket of this.sockets) socket.receive(frame);
  }

  /** The line of everybody breaks. */
  cut(): void {
    for (const socket of [...this.sockets]) socket.break();
  }

  texts(token: string): string[] {
    return this.chat(token).entries.flatMap(({ message }) => (message ? [message.text] : []));
  }

  requests(path: RegExp, method = "POST"): Asked[] {
    return this.asked.filter((one) => one.method === method && path.test(one.path));
  }

  chat(token: string): Chat {
    const found = this.chats.get(token);
    if (!found) throw new Error(`there is no chat ${token}`);
    return found;
  }

  /** When everything that is on its way has arrived, and what follows from it too. */
  async idle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet = this.underway === 0 ? quiet + 1 : 0) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  private later(what: () => void): void {
    this.underway += 1;
    setTimeout(() => {
      this.underway -= 1;
      what();
    }, 1);
  }

  private tellEntries(token: string, after: number, entries: ChatEntryView[]): void {
    const last = this.chat(token).view.last_seq;
    this.tell({ type: "entries", conversation: token, after_seq: after, entries, last_seq: last });
  }

  private connect(socket: FakeSocket): void {
    if (this.down || this.blocked) return socket.break();
    socket.open((frame) => this.heard(socket, frame));
    this.sockets.add(socket);
    socket.gone = () => this.sockets.delete(socket);
  }

  private heard(socket: FakeSocket, frame: ClientFrame): void {
    this.frames.push(frame);
    switch (frame.type) {
      case "hello":
        socket.receive({
          type: "welcome",
          visitor: { verified: frame.token.startsWith("customer") },
          server_time: new Date().toISOString(),
        });
        for (const { token, last_seq: last } of frame.conversations) this.catchUp(socket, token, last);
        return;
      case "resume":
        return this.catchUp(socket, frame.conversation, frame.last_seq);
      case "say": {
        const { key, conversation, type: _type, ...body } = frame;
        if (this.refuses) return socket.receive({ type: "refused", key, ...this.refuses });
        const { seq } = this.say(conversation, key, body);
        if (this.losesSaid > 0) this.losesSaid -= 1;
        else socket.receive({ type: "said", key, seq });
        return;
      }
      case "ping":
        return socket.receive({ type: "pong" });
      default:
    }
  }

  private catchUp(socket: FakeSocket, token: string, after: number): void {
    socket.receive({ type: "chat", chat: this.chat(token).view });
    this.missing(token, after).forEach((frame) => socket.receive(frame));
  }

  private missing(token: string, after: number): ServerFrame[] {
    const { entries, view } = this.chat(token);
    if (view.last_seq <= after) return [];
    const later = entries.filter(({ seq }) => seq > after);
    return [{ type: "entries", conversation: token, after_seq: after, entries: later, last_seq: view.last_seq }];
  }

  private say(token: string, key: string, body: SayRequest): ChatEntryView {
    return this.once(key, () =>
      this.append(token, {
        from: "visitor",
        key,
        message: { id: ++this.last, text: body.text, attachments: [], content: null },
      }),
    );
  }

  private once<T>(key: string, what: () => T): T {
    if (!this.keys.has(key)) this.keys.set(key, what());
    return this.keys.get(key) as T;
  }

  private async fetch(url: string, init: RequestInit): Promise<Response> {
    await Promise.resolve();
    if (init.signal?.aborted) throw new Error("aborted");
    if (this.down) throw new TypeError("network");
    const path = url.replace(/^https?:\/\/[^/]+\/api\/v1\/chat/, "");
    const headers = new Headers(init.headers);
    const asked: Asked = {
      method: init.method ?? "GET",
      path,
      body: typeof init.body === "string" ? JSON.parse(init.body) : undefined,
      key: headers.get("Idempotency-Key"),
      token: headers.get("Authorization"),
    };
    this.asked.push(asked);
    const trouble = this.problems.findIndex((one) => one.path.test(path));
    const problem = this.problems[trouble];
    if (problem) {
      this.problems.splice(trouble, 1);
      return new Response(JSON.stringify(problem.body), { status: problem.status, headers: problem.headers ?? {} });
    }
    const answer = await this.answer(asked, init.signal ?? undefined);
    if (this.losesAnswers > 0 && asked.method === "POST" && asked.key) {
      this.losesAnswers -= 1;
      throw new TypeError("the answer is lost");
    }
    return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
  }

  private async answer({ method, path, body, key }: Asked, signal: AbortSignal | undefined): Promise<unknown> {
    const [, token = "", rest = ""] = /^\/conversations\/([^/?]+)(.*)$/.exec(path) ?? [];
    if (path.startsWith("/live/poll")) return this.poll(path, signal);
    if (path === `/sites/${this.site.key}`) return this.site;
    if (path.endsWith("/visitors")) return this.session("visitor_1");
    if (path === "/me/identity") {
      const { identity } = body as { identity: string | null };
      return this.session(identity === null ? "visitor_2" : `customer_${identity}`);
    }
    if (path === "/conversations" && method === "GET")
      return { items: [...this.chats.values()].map(({ view }) => view) };
    if (path === "/conversations") {
      const begun = body as BeginChatRequest;
      const id = this.once(`begin ${key}`, () => {
        const made = this.seed([], { state: "waiting" });
        this.say(made, key ?? "", { text: begun.text ?? "", attachment_ids: [] });
        return made;
      });
      return this.detail(id);
    }
    if (rest === "" && token) return this.detail(token);
    if (rest.startsWith("/entries")) return this.entries(token, new URLSearchParams(rest.split("?")[1]));
    if (rest === "/messages") return this.say(token, key ?? "", body as SayRequest);
    if (rest === "/end" || rest === "/rating") {
      const { view } = this.chat(token);
      this.chat(token).view = { ...view, ...(rest === "/end" ? { state: "ended" } : (body as { rating: number })) };
      return this.chat(token).view;
    }
    if (path === "/me") return { name: "", verified: false };
    return undefined;
  }

  private session(token: string): VisitorSessionView {
    const conversations = [...this.chats.values()].map(({ view }) => view);
    return { token, visitor: { name: "", verified: token.startsWith("customer") }, conversations };
  }

  private detail(token: string): ChatDetailView {
    const { view, entries } = this.chat(token);
    return { chat: view, entries: entries.slice(-5), has_earlier: entries.length > 5, agent_seen_seq: 0 };
  }

  private entries(token: string, query: URLSearchParams): object {
    const { view, entries } = this.chat(token);
    const before = Number(query.get("before") ?? Infinity);
    const after = Number(query.get("after") ?? 0);
    const fitting = entries.filter(({ seq }) => seq > after && seq < before);
    const limit = Number(query.get("limit") ?? 50);
    const page = query.has("before") ? fitting.slice(-limit) : fitting.slice(0, limit);
    return { entries: page, has_more: fitting.length > page.length, last_seq: view.last_seq };
  }

  /** Answers when there is something, as the real one does. */
  private async poll(path: string, signal: AbortSignal | undefined): Promise<object> {
    this.polled += 1;
    const query = new URLSearchParams(path.split("?")[1]);
    const from = Number(query.get("state") ?? this.told.length);
    const held = (query.get("held") ?? "").split(",").filter(Boolean);
    const missing = held.flatMap((one): ServerFrame[] => {
      const [token = "", after = "0"] = one.split(":");
      return this.missing(token, Number(after));
    });
    if (missing.length > 0 || !query.has("state")) return { state: String(this.told.length), events: missing };
    for (let waited = 0; waited < 25_000 && this.told.length <= from; waited += 100) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      if (signal?.aborted || this.down) throw new TypeError("network");
    }
    return { state: String(this.told.length), events: this.told.slice(from) };
  }
}

class FakeSocket {
  constructor(
    readonly url: string,
    readonly protocol: string,
    private readonly later: (what: () => void) => void,
  ) {}
  readyState = 0;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  gone = () => undefined as unknown;
  private heard: (frame: ClientFrame) => void = () => undefined;

  open(heard: (frame: ClientFrame) => void): void {
    this.heard = heard;
    this.readyState = 1;
    this.onopen?.();
  }

  send(text: string): void {
    const frame = JSON.parse(text) as ClientFrame;
    this.later(() => {
      if (this.readyState === 1) this.heard(frame);
    });
  }

  receive(frame: ServerFrame): void {
    this.later(() => {
      if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify(frame) });
    });
  }

  close(): void {
    this.readyState = 3;
    this.gone();
  }

  break(): void {
    this.close();
    this.onclose?.();
  }
}
