import { useEffect, useState, type RefObject } from "react";

/** Longer than this nobody waits for a frame; then it may move what is below it. */
const MOST_MS = 200;

/** A mail's frame in sight that does not know its height yet. */
function waits(scroller: HTMLElement): boolean {
  const box = scroller.getBoundingClientRect();
  return [...scroller.querySelectorAll("[data-frame=loading]")].some((frame) => {
    const { top, bottom } = frame.getBoundingClientRect();
    return bottom > box.top && top < box.bottom;
  });
}

/**
 * Whether what is in sight has found its place. A mail lies in a frame whose height is known a few frames after the
 * rest could be drawn; until then nothing is shown, because everything would jump when it comes.
 */
export function useSettled(scroller: RefObject<HTMLElement | null>, ready: boolean, name: string): boolean {
  const [settled, setSettled] = useState<string>();
  useEffect(() => {
    if (!ready) return;
    const element = scroller.current;
    if (!element) return;
    const until = performance.now() + MOST_MS;
    let frame = 0;
    const look = () => {
      if (performance.now() < until && waits(element)) frame = requestAnimationFrame(look);
      else setSettled(name);
    };
    look();
    return () => cancelAnimationFrame(frame);
  }, [scroller, ready, name]);
  return settled === name;
}
