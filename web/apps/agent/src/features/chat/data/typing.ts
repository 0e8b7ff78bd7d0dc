/** What visitors are typing at this moment. Kept nowhere else: it is true for seconds. */
import { useSyncExternalStore } from "react";

/** A visitor who stopped says so; one whose connection broke cannot. */
const FORGOTTEN_MS = 6_000;

export interface VisitorTyping {
  /** What stands in their field, where the site shows it. */
  text: string;
}

const typing = new Map<number, VisitorTyping>();
const timers = new Map<number, ReturnType<typeof setTimeout>>();
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Notes that the visitor of a chat writes, or no longer does. */
export function setVisitorTyping(conversationId: number, active: boolean, text: string | null | undefined): void {
  clearTimeout(timers.get(conversationId));
  timers.delete(conversationId);
  if (!active) {
    if (typing.delete(conversationId)) tell();
    return;
  }
  typing.set(conversationId, { text: text ?? "" });
  timers.set(
    conversationId,
    setTimeout(() => setVisitorTyping(conversationId, false, undefined), FORGOTTEN_MS),
  );
  tell();
}

export function useVisitorTyping(conversationId: number): VisitorTyping | undefined {
  return useSyncExternalStore(subscribe, () => typing.get(conversationId));
}
