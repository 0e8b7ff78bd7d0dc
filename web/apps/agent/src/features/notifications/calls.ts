/** Hints that something happened, from the live connection to whoever shows or sounds it. */
import type { NotificationCall } from "@rapport/api";

export interface Call extends NotificationCall {
  conversationId: number | null;
}

let listener: ((call: Call) => void) | undefined;

/** One at a time: the shell is there once. */
export function onCall(next: (call: Call) => void): () => void {
  listener = next;
  return () => {
    if (listener === next) listener = undefined;
  };
}

/** Which conversations last called with a sound: the agent's choice and the hour allowed it. */
const sounding = new Set<number>();

/** Whether what goes on ringing in a conversation may be heard. */
export function maySound(conversationId: number): boolean {
  return sounding.has(conversationId);
}

export function receiveCall(call: Call): void {
  if (call.conversationId !== null) {
    if (call.sound) sounding.add(call.conversationId);
    else sounding.delete(call.conversationId);
  }
  listener?.(call);
}
