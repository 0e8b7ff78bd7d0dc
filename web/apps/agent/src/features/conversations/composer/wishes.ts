/** What is wanted of the composer from elsewhere on the screen: by a button at a message, by a scheduled answer. */
import { useEffect, useRef } from "react";

export interface Wish {
  mode: "reply" | "note" | "forward";
  /** To everybody of the message, or to its sender alone; as it stands when absent. */
  all?: boolean;
  /** Forward this message; without it the whole conversation. */
  messageId?: number;
}

const listeners = new Set<(wish: Wish) => void>();

/** Asks the open composer; nothing happens where there is none. */
export function askComposer(wish: Wish): void {
  for (const listener of [...listeners]) listener(wish);
}

export function useWishes(serve: (wish: Wish) => void): void {
  const latest = useRef(serve);
  useEffect(() => {
    latest.current = serve;
  });
  useEffect(() => {
    const listener = (wish: Wish) => latest.current(wish);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
}
