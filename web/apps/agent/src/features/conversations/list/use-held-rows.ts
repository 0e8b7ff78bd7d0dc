import type { ConversationSummary } from "@rapport/api";
import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from "react";
import { holdRows, type Held } from "./held-rows";

/** So long after its last move a pointer that rests on the list is taken for forgotten there. */
const STILL_MS = 4_000;
/** Scrolled down further than this, the beginning of the list is out of sight. */
const TOP_PX = 8;

export interface HeldRows extends Held {
  /** Lets in what waits; called after own actions too, whose effect must be seen. */
  release: () => void;
}

/** Keeps the list from moving under the pointer, and under the eyes of somebody who has scrolled down. */
export function useHeldRows(
  fresh: ConversationSummary[],
  scroller: RefObject<HTMLElement | null>,
  /** Another value is another list, of which nothing is held. */
  listKey: string,
): HeldRows {
  const held = useIsBusy(scroller);
  const [shown, setShown] = useState({ listKey, rows: fresh });
  const same = shown.listKey === listKey;
  // Every step of scrolling draws the list: thousands of rows are not compared for that.
  const now: Held = useMemo(
    () => (held && same ? holdRows(shown.rows, fresh) : { rows: fresh, waiting: 0 }),
    [held, same, shown.rows, fresh],
  );
  const changed = useMemo(() => {
    if (same && now.rows === shown.rows) return false;
    return !same || now.rows.length !== shown.rows.length || now.rows.some((row, at) => row !== shown.rows[at]);
  }, [same, now.rows, shown.rows]);
  if (changed) setShown({ listKey, rows: now.rows });
  const release = useCallback(() => setShown({ listKey, rows: fresh }), [listKey, fresh]);
  return { ...now, release };
}

/** Whether somebody is about to click in it, or reads further down. */
function useIsBusy(scroller: RefObject<HTMLElement | null>): boolean {
  const [pointing, setPointing] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const rest = () => {
      clearTimeout(timer.current);
      setPointing(false);
    };
    const move = (event: PointerEvent) => {
      if (event.pointerType !== "mouse") return;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setPointing(false), STILL_MS);
      setPointing(true);
    };
    const scroll = () => setScrolled(element.scrollTop > TOP_PX);
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerleave", rest);
    element.addEventListener("scroll", scroll, { passive: true });
    return () => {
      clearTimeout(timer.current);
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerleave", rest);
      element.removeEventListener("scroll", scroll);
    };
  }, [scroller]);
  return pointing || scrolled;
}
