/**
 * What the screens need of the outbox: to hand in an order, and to see what waits. The machinery behind it is loaded after
 * the sign-in, before anybody can have lost the network.
 */
import { useSyncExternalStore } from "react";
import type { Order, OutboxItem, OutboxKind } from "./item";
import type { Outbox, Outcome } from "./outbox";

export {
  attemptKey,
  TOO_OLD,
  type Order,
  type OutboxFile,
  type OutboxItem,
  type OutboxKind,
  type Refusal,
} from "./item";

/** What other parts of the application do when something was carried out, or refused while nobody waited for it. */
export interface OutboxListener {
  done: (item: OutboxItem, body: unknown) => void;
  refused: (item: OutboxItem) => void;
}

interface Engine {
  agentId: number;
  outbox: Promise<Outbox>;
}

const DEAF: OutboxListener = { done: () => undefined, refused: () => undefined };
const NOTHING: readonly OutboxItem[] = [];
let items = NOTHING;
let engine: Engine | undefined;
const listeners = new Set<() => void>();

function setItems(next: readonly OutboxItem[]): void {
  items = next.length === 0 ? NOTHING : next;
  for (const listener of listeners) listener();
}

/** Begins to carry out what this agent asked for, now and earlier; returns how to stop. */
export function startOutbox(agentId: number, listener: OutboxListener): () => void {
  const started = begin(agentId, listener);
  return () => {
    if (engine === started) engine = undefined;
    setItems(NOTHING);
    void started.outbox.then((one) => one.stop()).catch(() => undefined);
  };
}

function begin(agentId: number, listener?: OutboxListener): Engine {
  const outbox = import("./run").then(({ run }) => run(agentId, { ...(listener ?? DEAF), changed: setItems }));
  const started = { agentId, outbox };
  engine = started;
  outbox.catch(() => {
    // Its code could not be loaded: the next order tries again.
    if (engine === started) engine = undefined;
  });
  return started;
}

function running(): Promise<Outbox> {
  return engine?.outbox ?? Promise.reject(new Error("nobody is signed in"));
}

/** Asks the server for something, now or as soon as it can be reached, and once only. */
export async function deliver(order: Order): Promise<Outcome> {
  const present = engine?.agentId === order.agentId ? engine : begin(order.agentId);
  return (await present.outbox).deliver(order);
}

/** Tries to send what waits. */
export function flushOutbox(): void {
  void engine?.outbox.then((outbox) => outbox.flush()).catch(() => undefined);
}

export async function takeBack(id: number): Promise<OutboxItem | undefined> {
  return (await running()).takeBack(id);
}

export async function retryRefused(id: number, decided?: Record<string, unknown>): Promise<void> {
  await (await running()).retry(id, decided);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Everything that waits or was refused, oldest first. */
export function useOutbox(): readonly OutboxItem[] {
  return useSyncExternalStore(subscribe, () => items);
}

/** Whether something of that kind is on its way for a conversation; for what is no component. */
export function waits(conversationId: number, kind: OutboxKind): boolean {
  return items.some((item) => item.conversationId === conversationId && item.kind === kind);
}

export function onOutboxChange(listener: () => void): () => void {
  return subscribe(listener);
}
