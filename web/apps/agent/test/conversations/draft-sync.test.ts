import { ApiError, type DraftRequest, type DraftView } from "@rapport/api";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DraftSync, type DraftTransport } from "@/features/conversations/data/draft-sync";
import { draftCell, syncedOf, type DraftCell } from "@/features/conversations/data/drafts";

/** A server with one draft, and a network that can be cut. */
class Server implements DraftTransport {
  draft: DraftView | undefined;
  requests: string[] = [];
  failing: ApiError | undefined;
  private version = 100;

  read = () => this.answer("read", () => this.draft);
  write = (body: DraftRequest) =>
    this.answer(`write ${body.text}`, () => {
      if ((body.version ?? 0) !== (this.draft?.version ?? 0)) {
        throw new ApiError(409, "draft_changed", "", {
          type: "draft_changed",
          title: "",
          status: 409,
          code: "draft_changed",
          detail: "",
          current: this.draft,
        });
      }
      return this.put(body.text ?? "", body.html ?? null);
    });
  remove = () =>
    this.answer("remove", () => {
      this.draft = undefined;
    });

  /** Another device writes. */
  put(text: string, html: string | null = null): DraftView {
    this.draft = {
      conversation_id: 1,
      kind: "reply",
      version: ++this.version,
      text,
      html,
      bcc: [],
      attachments: [],
      updated_at: "2026-03-01T10:00:00Z",
    };
    return this.draft;
  }

  private async answer<T>(name: string, act: () => T): Promise<T> {
    this.requests.push(name);
    await Promise.resolve();
    if (this.failing) throw this.failing;
    return act();
  }
}

let nextConversation = 5_000;
let server: Server;
let cell: DraftCell;
let sync: DraftSync;

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  cell = draftCell(7, nextConversation++);
  sync = new DraftSync("reply", cell, server);
});
afterEach(() => {
  sync.stop();
  vi.useRealTimers();
});

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const synced = () => syncedOf(cell.get(), "reply");

describe("a draft on the server", () => {
  it("is written a second after the last key, once", async () => {
    sync.start();
    await settle();
    for (const text of ["H", "He", "Hello"]) {
      cell.change({ text });
      await settle(300);
    }
    expect(server.requests).toEqual(["read"]);
    await settle(1_000);
    expect(server.requests).toEqual(["read", "write Hello"]);
    expect(sync.current().status).toBe("saved");
    expect(synced()).toEqual({ version: server.draft?.version, dirty: false });
  });

  it("is saved now and then also while somebody never pauses", async () => {
    sync.start();
    await settle();
    for (let keys = 1; keys <= 20; keys++) {
      cell.change({ text: "x".repeat(keys) });
      await settle(500);
    }
    expect(server.requests.filter((request) => request.startsWith("write")).length).toBeGreaterThanOrEqual(2);
  });

  it("is there on another device", async () => {
    server.put("begun at home", "<div>begun <strong>at home</strong></div>");
    sync.start();
    await settle();
    expect(cell.get()).toMatchObject({ text: "begun at home", html: "<div>begun <strong>at home</strong></div>" });
    expect(server.requests).toEqual(["read"]);
  });

  it("follows what the other device writes, and knows its own words again", async () => {
    sync.start();
    await settle();
    cell.change({ text: "mine" });
    await settle(1_000);
    await sync.hint(server.draft?.version);
    expect(server.requests).toEqual(["read", "write mine"]);
    await sync.hint(server.put("mine, and more").version);
    expect(cell.get().text).toBe("mine, and more");
  });

  it("goes when it was sent from another device", async () => {
    server.put("sent soon");
    sync.start();
    await settle();
    server.draft = undefined;
    await sync.hint(null);
    expect(cell.get().text).toBe("");
    await settle(5_000);
    expect(server.requests.filter((request) => request !== "read")).toEqual([]);
  });

  it("is deleted when its words are", async () => {
    sync.start();
    await settle();
    cell.change({ text: "no" });
    await settle(1_000);
    cell.change({ text: "" });
    await settle(1_000);
    expect(server.draft).toBeUndefined();
    expect(synced()).toEqual({ version: 0, dirty: false });
  });
});

describe("two devices with different words", () => {
  beforeEach(async () => {
    sync.start();
    await settle();
    cell.change({ text: "mine" });
    await settle(1_000);
    server.put("theirs");
    cell.change({ text: "mine too" });
    await settle(1_000);
  });

  it("keep both until the agent decides", async () => {
    expect(sync.current().conflict?.text).toBe("theirs");
    expect(cell.get().text).toBe("mine too");
    cell.change({ text: "mine too, further" });
    await settle(10_000);
    expect(server.draft?.text).toBe("theirs");
  });

  it.each([
    ["mine", "mine too"],
    ["theirs", "theirs"],
    ["both", "mine too\n\ntheirs"],
  ] as const)("end with %s", async (choice, text) => {
    sync.resolve(choice);
    await settle(2_000);
    expect(cell.get().text).toBe(text);
    expect(server.draft?.text).toBe(text);
    expect(sync.current()).toEqual({ status: "saved", conflict: undefined });
  });
});

describe("without a network", () => {
  it("the browser keeps the words and tries again", async () => {
    server.failing = new ApiError(0, "offline", "");
    sync.start();
    await settle();
    cell.change({ text: "on the train" });
    await settle(1_000);
    expect(sync.current().status).toBe("waiting");
    expect(synced().dirty).toBe(true);
    server.failing = undefined;
    await settle(15_000);
    expect(server.draft?.text).toBe("on the train");
  });

  it("what was written while signed out goes up after the next sign-in", async () => {
    sync.start();
    await settle();
    server.failing = new ApiError(401, "unauthenticated", "");
    cell.change({ text: "signed out" });
    await settle(60_000);
    expect(server.requests).toEqual(["read", "write signed out"]);
    sync.stop();
    await settle();
    server.failing = undefined;
    sync = new DraftSync("reply", cell, server);
    sync.start();
    await settle(100);
    expect(server.draft?.text).toBe("signed out");
  });
});

it("writes nothing from the moment that it is sent", async () => {
  sync.start();
  await settle();
  cell.change({ text: "sent" });
  await sync.hold();
  await settle(5_000);
  cell.adopt("reply", { text: "" }, { version: 0, dirty: false });
  sync.release();
  await settle(5_000);
  expect(server.requests).toEqual(["read"]);
});

it("writes what is unsaved when its screen goes", async () => {
  sync.start();
  await settle();
  cell.change({ text: "half a sent" });
  sync.stop();
  await settle();
  expect(server.draft?.text).toBe("half a sent");
});
