import type { ClientMessage, ServerMessage, Topic } from "@rapport/api";

/**
 * One WebSocket for the whole workspace, kept up through lost connections.
 *
 * It knows the protocol and nothing of the screens: who listens is told about every message, about each (re)connection
 * and about each demand to read again. After `welcome` it always says its whole wish anew, because the server forgets a
 * socket with its connection.
 */
export type ConnectionState = "connecting" | "online" | "offline";

export interface LiveHandlers {
  onMessage: (message: ServerMessage) => void;
  onState: (state: ConnectionState) => void;
  /** Hints may have been missed: lists on screen must be read again. */
  onResync: () => void;
  /** The server listens now to topics that lists are about: what happened after they were read and before that was not told. */
  onListening: () => void;
  /** The server closed before it said `welcome`; perhaps nobody is signed in any more. */
  onRefused: () => void;
}

interface Watched {
  id: number;
  lastSeq: () => number;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const PING_EVERY_MS = 25_000;
const SILENCE_MS = 12_000;
/** Topics are confirmed one by one. */
const CONFIRMED_MS = 50;

export class LiveSocket {
  private socket: WebSocket | undefined;
  private readonly topics = new Set<Topic>();
  private watched: Watched | undefined;
  private attentive = false;
  private failures = 0;
  private welcomed = false;
  private everWelcomed = false;
  private stopped = true;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private pingTimer: ReturnType<typeof setTimeout> | undefined;
  private resyncTimer: ReturnType<typeof setTimeout> | undefined;
  private confirmedTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly url: string,
    private readonly handlers: LiveHandlers,
    private readonly open: (url: string) => WebSocket = (address) => new WebSocket(address),
  ) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    window.addEventListener("online", this.retryNow);
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    window.removeEventListener("online", this.retryNow);
    clearTimeout(this.retryTimer);
    clearTimeout(this.pingTimer);
    clearTimeout(this.resyncTimer);
    clearTimeout(this.confirmedTimer);
    this.socket?.close();
    this.socket = undefined;
  }

  /** Says which topics are wanted; what is no longer among them is given up. */
  setTopics(wanted: Topic[]): void {
    const next = new Set(wanted);
    const gone = [...this.topics].filter((topic) => !next.has(topic));
    const fresh = wanted.filter((topic) => !this.topics.has(topic));
    for (const topic of gone) this.topics.delete(topic);
    for (const topic of fresh) this.topics.add(topic);
    if (gone.length > 0) this.send({ type: "unsubscribe", topics: gone });
    if (fresh.length > 0) this.send({ type: "subscribe", topics: fresh });
  }

  /** The conversation on screen; `lastSeq` is asked again at each connection. */
  watch(id: number, lastSeq: () => number): void {
    if (this.watched && this.watched.id !== id) this.unwatch(this.watched.id);
    this.watched = { id, lastSeq };
    this.sendWatched();
  }

  unwatch(id: number): void {
    if (this.watched?.id !== id) return;
    this.watched = undefined;
    this.send({ type: "viewing", conversation_id: null });
    const topic = `conversation:${id}` as const;
    // Chats of one's own are heard of wherever one looks.
    if (!this.topics.has(topic)) this.send({ type: "unsubscribe", topics: [topic] });
  }

  typing(conversationId: number, active: boolean): void {
    this.send({ type: "typing", conversation_id: conversationId, active });
  }

  /** Whether somebody sits in front of this window; what happens then needs no push. */
  setAttentive(attentive: boolean): void {
    this.attentive = attentive;
    this.send({ type: "attentive", active: attentive });
  }

  private readonly retryNow = () => {
    if (this.stopped || this.welcomed) return;
    clearTimeout(this.retryTimer);
    this.failures = 0;
    this.socket?.close();
    this.connect();
  };

  private connect(): void {
    this.welcomed = false;
    this.handlers.onState("connecting");
    const socket = this.open(this.url);
    this.socket = socket;
    socket.onmessage = (event) => {
      if (socket === this.socket) this.receive(String(event.data));
    };
    // `error` is always followed by `close`, which also knows when a connection simply ended.
    socket.onclose = () => {
      if (socket === this.socket) this.lost();
    };
    this.expectSign();
  }

  private lost(): void {
    clearTimeout(this.pingTimer);
    if (this.stopped) return;
    if (!this.welcomed) this.handlers.onRefused();
    this.welcomed = false;
    this.handlers.onState("offline");
    const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.failures);
    this.failures += 1;
    // Spread out, so that a restarted server is not met by everybody in the same instant.
    this.retryTimer = setTimeout(() => this.connect(), longest * (0.5 + Math.random() / 2));
  }

  private receive(text: string): void {
    let message: ServerMessage;
    try {
      message = JSON.parse(text) as ServerMessage;
    } catch {
      return;
    }
    this.schedulePing();
    if (message.type === "welcome") this.welcome();
    else if (message.type === "resync") this.resync(message.spread_ms);
    else if (message.type === "subscribed" && this.topics.has(message.topic)) this.confirmed();
    this.handlers.onMessage(message);
  }

  private welcome(): void {
    const again = this.everWelcomed;
    this.welcomed = true;
    this.everWelcomed = true;
    this.failures = 0;
    this.handlers.onState("online");
    this.sendAll();
    if (again) this.handlers.onResync();
  }

  private confirmed(): void {
    clearTimeout(this.confirmedTimer);
    this.confirmedTimer = setTimeout(() => this.handlers.onListening(), CONFIRMED_MS);
  }

  private resync(spreadMs: number): void {
    clearTimeout(this.resyncTimer);
    this.resyncTimer = setTimeout(() => {
      this.sendAll();
      this.handlers.onResync();
    }, Math.random() * spreadMs);
  }

  private sendAll(): void {
    if (this.topics.size > 0) this.send({ type: "subscribe", topics: [...this.topics] });
    if (this.attentive) this.send({ type: "attentive", active: true });
    this.sendWatched();
  }

  private sendWatched(): void {
    if (!this.watched) return;
    const { id, lastSeq } = this.watched;
    this.send({
      type: "subscribe",
      topics: [`conversation:${id}`],
      conversation: { id, last_seq: lastSeq() },
    });
    this.send({ type: "viewing", conversation_id: id });
  }

  private send(message: ClientMessage): void {
    if (this.welcomed && this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private schedulePing(): void {
    clearTimeout(this.pingTimer);
    this.pingTimer = setTimeout(() => {
      this.send({ type: "ping" });
      this.expectSign();
    }, PING_EVERY_MS);
  }

  /** A connection that went away without a word (a laptop that slept) is noticed by silence. */
  private expectSign(): void {
    clearTimeout(this.pingTimer);
    const socket = this.socket;
    this.pingTimer = setTimeout(() => {
      if (socket !== this.socket) return;
      this.socket = undefined;
      socket?.close();
      this.lost();
    }, SILENCE_MS);
  }
}
