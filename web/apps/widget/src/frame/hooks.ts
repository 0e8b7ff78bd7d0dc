import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { Store } from "../chat/store.ts";

/** A part of a store's value; rendered again when it is another one. */
export function useStore<T extends object, S>(store: Store<T>, select: (value: T) => S): S {
  const [, render] = useState({});
  const value = select(store.get());
  useLayoutEffect(() => {
    let last = value;
    const look = () => {
      const next = select(store.get());
      if (Object.is(next, last)) return;
      last = next;
      render({});
    };
    // It may have changed between rendering and listening.
    look();
    return store.subscribe(look);
  });
  return value;
}

/** Renders again every so many milliseconds, for words that tell a time that passes. */
export function useTick(every: number): void {
  const [, render] = useState({});
  useEffect(() => {
    const timer = setInterval(() => render({}), every);
    return () => clearInterval(timer);
  }, [every]);
}
