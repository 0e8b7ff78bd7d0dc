import type { EntryView } from "@rapport/api";
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

export interface Place {
  conversationId: number;
  /** The entry that a link points to. */
  anchor: number | undefined;
  /** What the reader had seen; undefined while that is not known. */
  readSeq: number | undefined;
}

export interface ScrollPosition {
  scroller: RefObject<HTMLDivElement | null>;
  /** Whether the newest entry on screen is in sight. */
  atEnd: boolean;
  /** Goes to something in the timeline and stays there until the reader moves by hand. */
  show: (target: Element | null, centred?: boolean) => void;
}

/** Near enough to the end that the reader wants to stay there when something is added. */
const AT_END_PX = 80;
/** Far enough from the end that a way back is worth a button. */
const AWAY_PX = 400;

/** Room above what is shown from its beginning. */
const SPACE_PX = 16;

/** What the reader does by hand to move; after it the screen no longer moves by itself. */
const BY_HAND = ["wheel", "touchmove", "keydown", "pointerdown"] as const;

/** Shows an entry whole where it fits, and from its beginning where it does not. */
function reveal(scroller: HTMLElement, target: Element, centred: boolean): void {
  const { top, height } = target.getBoundingClientRect();
  const fits = height <= scroller.clientHeight;
  const space = centred && fits ? (scroller.clientHeight - height) / 2 : SPACE_PX;
  if (isLast(target) && fits) scroller.scrollTop = scroller.scrollHeight;
  // Only this pane: `scrollIntoView` would move the whole page of a phone as well.
  else scroller.scrollTop += top - scroller.getBoundingClientRect().top - space;
}

function isLast(target: Element): boolean {
  const all = target.closest("[data-timeline]")?.querySelectorAll("[data-item]");
  return all !== undefined && all[all.length - 1] === target;
}

/** The newest item that is drawn. */
export function newestItem(scroller: Element | null): Element | null {
  return [...(scroller?.querySelectorAll("[data-item]") ?? [])].at(-1) ?? null;
}

/** The item with an entry: a message of its own, or a run of events that ends behind it. */
function itemAt(scroller: Element, seq: number): Element | null {
  const items = [...scroller.querySelectorAll<HTMLElement>("[data-item]")];
  return scroller.querySelector(`#entry-${seq}`) ?? items.find((item) => Number(item.dataset["seq"]) >= seq) ?? null;
}

/** What the reader looks at: the first item in sight, and how far it is from the upper edge. */
function lookedAt(scroller: HTMLElement): { element: Element; top: number } | undefined {
  const box = scroller.getBoundingClientRect();
  const x = box.left + box.width / 2;
  // Between two items there is a gap, which is no item.
  for (const y of [2, 24, 48]) {
    const element = document.elementFromPoint(x, box.top + y)?.closest("[data-item]");
    if (element && scroller.contains(element)) return { element, top: element.getBoundingClientRect().top };
  }
  return undefined;
}

/**
 * Keeps the reader where they are: opens at the entry asked for, else at the first unread one, else at the newest;
 * follows what is added while they are at the end, but not what only changes, such as a mark of delivery. Frames grow
 * while they load, so the opening place is kept until the reader moves by hand; from then on what they look at stays
 * where it is while things above it come, grow or make room. (Browsers can do that by themselves, but not all of them,
 * and not when something is put above while the pane stands at its beginning.)
 */
export function useScrollPosition(entries: readonly EntryView[], place: Place): ScrollPosition {
  const scroller = useRef<HTMLDivElement>(null);
  const opened = useRef<string>(undefined);
  const held = useRef<{ target: Element; centred: boolean }>(undefined);
  const looking = useRef<{ element: Element; top: number }>(undefined);
  const nearEnd = useRef(true);
  const lastSeq = useRef(0);
  const [atEnd, setAtEnd] = useState(true);
  const { conversationId, anchor, readSeq } = place;

  const show = useCallback((target: Element | null, centred = false) => {
    const element = scroller.current;
    if (!target || !element) return;
    held.current = { target, centred };
    reveal(element, target, centred);
  }, []);

  const keep = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    if (held.current?.target.isConnected === true) reveal(element, held.current.target, held.current.centred);
    else if (looking.current?.element.isConnected === true) {
      const { element: seen, top } = looking.current;
      element.scrollTop += seen.getBoundingClientRect().top - top;
    }
  }, []);

  useEffect(() => {
    const element = scroller.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    let frame = 0;
    const look = () => {
      frame = 0;
      const left = element.scrollHeight - element.scrollTop - element.clientHeight;
      nearEnd.current = left < AT_END_PX;
      setAtEnd(left < AWAY_PX);
      looking.current = lookedAt(element);
    };
    const onScroll = () => {
      frame ||= requestAnimationFrame(look);
    };
    const letGo = () => {
      if (held.current) looking.current = lookedAt(element);
      held.current = undefined;
    };
    const observer = new ResizeObserver(keep);
    element.addEventListener("scroll", onScroll, { passive: true });
    for (const event of BY_HAND) element.addEventListener(event, letGo, { passive: true });
    observer.observe(content);
    observer.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener("scroll", onScroll);
      for (const event of BY_HAND) element.removeEventListener(event, letGo);
      observer.disconnect();
    };
  }, [keep]);

  useLayoutEffect(() => {
    const element = scroller.current;
    // Where to begin is known only together with how far the reader had read.
    if (!element || entries.length === 0 || readSeq === undefined) return;
    const last = entries.at(-1)?.seq ?? 0;
    const name = `${conversationId}/${anchor ?? ""}`;
    if (opened.current !== name) {
      opened.current = name;
      if (anchor === undefined) show(element.querySelector("#first-unread") ?? newestItem(element));
      else show(itemAt(element, anchor) ?? newestItem(element), true);
    } else if (nearEnd.current && last > lastSeq.current) show(newestItem(element));
    else keep();
    lastSeq.current = last;
  }, [entries, conversationId, anchor, readSeq, show, keep]);
  return { scroller, atEnd, show };
}
