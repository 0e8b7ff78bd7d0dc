import { beforeEach, describe, expect, it, vi } from "vitest";
import { createClient, type Client, type ClientEvents } from "@/chat/client";
import type { ChatEntryView } from "@/chat/protocol";
import { createStorage } from "@/chat/storage";
import { FakeServer } from "./fake-server";

let server: FakeServer;
let heard: ChatEntryView[];
let named: Record<string, string>;
let running: Client[] = [];

function start(allowed = true): Client {
  const events: ClientEvents = {
    message: (entry) => heard.push(entry),
    invited: () => undefined,
    named: (from, to) => (named[from] = to),
  };
  const client = createClient({
    base: "https://desk.example",
    siteKey: "site_1",
    siteOpen: true,
    storage: createStorage("site_1", allowed),
    about: () => ({ locale: "en", page: { url: "https://shop.example/", title: "Shop" } }),
    events,
  });
  client.watch(true);
  running.push(client);
  return client;
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
const begin = (client: Client, text: string) => client.begin({ text, fields: {}, attachment_ids: [] }, []);
const say = (client: Client, id: string, text: string) => client.say(id, { text, attachment_ids: [] }, []);
const shown = (client: Client, id: string) =>
  client.store.get().conversations[id]?.entries.flatMap(({ message }) => (message ? [message.text] : []));
const outgoing = (client: Client) => client.store.get().outgoing.map(({ body }) => body.text);

/** A client that is in a chat. */
async function inChat(): Promise<{ client: Client; id: string }> {
  const id = server.seed([{ from: "visitor", message: { id: 1, text: "hello" } }]);
  localStorage.setItem("rapport.chat.site_1.token", '"visitor_1"');
  const client = start();
  await client.resume(false);
  await client.load(id);
  await pass(50);
  expect(client.store.get().connection).toBe("live");
  return { client, id };
}

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  heard = [];
  named = {};
  running.forEach((client) => client.stop());
  running = [];
});

describe("a chat", () => {
  it("begins with the first words, and the visitor is made for it", async () => {
    const client = start();
    expect(server.asked).toEqual([]);
    const local = begin(client, "where is my order?");
    expect(outgoing(client)).toEqual(["where is my order?"]);
    await pass(50);
    const id = named[local] ?? "";
    expect(shown(client, id)).toEqual(["where is my order?"]);
    expect(outgoing(client)).toEqual([]);
    expect(server.requests(/\/conversations$/)[0]?.token).toBe("Bearer visitor_1");
    expect(client.store.get().connection).toBe("live");
  });

  it("begins once, however often the answer is lost", async () => {
    server.losesAnswers = 3;
    const client = start();
    begin(client, "hello");
    await pass(60_000);
    expect(server.chats.size).toBe(1);
    const keys = server.requests(/\/conversations$/).map(({ key }) => key);
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(1);
    expect(outgoing(client)).toEqual([]);
  });

  it("takes what is said before the server has answered, in order", async () => {
    const client = start();
    const local = begin(client, "one");
    say(client, local, "two");
    say(client, local, "three");
    await pass(100);
    expect(server.texts(named[local] ?? "")).toEqual(["one", "two", "three"]);
    expect(shown(client, named[local] ?? "")).toEqual(["one", "two", "three"]);
  });
});

describe("without a network", () => {
  it("what is written waits, and is sent once and in order when it is back", async () => {
    const { client, id } = await inChat();
    server.down = true;
    server.cut();
    for (const text of ["a", "b", "c"]) say(client, id, text);
    await pass(20_000);
    expect(outgoing(client)).toEqual(["a", "b", "c"]);
    server.down = false;
    client.nudge();
    await pass(30_000);
    expect(server.texts(id)).toEqual(["hello", "a", "b", "c"]);
    expect(shown(client, id)).toEqual(["hello", "a", "b", "c"]);
    expect(outgoing(client)).toEqual([]);
  });

  it("what is written survives a reload of the page", async () => {
    const { client, id } = await inChat();
    server.down = true;
    server.cut();
    say(client, id, "still here");
    await pass(1000);
    client.stop();
    server.down = false;
    const again = start();
    expect(outgoing(again)).toEqual(["still here"]);
    await again.resume(false);
    await pass(1000);
    expect(server.texts(id)).toEqual(["hello", "still here"]);
  });

  it("a chat that was begun survives it too", async () => {
    server.down = true;
    const before = start();
    begin(before, "first words");
    await pass(500);
    before.stop();
    server.down = false;
    const again = start();
    expect(Object.keys(again.store.get().conversations)).toHaveLength(1);
    await pass(1000);
    expect(server.chats.size).toBe(1);
  });

  it("before consent nothing of it is written down", async () => {
    server.down = true;
    const client = start(false);
    begin(client, "secret words");
    await pass(500);
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain("secret");
  });
});

describe("exactly once", () => {
  it("a message is shown once, by whichever of the ways it comes first", async () => {
    const { client, id } = await inChat();
    say(client, id, "mine");
    await pass(20);
    client.store.get();
    const entry = server.chat(id).entries[1] as ChatEntryView;
    server.tell({ type: "entries", conversation: id, after_seq: 1, entries: [entry], last_seq: 2 });
    server.tell({ type: "entries", conversation: id, after_seq: 0, entries: server.chat(id).entries, last_seq: 2 });
    await pass(20);
    expect(shown(client, id)).toEqual(["hello", "mine"]);
  });

  it("a message whose acknowledgement is lost is said again by its key and done once", async () => {
    const { client, id } = await inChat();
    server.losesSaid = 1;
    server.tell = () => undefined;
    say(client, id, "only once");
    await pass(20_000);
    expect(server.texts(id)).toEqual(["hello", "only once"]);
    expect(server.requests(/\/messages$/)).toHaveLength(1);
    expect(shown(client, id)).toEqual(["hello", "only once"]);
  });

  it("a hole is asked for and filled", async () => {
    const { client, id } = await inChat();
    const lost = server.append(id, { message: { id: 91, text: "lost on the way" } }, false);
    expect(lost.seq).toBe(2);
    server.says(id, "after it");
    await pass(20);
    expect(server.frames).toContainEqual({ type: "resume", conversation: id, last_seq: 1 });
    expect(shown(client, id)).toEqual(["hello", "lost on the way", "after it"]);
  });

  it("what is among colleagues is no hole", async () => {
    const { client, id } = await inChat();
    server.append(id, {}, true, false);
    server.says(id, "after the note");
    await pass(20);
    expect(server.frames.filter(({ type }) => type === "resume")).toEqual([]);
    expect(shown(client, id)).toEqual(["hello", "after the note"]);
    expect(client.store.get().conversations[id]?.lastSeq).toBe(3);
  });

  it("holds while lines break at random and both sides write", async () => {
    const { client, id } = await inChat();
    // Always the same random numbers, so that a failure can be seen again.
    let seed = 42;
    const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
    for (let round = 0; round < 150; round += 1) {
      const dice = random();
      if (dice < 0.12) server.cut();
      if (dice > 0.9) server.losesSaid += 1;
      if (dice > 0.85) server.losesAnswers += 1;
      server.down = dice < 0.06;
      say(client, id, `visitor ${round}`);
      if (round % 2 === 0) server.says(id, `agent ${round}`);
      if (round % 7 === 0) server.append(id, {}, true, false);
      await pass(random() * 900);
    }
    server.down = false;
    server.losesAnswers = server.losesSaid = 0;
    await pass(120_000);
    const own = server.texts(id).filter((text) => text.startsWith("visitor"));
    expect(own).toEqual(Array.from({ length: 150 }, (_, round) => `visitor ${round}`));
    expect(shown(client, id)).toEqual(server.texts(id));
    expect(heard.filter(({ from }) => from === "agent")).toHaveLength(75);
    expect(outgoing(client)).toEqual([]);
  });
});

describe("refused", () => {
  it("for good: it stays where it is with the reason, and can be tried again or given up", async () => {
    const { client, id } = await inChat();
    server.refuses = { code: "chat_ended", status: 409, retry: false };
    say(client, id, "too late");
    await pass(100);
    expect(client.store.get().outgoing.map(({ failed }) => failed)).toEqual(["chat_ended"]);
    server.refuses = undefined;
    say(client, id, "not held up by it");
    await pass(100);
    const key = client.store.get().outgoing[0]?.key ?? "";
    client.outbox.retry(key);
    await pass(100);
    expect(server.texts(id)).toEqual(["hello", "not held up by it", "too late"]);
  });

  it("for now: it waits as long as the server says", async () => {
    const client = start();
    const headers = { "Retry-After": "20" };
    server.problems.push({ path: /\/conversations$/, status: 429, body: { code: "too_many_requests" }, headers });
    begin(client, "slowly");
    await pass(19_000);
    client.nudge();
    expect(server.chats.size).toBe(0);
    await pass(2000);
    expect(server.chats.size).toBe(1);
  });

  it("altogether: the reason is told and nothing is tried again", async () => {
    const client = start();
    server.problems.push({ path: /visitors$/, status: 403, body: { code: "blocked" } });
    begin(client, "hello");
    await pass(60_000);
    expect(client.store.get().barred).toBe("blocked");
    expect(server.requests(/visitors$/)).toHaveLength(1);
    expect(client.store.get().outgoing[0]?.failed).toBe("blocked");
  });
});

describe("a visitor", () => {
  it("comes back with its token and its chats", async () => {
    const { client, id } = await inChat();
    expect(server.requests(/visitors$/)[0]?.body).toMatchObject({ token: "visitor_1" });
    expect(shown(client, id)).toEqual(["hello"]);
  });

  it("is nobody before it says something", async () => {
    const client = start();
    await client.resume(false);
    await pass(5000);
    expect(server.asked).toEqual([]);
    expect(server.sockets.size).toBe(0);
    expect(localStorage).toHaveLength(0);
  });

  it("does the work that is asked of it", async () => {
    vi.useRealTimers();
    const client = start();
    server.problems.push({
      path: /visitors$/,
      status: 428,
      body: { code: "proof_required", challenge: "c1", difficulty: 8 },
    });
    begin(client, "hello");
    await vi.waitFor(() => expect(server.chats.size).toBe(1));
    const { proof } = server.requests(/visitors$/)[1]?.body as { proof: { challenge: string; nonce: string } };
    const bytes = new TextEncoder().encode(`c1:${proof.nonce}`);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    expect(hash[0]).toBe(0);
  });

  it("whose token is not known any more becomes a new one", async () => {
    localStorage.setItem("rapport.chat.site_1.token", '"stale"');
    server.problems.push({ path: /visitors$/, status: 401, body: { code: "visitor_unknown" } });
    const client = start();
    await client.resume(false);
    expect(server.requests(/visitors$/).map(({ body }) => (body as { token?: string }).token)).toEqual([
      "stale",
      undefined,
    ]);
    expect(localStorage.getItem("rapport.chat.site_1.token")).toBe('"visitor_1"');
  });

  it("with a forged identity goes on as who they were", async () => {
    vi.spyOn(console, "warn").mockReturnValue(undefined);
    const client = start();
    server.problems.push({ path: /visitors$/, status: 401, body: { code: "identity_invalid", detail: "bad" } });
    await client.identify("forged");
    expect(server.requests(/visitors$/).map(({ body }) => (body as { identity?: string }).identity)).toEqual([
      "forged",
      undefined,
    ]);
    expect(client.store.get().visitor?.verified).toBe(false);
  });

  it("who signs in is who the server says, with the chats of that customer", async () => {
    const { client } = await inChat();
    await client.identify("jwt");
    await pass(100);
    expect(localStorage.getItem("rapport.chat.site_1.token")).toBe('"customer_jwt"');
    expect(client.store.get().visitor?.verified).toBe(true);
    expect(server.frames.findLast(({ type }) => type === "hello")).toMatchObject({ token: "customer_jwt" });
  });

  it("who was never signed in keeps everything when a page signs out", async () => {
    const { client, id } = await inChat();
    await client.identify(null);
    expect(shown(client, id)).toEqual(["hello"]);
    expect(localStorage.getItem("rapport.chat.site_1.token")).toBe('"visitor_1"');
  });

  it("who signs out leaves nothing behind", async () => {
    const { client } = await inChat();
    await client.identify("jwt");
    await client.identify(null);
    expect(client.store.get().conversations).toEqual({});
    expect(localStorage.getItem("rapport.chat.site_1.token")).toBeNull();
    expect(server.sockets.size).toBe(0);
  });

  it("is described as soon as there is one", async () => {
    const client = start();
    client.describe({ name: "Bogdan", cart_value: 120 });
    await pass(100);
    expect(server.asked).toEqual([]);
    begin(client, "hello");
    await pass(100);
    expect(server.requests(/\/me$/, "PATCH")[0]?.body).toMatchObject({
      name: "Bogdan",
      attributes: { cart_value: 120 },
    });
  });
});

describe("what is seen", () => {
  it("is acknowledged only while somebody looks, and only once", async () => {
    const { client, id } = await inChat();
    server.says(id, "are you there?");
    await pass(1000);
    const seen = () =>
      server.frames.flatMap((frame) => (frame.type === "receipts" ? [[frame.delivered_seq, frame.seen_seq]] : []));
    expect(client.store.get().conversations[id]?.unread).toBe(1);
    expect(seen().at(-1)).toEqual([2, 0]);
    client.receipts.look(id);
    await pass(1000);
    expect(client.store.get().conversations[id]?.unread).toBe(0);
    expect(seen().at(-1)).toEqual([2, 2]);
    const told = seen().length;
    client.receipts.look(id);
    await pass(1000);
    expect(seen()).toHaveLength(told);
  });

  it("by an agent is known", async () => {
    const { client, id } = await inChat();
    server.tell({ type: "receipts", conversation: id, agent_seen_seq: 1 });
    await pass(20);
    expect(client.store.get().conversations[id]?.agentSeen).toBe(1);
  });

  it("writing is forgotten after six seconds, and when the words are there", async () => {
    const { client, id } = await inChat();
    const typing = () => client.store.get().conversations[id]?.typing?.name;
    const ana = { type: "typing", conversation: id, agent: { name: "Ana" }, active: true } as const;
    server.tell(ana);
    await pass(5000);
    expect(typing()).toBe("Ana");
    await pass(1500);
    expect(typing()).toBeUndefined();
    server.tell(ana);
    await pass(10);
    server.says(id, "here I am");
    await pass(10);
    expect(typing()).toBeUndefined();
  });
});

describe("where sockets are blocked", () => {
  it("everything is heard by polling, also of a chat that begins then", async () => {
    server.blocked = true;
    const client = start();
    const local = begin(client, "hello?");
    await pass(6000);
    const id = named[local] ?? "";
    expect(client.store.get().connection).toBe("polling");
    server.says(id, "hello!");
    await pass(500);
    expect(shown(client, id)).toEqual(["hello?", "hello!"]);
    const second = begin(client, "something else");
    await pass(500);
    server.says(named[second] ?? "", "yes?");
    await pass(500);
    expect(shown(client, named[second] ?? "")).toEqual(["something else", "yes?"]);
    say(client, id, "thank you");
    await pass(500);
    expect(shown(client, id)).toEqual(["hello?", "hello!", "thank you"]);
  });
});

describe("an agent who begins a chat", () => {
  it("is heard with everything that was said", async () => {
    const { client } = await inChat();
    const id = server.seed();
    server.append(id, { message: { id: 5, text: "May I help?" } }, false);
    server.tell({ type: "invited", conversation: id, chat: server.chat(id).view });
    await pass(50);
    expect(shown(client, id)).toEqual(["May I help?"]);
    expect(client.store.get().conversations[id]?.unread).toBe(1);
  });

  it("while nobody listened is found when somebody looks again", async () => {
    const { client } = await inChat();
    client.watch(false);
    const id = server.seed([{ message: { id: 5, text: "May I help?" } }], { unread: 1 });
    await pass(120_000);
    expect(client.store.get().conversations[id]).toBeUndefined();
    client.watch(true);
    await pass(50);
    expect(client.store.get().conversations[id]?.unread).toBe(1);
  });
});

describe("history", () => {
  it("is read page by page, to its beginning", async () => {
    const texts = Array.from({ length: 40 }, (_, at) => `message ${at}`);
    const id = server.seed(texts.map((text, at) => ({ message: { id: at, text } })));
    localStorage.setItem("rapport.chat.site_1.token", '"visitor_1"');
    const client = start();
    await client.resume(false);
    await client.load(id);
    expect(shown(client, id)).toEqual(texts.slice(-5));
    await client.loadEarlier(id);
    expect(shown(client, id)).toEqual(texts.slice(-35));
    expect(client.store.get().conversations[id]?.hasEarlier).toBe(true);
    await client.loadEarlier(id);
    expect(shown(client, id)).toEqual(texts);
    expect(client.store.get().conversations[id]?.hasEarlier).toBe(false);
  });
});
