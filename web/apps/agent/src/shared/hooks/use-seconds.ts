import { useEffect, useState } from "react";

/** Whole seconds until an instant, counted down while there are any; 0 afterwards and without one. */
export function useSecondsUntil(until: string | null | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  const end = until == null ? 0 : new Date(until).getTime();
  const left = Math.max(0, Math.ceil((end - now) / 1000));
  const running = left > 0;
  useEffect(() => {
    if (end === 0) return;
    // A new end begins from this instant, not from when the last one ran out.
    const first = setTimeout(() => setNow(Date.now()));
    const timer = running ? setInterval(() => setNow(Date.now()), 500) : undefined;
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [running, end]);
  return left;
}
