import { useCallback, useEffect, useRef } from "react";

/** The server forgets after a few seconds; saying it every three keeps it alive without a message per key. */
const SAY_EVERY_MS = 3_000;
const CEASE_AFTER_MS = 5_000;

/** Returns what to call at each keystroke; says "writing" now and then and "stopped" after a pause or on leaving. */
export function useTypingSignal(say: (active: boolean) => void): () => void {
  const latest = useRef(say);
  const lastSaid = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = say;
  });
  const cease = useCallback(() => {
    clearTimeout(timer.current);
    if (lastSaid.current === 0) return;
    lastSaid.current = 0;
    latest.current(false);
  }, []);
  useEffect(() => cease, [cease]);
  return useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(cease, CEASE_AFTER_MS);
    const now = performance.now();
    if (lastSaid.current !== 0 && now - lastSaid.current < SAY_EVERY_MS) return;
    lastSaid.current = now;
    latest.current(true);
  }, [cease]);
}
