import { useEffect, useRef } from "react";

/**
 * Keys with Alt, by their place on the keyboard: with Alt some layouts write other signs. They work while somebody types. Control
 * with Alt is how keyboards of many languages write their own letters, so that is left alone.
 */
export function useAltKeys(keys: Record<string, (() => void) | undefined>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.getModifierState("AltGraph"))
        return;
      const run = latest.current[event.code];
      if (!run) return;
      event.preventDefault();
      run();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
