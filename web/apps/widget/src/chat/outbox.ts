import { Problem } from "./api.ts";
import type { BeginChatRequest, ChatFileView, SayRequest } from "./protocol.ts";
import type { Storage } from "./storage.ts";

/** Something that the visitor said and the server has not acknowledged. */
export type Outgoing = {
  /** `Idempotency-Key`: however often it is tried, it is done once. */
  key: string;
  /** Token of the conversation, or our own name of one that is only begun by this. */
  conversation: string;
  at: string;
  /** For showing what is on its way. */
  files: ChatFileView[];
  /** Code of why the server will not have it. The visitor may change that and try again. */
  failed?: string;
} & ({ kind: "begin"; body: BeginChatRequest } | { kind: "say"; body: SayRequest });

export interface Outbox {
  items(): readonly Outgoing[];
  /** Begins with what is left of the time before. */
  start(): void;
  add(item: Outgoing): void;
  /** Tries what has failed once more. */
  retry(key: string): void;
  discard(key: string): void;
  /** The server has it, by whatever way we came to know. */
  done(key: string): void;
  /** From now on the conversation has a name of the server's. */
  rename(from: string, to: string): void;
  /** Tries at once what waits: the network is back. */
  nudge(): void;
  stop(): void;
}

interface OutboxOptions {
  storage: Storage;
  /** Hands one over. Throws a {@link Problem}. */
  deliver: (item: Outgoing) => Promise<void>;
  changed: () => void;
}

const NAME = "outbox";
/** Between two tries, in milliseconds. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;

/**
 * Written down before the first attempt, sent one after the other in the order they were said, by one of the tabs. What
 * cannot be sent now is sent later, after a reload if need be.
 */
export function createOutbox({ storage, deliver, changed }: OutboxOptions): Outbox {
  let items: Outgoing[] = storage.get<Outgoing[]>(NAME) ?? [];
  let draining = false;
  let stopped = false;
  let failures = 0;
  let wake: (() => void) | undefined;

  /** Other tabs write too, so every change is made on what is there now. */
  const change = (edit: (items: Outgoing[]) => Outgoing[]): void => {
    items = edit(storage.get<Outgoing[]>(NAME) ?? []);
    storage.set(NAME, items);
    changed();
  };

  const edit = (key: string, make: (item: Outgoing) => Outgoing): void =>
    change((all) => all.map((item) => (item.key === key ? make(item) : item)));

  /** The first that waits, unless what begins its conversation was refused. */
  const next = (): Outgoing | undefined => {
    const stuck = new Set(
      items.filter(({ kind, failed }) => kind === "begin" && failed).map(({ conversation }) => conversation),
    );
    return items.find((item) => !item.failed && !stuck.has(item.conversation));
  };

  const pause = (problem: Problem): Promise<void> => {
    failures += 1;
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1));
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, (problem.retryAfter ?? 0) * 1000 || wait * (0.5 + Math.random() / 2));
      wake = () => {
        // A server that named a time is not asked before it.
        if (problem.retryAfter) return;
        clearTimeout(timer);
        resolve();
      };
    });
  };

  const sendAll = async (): Promise<void> => {
    items = storage.get<Outgoing[]>(NAME) ?? [];
    for (let item = next(); item && !stopped; item = next()) {
      const { key } = item;
      try {
        await deliver(item);
        failures = 0;
        change((all) => all.filter((other) => other.key !== key));
      } catch (error) {
        const problem = error instanceof Problem ? error : new Problem(0, "offline", String(error));
        if (problem.passing) await pause(problem);
        else edit(key, (refused) => ({ ...refused, failed: problem.code }));
      }
    }
  };

  const drain = async (): Promise<void> => {
    if (draining || stopped || !next()) return;
    draining = true;
    try {
      if ("locks" in navigator) await navigator.locks.request("rapport.chat.outbox", sendAll);
      else await sendAll();
    } finally {
      draining = false;
    }
    if (next()) void drain();
  };

  const stopListening = storage.listen((name) => {
    if (name !== NAME) return;
    items = storage.get<Outgoing[]>(NAME) ?? [];
    changed();
  });

  return {
    start: () => void drain(),
    items: () => items,
    add(item) {
      change((all) => [...all, item]);
      void drain();
    },
    retry(key) {
      edit(key, ({ failed: _failed, ...item }) => item);
      void drain();
    },
    discard: (key) => change((all) => all.filter((item) => item.key !== key)),
    done(key) {
      if (items.some((item) => item.key === key)) change((all) => all.filter((item) => item.key !== key));
    },
    rename: (from, to) =>
      change((all) => all.map((item) => (item.conversation === from ? { ...item, conversation: to } : item))),
    nudge: () => wake?.(),
    stop() {
      stopped = true;
      wake?.();
      stopListening();
    },
  };
}
