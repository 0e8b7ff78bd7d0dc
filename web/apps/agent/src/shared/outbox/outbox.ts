/**
 * Carries out what agents asked for, once, however bad the network is.
 *
 * An order is written down before it is sent and crossed out after the answer came. In between anything may happen: the
 * answer is lost, the tab is closed, a second tab is open. Whoever finds the order then sends it again under the same
 * key, and the server tells what became of it instead of doing it twice.
 *
 * Orders of one conversation keep their order: what follows on one that was refused waits for the agent's decision,
 * because closing a conversation whose answer did not leave is not what anybody meant.
 */
import { attemptKey, TOO_OLD, TOO_OLD_MS, type Order, type OutboxItem, type Refusal } from "./item";
import type { OutboxStore } from "./store";

/** What one request led to. */
export type Answer =
  | { type: "done"; body: unknown }
  | { type: "refused"; refusal: Refusal }
  /** No answer, or none that says how it ended. */
  | { type: "away" }
  /** Nobody is signed in, or somebody else: this request did nothing. */
  | { type: "signed_out" };

export type Outcome =
  { type: "done"; body: unknown } | { type: "refused"; refusal: Refusal; item: OutboxItem } | { type: "waiting" };

export interface OutboxParts {
  agentId: number;
  store: OutboxStore;
  /** Whether the server can be reached and knows this agent; asked before anything leaves. */
  ready: () => Promise<"ready" | "away" | "signed_out">;
  send: (item: OutboxItem) => Promise<Answer>;
  /** Uploads one file; its id, or why not. */
  upload: (file: OutboxItem["files"][number]) => Promise<Answer>;
  /** Runs `work` when no other tab does. */
  alone: (work: () => Promise<void>) => Promise<void>;
  /** Tells the other tabs that something changed. */
  tell: () => void;
  onChange: (items: OutboxItem[]) => void;
  onDone: (item: OutboxItem, body: unknown) => void;
  onRefused: (item: OutboxItem) => void;
  now: () => number;
}

const RETRY_MS = [1_000, 3_000, 10_000, 30_000];

export class Outbox {
  private readonly waiters = new Map<number, (outcome: Outcome) => void>();
  private running: Promise<void> | undefined;
  private again = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  constructor(private readonly parts: OutboxParts) {}

  /** Takes an order; the promise tells what became of it, or that it waits. */
  async deliver(order: Order): Promise<Outcome> {
    const { body, files = [], ...rest } = order;
    const item = await this.parts.store.add({
      ...rest,
      files,
      body: JSON.stringify(body),
      key: attemptKey(),
      state: "waiting",
      tried: false,
      createdAt: this.parts.now(),
    });
    const outcome = new Promise<Outcome>((resolve) => this.waiters.set(item.id, resolve));
    // It is written down; what fails from here on is tried again.
    await this.changed().catch(() => undefined);
    void this.flush();
    return outcome;
  }

  /** Sends what waits. Called whenever there may be a connection again; too often does no harm. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.again = false;
    this.running = this.parts
      .alone(() => this.drain())
      // The browser's database failed: the orders are still written down.
      .catch(() => this.retryLater())
      .finally(() => {
        this.running = undefined;
        return this.tellThatTheyWait();
      });
    return this.running;
  }

  /** Takes back what has certainly not left; undefined when it is too late for that. */
  async takeBack(id: number): Promise<OutboxItem | undefined> {
    const taken = await this.parts.store.update(id, (item) =>
      item.state === "refused" || (item.state === "waiting" && !item.tried) ? null : undefined,
    );
    if (taken) this.waiters.delete(id);
    await this.changed();
    // What stood behind it may go now.
    if (taken) void this.flush();
    return taken;
  }

  /** Tries again what was refused, with what the agent decided: whatever stood in the way may be gone. */
  async retry(id: number, decided: Record<string, unknown> = {}): Promise<void> {
    await this.parts.store.update(id, (item) => {
      if (item.state !== "refused") return undefined;
      const createdAt = this.parts.now();
      // What only became too old may have arrived once: the key tells.
      if (item.refusal?.code === TOO_OLD) return { ...item, state: "waiting", refusal: undefined, createdAt };
      const body = JSON.stringify({ ...(JSON.parse(item.body) as Record<string, unknown>), ...decided });
      return { ...item, body, state: "waiting", refusal: undefined, tried: false, key: attemptKey(), createdAt };
    });
    await this.changed();
    void this.flush();
  }

  /** Another tab changed something, or this one has just begun. */
  async refresh(): Promise<void> {
    const items = await this.parts.store.list(this.parts.agentId);
    // Who waits for the outcome shows by themselves that it is on its way.
    this.parts.onChange(items.filter(({ id, state }) => state === "refused" || !this.waiters.has(id)));
    for (const [id, resolve] of this.waiters) {
      const item = items.find((one) => one.id === id);
      if (item && item.state !== "refused") continue;
      this.waiters.delete(id);
      if (item) await this.giveBack(item, resolve);
      // Done by the other tab; what it led to comes over the live connection.
      else resolve({ type: "done", body: undefined });
    }
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async changed(): Promise<void> {
    this.parts.tell();
    await this.refresh();
  }

  private async drain(): Promise<void> {
    do {
      this.again = false;
      if (!(await this.drainOnce())) break;
      // Somebody asked while the last one was being looked for.
    } while (this.again);
  }

  /** Whoever still waits for an outcome goes on without; from now on the order is shown as waiting. */
  private async tellThatTheyWait(): Promise<void> {
    const left = [...this.waiters.values()];
    this.waiters.clear();
    if (left.length > 0) await this.refresh().catch(() => undefined);
    for (const resolve of left) resolve({ type: "waiting" });
    // Asked for after the last look and before the end.
    if (this.again && !this.stopped) void this.flush();
  }

  /** Sends one after the other until nothing is left that can be sent; false when it must stop. */
  private async drainOnce(): Promise<boolean> {
    for (let ready = false; !this.stopped;) {
      const item = await this.next();
      if (!item) return true;
      if (!ready) {
        const state = await this.parts.ready();
        if (state === "away") this.retryLater();
        if (state !== "ready") return false;
        ready = true;
      }
      if (!(await this.attempt(item))) return false;
      this.failures = 0;
    }
    return false;
  }

  /** The first that is not behind a refused one of its conversation. */
  private async next(): Promise<OutboxItem | undefined> {
    const held = new Set<number>();
    for (const item of await this.parts.store.list(this.parts.agentId)) {
      if (held.has(item.conversationId)) continue;
      if (item.state !== "refused") return item;
      held.add(item.conversationId);
    }
    return undefined;
  }

  /** One try. False when there is no point in going on at this moment. */
  private async attempt(found: OutboxItem): Promise<boolean> {
    if (this.parts.now() - found.createdAt > TOO_OLD_MS) {
      await this.refuse(found, { status: 0, code: TOO_OLD, detail: "waited for too long", problem: undefined });
      return true;
    }
    // `sending` is also what a tab leaves that was closed meanwhile; then this is the second try.
    const item = await this.upload(found);
    if (typeof item === "boolean") return item;
    const before = await this.parts.store.update(item.id, (one) => ({ ...one, state: "sending", tried: true }));
    // Taken back in this very moment.
    if (!before) return true;
    await this.changed();
    const answer = await this.parts.send(before);
    if (answer.type === "done") {
      const resolve = this.waiterOf(item.id);
      await this.parts.store.update(item.id, () => null);
      await this.seen(before, answer.body);
      this.parts.onDone(before, answer.body);
      resolve?.(answer);
      await this.changed();
      return true;
    }
    if (answer.type === "refused") {
      await this.refuse(before, answer.refusal);
      return true;
    }
    // Asked to sign in first, the server did nothing; but an earlier try may have arrived.
    const tried = answer.type === "away" || item.tried;
    await this.parts.store.update(item.id, (one) => ({ ...one, state: "waiting", tried }));
    if (answer.type === "away") this.retryLater();
    await this.changed();
    return false;
  }

  /** Brings the files to the server first and notes their ids; true or false as `attempt` says when that ends it. */
  private async upload(item: OutboxItem): Promise<OutboxItem | boolean> {
    let left = item;
    for (const file of item.files) {
      const answer = await this.parts.upload(file);
      if (answer.type === "refused") {
        await this.refuse(left, answer.refusal);
        return true;
      }
      if (answer.type !== "done") {
        if (answer.type === "away") this.retryLater();
        return false;
      }
      const { id } = answer.body as { id: number };
      // Body and files change together: what is sent under the key is always the same.
      const next = await this.parts.store.update(item.id, (one) => {
        const body = JSON.parse(one.body) as { attachment_ids?: number[] };
        const attachment_ids = [...(body.attachment_ids ?? []), id];
        return { ...one, body: JSON.stringify({ ...body, attachment_ids }), files: one.files.slice(1) };
      });
      if (!next) return true;
      left = next;
    }
    return left;
  }

  /**
   * The agent's own answer, which has just become an entry, is not one that a colleague gave meanwhile: the next of their
   * answers, written when they could not know its number, counts it as seen. What was tried stays as it was sent.
   */
  private async seen(done: OutboxItem, body: unknown): Promise<void> {
    const { seq } = (body ?? {}) as { seq?: unknown };
    if (done.kind !== "reply" || typeof seq !== "number") return;
    for (const later of await this.parts.store.list(this.parts.agentId)) {
      if (later.kind !== "reply" || later.conversationId !== done.conversationId || later.id < done.id) continue;
      await this.parts.store.update(later.id, (one) => {
        const words = JSON.parse(one.body) as { seen_seq?: number };
        if (one.tried || one.state !== "waiting" || (words.seen_seq ?? seq) >= seq) return undefined;
        return { ...one, body: JSON.stringify({ ...words, seen_seq: seq }) };
      });
    }
  }

  private async refuse(item: OutboxItem, refusal: Refusal): Promise<void> {
    const resolve = this.waiterOf(item.id);
    const refused = await this.parts.store.update(item.id, (one) => ({ ...one, state: "refused", refusal }));
    if (refused && resolve) await this.giveBack(refused, resolve);
    else if (refused) this.parts.onRefused(refused);
    await this.changed();
  }

  /** Whoever waits for it still has the words and is told; the order is then theirs again. */
  private async giveBack(item: OutboxItem, resolve: (outcome: Outcome) => void): Promise<void> {
    const { refusal } = item;
    if (!refusal) return;
    await this.parts.store.update(item.id, () => null);
    resolve({ type: "refused", refusal, item });
  }

  /** Takes it out first, so that no change of the store in between is told to it as well. */
  private waiterOf(id: number): ((outcome: Outcome) => void) | undefined {
    const waiter = this.waiters.get(id);
    this.waiters.delete(id);
    return waiter;
  }

  private retryLater(): void {
    if (this.stopped) return;
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)] ?? 0;
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), wait);
  }
}
