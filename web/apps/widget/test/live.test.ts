import { beforeEach, describe, expect, it, vi } from "vitest";
import { createLive, type Live, type LiveState } from "@/chat/live";
import type { ServerFrame } from "@/chat/protocol";
import { FakeServer } from "./fake-server";

let server: FakeServer;
let states: LiveState[];
let frames: ServerFrame[];

function start(): Live {
  const live = createLive({
    address: "wss://desk.example/api/v1/chat/live",
    hello: () => ({ type: "hello", token: "visitor_1", conversations: [] }),
    poll: async (state, signal) => {
      const answer = await fetch(`https://desk.example/api/v1/chat/live/poll${state ? `?state=${state}` : ""}`, {
        signal,
      });
      return (await answer.json()) as { state: string; events: ServerFrame[] };
    },
    heard: (frame) => frames.push(frame),
    changed: (state) => states.push(state),
  });
  live.start();
  return live;
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  states = [];
  frames = [];
});

describe("a line", () => {
  it("says hello with the protocol's name and is live with the welcome", async () => {
    const live = start();
    await pass(10);
    expect([...server.sockets].map(({ url, protocol }) => [url, protocol])).toEqual([
      ["wss://desk.example/api/v1/chat/live", "rapport.chat.1"],
    ]);
    expect(server.frames[0]).toEqual({ type: "hello", token: "visitor_1", conversations: [] });
    expect(live.state()).toBe("live");
  });

  it("that breaks comes back after a random wait that doubles, between half a second and thirty", async () => {
    const live = start();
    await pass(10);
    vi.spyOn(Math, "random").mockReturnValue(1);
    server.cut();
    expect(live.state()).toBe("waiting");
    await pass(900);
    expect(live.state()).toBe("waiting");
    await pass(200);
    expect(live.state()).toBe("live");
    // A server that takes nobody: neither sockets nor requests.
    server.down = true;
    server.cut();
    const tries: number[] = [];
    const began = Date.now();
    for (let at = 0; at < 240_000; at += 100) {
      const before = states.length;
      await pass(100);
      if (states.slice(before).includes("connecting")) tries.push(Date.now() - began);
    }
    const waits = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
    expect(Math.max(...waits)).toBeLessThanOrEqual(31_000);
    expect(waits.at(-1)).toBeGreaterThan(25_000);
    expect(waits[0]).toBeLessThan(4000);
  });

  it("that is dead without a word is noticed by its silence", async () => {
    const live = start();
    await pass(10);
    for (const socket of server.sockets) socket.receive = () => undefined;
    await pass(25_000);
    expect(server.frames.at(-1)).toEqual({ type: "ping" });
    await pass(10_000);
    expect(states).toContain("waiting");
    await pass(2000);
    expect(live.state()).toBe("live");
  });

  it("is kept open by pings while nothing is said", async () => {
    start();
    await pass(200_000);
    expect(states).toEqual(["connecting", "live"]);
  });

  it("that is told to come again waits its part of the given time", async () => {
    const live = start();
    await pass(10);
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    server.tell({ type: "resync", reason: "restart", spread_ms: 4000 });
    await pass(2400);
    expect(live.state()).toBe("waiting");
    await pass(400);
    expect(live.state()).toBe("live");
  });

  it("does not wait any longer when the network is back", async () => {
    const live = start();
    await pass(10);
    vi.spyOn(Math, "random").mockReturnValue(1);
    server.cut();
    live.nudge();
    await pass(10);
    expect(live.state()).toBe("live");
  });

  it("is left alone by frames that it does not know and by what is no frame", async () => {
    const live = start();
    await pass(10);
    for (const socket of server.sockets) {
      for (const data of ["", "{", "[]", "null", "7", '{"type":1}', '{"type":"dance"}']) socket.onmessage?.({ data });
    }
    expect(live.state()).toBe("live");
  });
});

describe("where sockets are blocked", () => {
  it("the second that fails leads to polling", async () => {
    server.blocked = true;
    const live = start();
    await pass(5000);
    expect(live.state()).toBe("polling");
    server.tell({ type: "site", open: false });
    await pass(500);
    expect(frames).toEqual([{ type: "site", open: false }]);
  });

  it("a socket gets another chance after two minutes", async () => {
    server.blocked = true;
    const live = start();
    await pass(5000);
    server.blocked = false;
    await pass(160_000);
    expect(live.state()).toBe("live");
    const polled = server.polled;
    await pass(60_000);
    expect(server.polled).toBe(polled);
  });

  it("an end ends the polling too", async () => {
    server.blocked = true;
    const live = start();
    await pass(5000);
    live.stop();
    const polled = server.polled;
    await pass(120_000);
    expect(server.polled).toBe(polled);
    expect(live.state()).toBe("idle");
  });
});
