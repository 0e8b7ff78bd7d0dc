/**
 * Whether Enter alone sends in conversations where the customer is there. People who come from mail expect a new line, people who
 * come from chats expect it to be sent; so each chooses, and the choice stays in this browser.
 */
import { useSyncExternalStore } from "react";

const STORAGE_KEY = "rapport.enterSends";
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const now = () => localStorage.getItem(STORAGE_KEY) !== "no";

export function useEnterSends(): boolean {
  return useSyncExternalStore(subscribe, now);
}

export function setEnterSends(sends: boolean): void {
  localStorage.setItem(STORAGE_KEY, sends ? "yes" : "no");
  for (const listener of listeners) listener();
}
