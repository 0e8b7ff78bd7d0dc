import type { ClientFrame, PollView, ServerFrame } from "./protocol.ts";

/** `live` by a socket, `polling` by requests; `connecting` and `waiting` lie between. */
export type LiveState = "idle" | "connecting" | "live" | "polling" | "waiting";

export interface LiveOptions {
  /** Address of the socket. */
  address: string;
  /** What to say first. */
  hello: () => Extract<ClientFrame, { type: "hello" }>;
  poll: (state: string | undefined, signal: AbortSignal) => Promise<PollView>;
  heard: (frame: ServerFrame) => void;
  changed: (state: LiveState) => void;
}

export interface Live {
  start(): void;
  stop(): void;
  /** Whether it could be said. */
  say(frame: ClientFrame): boolean;
  /** Hears of this conversation too, from an entry on. */
  follow(conversation: string, lastSeq: number): void;
  /** The network or the visitor is back: do not wait any longer. */
  nudge(): void;
  state(): LiveState;
}

export const SUBPROTOCOL = "rapport.chat.1";

/** All in milliseconds. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
/** From opening a socket to its `welcome`. */
const WELCOME = 10_000;
const PING = 25_000;
/** From a ping to any frame. */
const PONG = 10_000;
/** How long to go without a socket before it is tried again. */
const POLLING = 120_000;

/** So many sockets in a row that brought no `welcome` say that they are blocked here. */
const BLOCKED = 2;

export function createLive(options: LiveOptions): Live {
  let state: LiveState = "idle";
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;
  /** Sockets in a row without a `welcome`. */
  let unwelcome = 0;
  let polls: AbortController | undefined;
  /** Asks anew. */
  let again: (() => void) | undefined;

  const become = (next: LiveState): void => {
    if (next === state) return;
    state = next;
    options.changed(next);
  };

  const after = (wait: number, what: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(what, wait);
  };

  const leave = (): void => {
    clearTimeout(timer);
    polls?.abort();
    polls = undefined;
    if (!socket) return;
    const left = socket;
    socket = undefined;
    left.onopen = left.onmessage = left.onclose = left.onerror = null;
    left.close();
  };

  const connectLater = (least = 0): void => {
    leave();
    become("waiting");
    attempts += 1;
    const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempts);
    after(least + FIRST_WAIT + Math.random() * (most - FIRST_WAIT), connect);
  };

  const lost = (): void => {
    if (state === "connecting") unwelcome += 1;
    if (unwelcome >= BLOCKED) void pollOn();
    else connectLater();
  };

  /** Silence may be a dead line that nobody closed. */
  const watch = (): void =>
    after(PING, () => {
      socket?.send(JSON.stringify({ type: "ping" } satisfies ClientFrame));
      after(PONG, lost);
    });

  const obey = (frame: ServerFrame): void => {
    if (frame.type === "welcome") {
      attempts = unwelcome = 0;
      become("live");
    }
    if (frame.type === "resync") return connectLater(Math.random() * (frame.spread_ms ?? 0));
    options.heard(frame);
  };

  const connect = (): void => {
    leave();
    become("connecting");
    let made: WebSocket;
    try {
      made = new WebSocket(options.address, SUBPROTOCOL);
    } catch {
      return lost();
    }
    socket = made;
    after(WELCOME, lost);
    made.onopen = () => made.send(JSON.stringify(options.hello()));
    made.onclose = lost;
    made.onmessage = ({ data }: MessageEvent<unknown>) => {
      const frame = parse(data);
      if (!frame) return;
      obey(frame);
      if (state === "live") watch();
    };
  };

  const pollOn = async (): Promise<void> => {
    leave();
    const abort = new AbortController();
    polls = abort;
    const until = Date.now() + POLLING;
    let place: string | undefined;
    become("polling");
    try {
      while (Date.now() < until) {
        const request = new AbortController();
        abort.signal.onabort = again = () => request.abort();
        const answer = await options.poll(place, request.signal).catch((error: unknown) => {
          // Broken off because there is more to hear of now.
          if (request.signal.aborted && !abort.signal.aborted) return undefined;
          throw error;
        });
        if (abort.signal.aborted) return;
        if (!answer) continue;
        place = answer.state;
        attempts = 0;
        answer.events.forEach(options.heard);
      }
      unwelcome = BLOCKED - 1;
      connect();
    } catch {
      if (abort.signal.aborted) return;
      // Nothing goes at all, so it is not the sockets: they get another chance.
      unwelcome = BLOCKED - 1;
      connectLater();
    }
  };

  const say = (frame: ClientFrame): boolean => {
    if (state !== "live" || socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  };

  return {
    start() {
      if (state === "idle") connect();
    },
    stop() {
      leave();
      attempts = unwelcome = 0;
      become("idle");
    },
    say,
    follow(conversation, lastSeq) {
      if (!say({ type: "resume", conversation, last_seq: lastSeq }) && polls) again?.();
    },
    nudge() {
      if (state === "waiting") connect();
      else if (state === "live") {
        socket?.send(JSON.stringify({ type: "ping" } satisfies ClientFrame));
        after(PONG, lost);
      }
    },
    state: () => state,
  };
}

function parse(data: unknown): ServerFrame | undefined {
  if (typeof data !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(data);
    const known = typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
    return known ? (value as ServerFrame) : undefined;
  } catch {
    return undefined;
  }
}
