import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TOO_OLD_MS, type Order, type OutboxItem } from "@/shared/outbox/item";
import { Outbox, type Answer, type OutboxParts } from "@/shared/outbox/outbox";
import { memoryStore, openStore, type OutboxStore } from "@/shared/outbox/store";

const reply = (text: string, conversationId = 7): Order => ({
  agentId: 1,
  conversationId,
  number: 1000 + conversationId,
  kind: "reply",
  method: "POST",
  path: `/api/v1/conversations/${conversationId}/replies`,
  body: { text },
  text,
});

/** A server that remembers keys, behind a network that can be cut on either way. */
class Server {
  readonly done: string[] = [];
  readonly requests: string[] = [];
  private readonly answers = new Map<string, Answer>();
  network: "fine" | "cut" | "loses answers" = "fine";
  refuses: (text: string) => string | undefined = () => undefined;
  signedIn = true;
  uploads = 0;
  delay = 0;

  readonly ready = (): Promise<"ready" | "away" | "signed_out"> => {
    if (this.network === "cut") return Promise.resolve("away");
    return Promise.resolve(this.signedIn ? "ready" : "signed_out");
  };

  readonly send = async (item: OutboxItem): Promise<Answer> => {
    if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));
    if (this.network === "cut") return { type: "away" };
    if (!this.signedIn) return { type: "signed_out" };
    this.requests.push(`${item.key} ${item.body}`);
    const answer = this.answers.get(item.key) ?? this.work(item);
    return this.network === "loses answers" ? { type: "away" } : answer;
  };

  private work(item: OutboxItem): Answer {
    const code = this.refuses(item.text);
    if (code !== undefined)
      return { type: "refused", refusal: { status: 409, code, detail: code, problem: undefined } };
    this.done.push(item.text);
    const answer: Answer = { type: "done", body: { seq: this.done.length, sent: JSON.parse(item.body) as unknown } };
    this.answers.set(item.key, answer);
    return answer;
  }
}

/** As Web Locks do it: one after the other, whichever tab asks. */
function lock(): OutboxParts["alone"] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

interface Tab {
  outbox: Outbox;
  items: () => OutboxItem[];
  done: OutboxItem[];
  refused: OutboxItem[];
}

let now = 1_000_000;
let tabs: Tab[] = [];

function tab(server: Server, store: OutboxStore, alone = lock(), agentId = 1): Tab {
  let items: OutboxItem[] = [];
  const made: Tab = { outbox: undefined as unknown as Outbox, items: () => items, done: [], refused: [] };
  made.outbox = new Outbox({
    agentId,
    store,
    ready: server.ready,
    send: server.send,
    upload: () => {
      if (server.network === "cut") return Promise.resolve({ type: "away" });
      server.uploads += 1;
      return Promise.resolve({ type: "done", body: { id: 100 + server.uploads } });
    },
    alone,
    tell: () => {
      for (const other of tabs) if (other !== made) void other.outbox.refresh();
    },
    onChange: (next) => {
      items = next;
    },
    onDone: (item) => made.done.push(item),
    onRefused: (item) => made.refused.push(item),
    now: () => now,
  });
  tabs.push(made);
  return made;
}

beforeEach(() => {
  now = 1_000_000;
  tabs = [];
});
afterEach(() => {
  for (const { outbox } of tabs) outbox.stop();
  vi.useRealTimers();
});

describe.each([
  ["in the browser's database", () => openStore(new IDBFactory())],
  ["in memory", () => Promise.resolve(memoryStore())],
])("the outbox %s", (_, open) => {
  it("sends at once while there is a connection, and keeps nothing", async () => {
    const server = new Server();
    const { outbox, items } = tab(server, await open());
    expect(await outbox.deliver(reply("Hello"))).toMatchObject({ type: "done", body: { seq: 1 } });
    await outbox.flush();
    expect([server.done, items()]).toEqual([["Hello"], []]);
  });

  it("keeps what is sent without a connection, and sends it in order when it is back", async () => {
    const server = new Server();
    server.network = "cut";
    const { outbox, items, done } = tab(server, await open());
    for (const text of ["one", "two", "three"]) expect(await outbox.deliver(reply(text))).toEqual({ type: "waiting" });
    expect(items().map(({ state, tried }) => ({ state, tried }))).toEqual(
      Array.from({ length: 3 }, () => ({ state: "waiting", tried: false })),
    );
    server.network = "fine";
    await outbox.flush();
    expect(server.done).toEqual(["one", "two", "three"]);
    expect(done.map(({ text }) => text)).toEqual(["one", "two", "three"]);
    expect(items()).toEqual([]);
  });

  it("does not take the agent's own answer for one that a colleague gave meanwhile", async () => {
    const server = new Server();
    server.network = "cut";
    const { outbox } = tab(server, await open());
    for (const text of ["one", "two"]) await outbox.deliver({ ...reply(text), body: { text, seen_seq: 0 } });
    await outbox.deliver({ ...reply("elsewhere", 8), body: { text: "elsewhere", seen_seq: 0 } });
    server.network = "fine";
    await outbox.flush();
    expect(server.requests.map((request) => JSON.parse(request.slice(33)) as unknown)).toEqual([
      { text: "one", seen_seq: 0 },
      { text: "two", seen_seq: 1 },
      { text: "elsewhere", seen_seq: 0 },
    ]);
  });

  it("does once what arrived although the answer was lost", async () => {
    const server = new Server();
    server.network = "loses answers";
    const { outbox, items } = tab(server, await open());
    expect(await outbox.deliver(reply("Hello"))).toEqual({ type: "waiting" });
    expect(server.done).toEqual(["Hello"]);
    const [item] = items();
    expect(item).toMatchObject({ state: "waiting", tried: true });
    // It may have arrived: it can no longer be changed.
    expect(await outbox.takeBack(item?.id ?? 0)).toBeUndefined();
    await outbox.flush();
    server.network = "fine";
    await outbox.flush();
    expect(server.requests.length).toBe(3);
    expect(new Set(server.requests).size).toBe(1);
    expect([server.done, items()]).toEqual([["Hello"], []]);
  });

  it("gives back what has not left", async () => {
    const server = new Server();
    server.network = "cut";
    const { outbox, items } = tab(server, await open());
    await outbox.deliver(reply("one"));
    await outbox.deliver(reply("two"));
    expect(await outbox.takeBack(items()[0]?.id ?? 0)).toMatchObject({ text: "one" });
    server.network = "fine";
    await outbox.flush();
    expect(server.done).toEqual(["two"]);
  });

  it("holds what follows on a refused one of the same conversation", async () => {
    const server = new Server();
    server.network = "cut";
    server.refuses = (text) => (text === "late" ? "answered_meanwhile" : undefined);
    const { outbox, items, refused } = tab(server, await open());
    await outbox.deliver(reply("late"));
    await outbox.deliver({ ...reply("solved"), kind: "status", method: "PUT" });
    await outbox.deliver(reply("elsewhere", 8));
    server.network = "fine";
    await outbox.flush();
    expect(server.done).toEqual(["elsewhere"]);
    expect(refused.map(({ refusal }) => refusal?.code)).toEqual(["answered_meanwhile"]);
    expect(items().map(({ text, state }) => `${text} ${state}`)).toEqual(["late refused", "solved waiting"]);
    server.refuses = () => undefined;
    await outbox.retry(items()[0]?.id ?? 0, { force: true });
    await outbox.flush();
    expect(server.done).toEqual(["elsewhere", "late", "solved"]);
    expect(server.requests.at(-2)).toContain('{"text":"late","force":true}');
  });

  it("tells the composer of a refusal at once, and keeps no second copy of the words", async () => {
    const server = new Server();
    server.refuses = () => "answered_meanwhile";
    const { outbox, items, refused } = tab(server, await open());
    const outcome = await outbox.deliver(reply("late"));
    expect(outcome).toMatchObject({ type: "refused", refusal: { code: "answered_meanwhile" } });
    await outbox.flush();
    expect([items(), refused]).toEqual([[], []]);
  });

  it("waits while nobody is signed in", async () => {
    const server = new Server();
    server.signedIn = false;
    const { outbox, items } = tab(server, await open());
    expect(await outbox.deliver(reply("Hello"))).toEqual({ type: "waiting" });
    expect(items()[0]).toMatchObject({ tried: false });
    server.signedIn = true;
    await outbox.flush();
    expect(server.done).toEqual(["Hello"]);
  });

  it("never touches what another agent has left", async () => {
    const server = new Server();
    server.network = "cut";
    const store = await open();
    const alone = lock();
    await tab(server, store, alone).outbox.deliver(reply("mine"));
    server.network = "fine";
    const other = tab(server, store, alone, 2);
    await other.outbox.refresh();
    await other.outbox.flush();
    expect([server.done, other.items()]).toEqual([[], []]);
    await tab(server, store, alone).outbox.flush();
    expect(server.done).toEqual(["mine"]);
  });

  it("uploads files first and puts them into the message", async () => {
    const server = new Server();
    server.network = "cut";
    const { outbox } = tab(server, await open());
    const blob = new Blob(["x"], { type: "text/plain" });
    const files = [1, 2].map((n) => ({ name: `${n}.txt`, type: "text/plain", size: 1, blob }));
    await outbox.deliver({ ...reply("with files"), body: { text: "with files", attachment_ids: [5] }, files });
    server.network = "fine";
    await outbox.flush();
    expect(server.requests[0]).toContain('"attachment_ids":[5,101,102]');
    expect(server.done).toEqual(["with files"]);
  });

  it("asks before it sends what has waited for a week", async () => {
    const server = new Server();
    server.network = "cut";
    const { outbox, refused, items } = tab(server, await open());
    await outbox.deliver(reply("old"));
    now += TOO_OLD_MS + 1;
    server.network = "fine";
    await outbox.flush();
    expect([server.done, refused.length]).toEqual([[], 1]);
    await outbox.retry(items()[0]?.id ?? 0);
    await outbox.flush();
    expect(server.done).toEqual(["old"]);
  });
});

describe("tabs", () => {
  it("goes on where a closed tab stopped", async () => {
    const factory = new IDBFactory();
    const server = new Server();
    const closed = new Outbox({
      agentId: 1,
      store: await openStore(factory),
      ready: server.ready,
      // The tab is closed while the request is under way: it arrives, and nobody hears the answer.
      send: async (item) => {
        await server.send(item);
        return new Promise<never>(() => undefined);
      },
      upload: () => Promise.resolve({ type: "away" }),
      alone: (work) => work(),
      tell: () => undefined,
      onChange: () => undefined,
      onDone: () => undefined,
      onRefused: () => undefined,
      now: () => now,
    });
    void closed.deliver(reply("Hello"));
    await vi.waitFor(() => expect(server.done).toEqual(["Hello"]));
    closed.stop();

    const next = tab(server, await openStore(factory));
    await next.outbox.refresh();
    expect(next.items()).toMatchObject([{ state: "sending", tried: true }]);
    await next.outbox.flush();
    expect(server.requests.length).toBe(2);
    expect([server.done, next.items()]).toEqual([["Hello"], []]);
    expect(next.done.map(({ text }) => text)).toEqual(["Hello"]);
  });

  it("sends each thing once, whichever of two finds the connection first", async () => {
    const factory = new IDBFactory();
    const server = new Server();
    server.network = "cut";
    const alone = lock();
    const [one, two] = [tab(server, await openStore(factory), alone), tab(server, await openStore(factory), alone)];
    await one.outbox.deliver(reply("from one"));
    await two.outbox.deliver(reply("from two"));
    server.network = "fine";
    server.delay = 5;
    await Promise.all([one.outbox.flush(), two.outbox.flush(), one.outbox.flush(), two.outbox.flush()]);
    expect(server.done).toEqual(["from one", "from two"]);
    expect(server.requests.length).toBe(2);
    await vi.waitFor(() => expect([one.items(), two.items()]).toEqual([[], []]));
  });

  it("is told when the other tab has sent what this one waits for", async () => {
    const factory = new IDBFactory();
    const server = new Server();
    const alone = lock();
    const [one, two] = [tab(server, await openStore(factory), alone), tab(server, await openStore(factory), alone)];
    server.delay = 20;
    const busy = one.outbox.deliver(reply("first"));
    const outcome = await two.outbox.deliver(reply("second", 8));
    expect(outcome.type).toBe("done");
    expect((await busy).type).toBe("done");
    expect(server.done).toEqual(["first", "second"]);
  });

  it("tries again by itself, less and less often", async () => {
    vi.useFakeTimers();
    const server = new Server();
    server.network = "cut";
    const { outbox } = tab(server, memoryStore());
    await outbox.deliver(reply("patient"));
    await vi.advanceTimersByTimeAsync(60_000);
    server.network = "fine";
    await vi.advanceTimersByTimeAsync(30_000);
    expect(server.done).toEqual(["patient"]);
  });
});
