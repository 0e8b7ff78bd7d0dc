import type { ClientMessage, ServerMessage } from "@rapport/api";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveSocket, type ConnectionState } from "@/shared/live/socket";

class FakeSocket {
  static readonly OPEN = 1;
  readyState = 1;
  sent: ClientMessage[] = [];
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  send(text: string) {
    this.sent.push(JSON.parse(text) as ClientMessage);
  }
  close() {
    this.readyState = 3;
    this.onclose?.();
  }
  say(message: ServerMessage) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const welcome: ServerMessage = { type: "welcome", connection_id: 1, node: "a", protocol: 1 };

let sockets: FakeSocket[];
let states: ConnectionState[];
let resyncs: number;
let refused: number;
let listening: number;
let live: LiveSocket;
const newest = () => sockets[sockets.length - 1] as FakeSocket;

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  states = [];
  resyncs = 0;
  refused = 0;
  listening = 0;
  live = new LiveSocket(
    "ws://x/api/v1/live",
    {
      onMessage: () => undefined,
      onState: (state) => states.push(state),
      onResync: () => (resyncs += 1),
      onListening: () => (listening += 1),
      onRefused: () => (refused += 1),
    },
    () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
  );
});
afterEach(() => {
  live.stop();
  vi.useRealTimers();
});

describe("the live connection", () => {
  it("says what it wants after the welcome and not before", () => {
    live.start();
    live.setTopics(["organisation", "inbox:3"]);
    live.watch(42, () => 17);
    expect(newest().sent).toEqual([]);
    newest().say(welcome);
    expect(newest().sent).toEqual([
      { type: "subscribe", topics: ["organisation", "inbox:3"] },
      { type: "subscribe", topics: ["conversation:42"], conversation: { id: 42, last_seq: 17 } },
      { type: "viewing", conversation_id: 42 },
    ]);
    expect(resyncs).toBe(0);
  });

  it("tells only what changed when topics change", () => {
    live.start();
    live.setTopics(["organisation", "inbox:3"]);
    newest().say(welcome);
    newest().sent = [];
    live.setTopics(["organisation", "inbox:4"]);
    expect(newest().sent).toEqual([
      { type: "unsubscribe", topics: ["inbox:3"] },
      { type: "subscribe", topics: ["inbox:4"] },
    ]);
  });

  it("comes back after a loss, says everything anew with what it holds by then, and asks for lists", () => {
    let lastSeq = 5;
    live.start();
    live.watch(42, () => lastSeq);
    newest().say(welcome);
    lastSeq = 9;
    newest().close();
    expect(states.at(-1)).toBe("offline");
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(2);
    newest().say(welcome);
    expect(newest().sent).toContainEqual({
      type: "subscribe",
      topics: ["conversation:42"],
      conversation: { id: 42, last_seq: 9 },
    });
    expect(resyncs).toBe(1);
    expect(refused).toBe(0);
  });

  it("waits longer from try to try, and never longer than half a minute", () => {
    live.start();
    const waits: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      const before = sockets.length;
      newest().close();
      let waited = 0;
      for (; sockets.length === before; waited += 50) vi.advanceTimersByTime(50);
      waits.push(waited);
    }
    expect(refused).toBe(12);
    expect(waits[0]).toBeLessThanOrEqual(500);
    expect(waits[4]).toBeGreaterThanOrEqual(4_000);
    // Spread over the upper half, so that not everybody comes at once.
    expect(Math.min(...waits.slice(7))).toBeGreaterThanOrEqual(15_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
  });

  it("tries at once when the network is back", () => {
    live.start();
    newest().close();
    newest().close();
    window.dispatchEvent(new Event("online"));
    expect(sockets).toHaveLength(2);
  });

  it("subscribes again and re-reads when told to resync, within the time given", () => {
    live.start();
    live.setTopics(["organisation"]);
    newest().say(welcome);
    newest().sent = [];
    newest().say({ type: "resync", reason: "bus_restored", spread_ms: 2_000 });
    vi.advanceTimersByTime(2_000);
    expect(newest().sent).toEqual([{ type: "subscribe", topics: ["organisation"] }]);
    expect(resyncs).toBe(1);
  });

  it("has lists read again once the server listens, because they were read before", () => {
    live.start();
    live.setTopics(["organisation", "inbox:3"]);
    live.watch(42, () => 17);
    newest().say(welcome);
    vi.advanceTimersByTime(1_000);
    expect(listening).toBe(0);
    newest().say({ type: "subscribed", topic: "organisation" });
    newest().say({ type: "subscribed", topic: "inbox:3" });
    vi.advanceTimersByTime(1_000);
    expect(listening).toBe(1);
    // A conversation compares its own numbers.
    newest().say({ type: "subscribed", topic: "conversation:42", last_seq: 17 });
    vi.advanceTimersByTime(1_000);
    expect(listening).toBe(1);
  });

  it("notices a connection that went silent", () => {
    live.start();
    newest().say(welcome);
    vi.advanceTimersByTime(25_000);
    expect(newest().sent).toContainEqual({ type: "ping" });
    vi.advanceTimersByTime(12_000);
    expect(states.at(-1)).toBe("offline");
  });

  it("stays when the ping is answered", () => {
    live.start();
    newest().say(welcome);
    for (let round = 0; round < 5; round += 1) {
      vi.advanceTimersByTime(25_000);
      newest().say({ type: "pong" });
    }
    expect(sockets).toHaveLength(1);
    expect(states.at(-1)).toBe("online");
  });

  it("ignores what it does not know", () => {
    live.start();
    newest().say(welcome);
    newest().onmessage?.({ data: "not json" });
    newest().say({ type: "party" } as unknown as ServerMessage);
    expect(states.at(-1)).toBe("online");
  });

  it("stops for good", () => {
    live.start();
    newest().say(welcome);
    live.stop();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
  });
});
