import { useEffect, useRef, type RefObject } from "react";

/** Where the reader left the hits: whoever comes back to the same search goes on there. */
let left: { q: string; scrollTop: number; hit: string } | undefined;

/** Leads back to the hit that was opened, once it is drawn again; else into the field. */
export function useReturn(
  q: string,
  scroller: RefObject<HTMLElement | null>,
  input: RefObject<HTMLInputElement | null>,
  drawn: boolean,
): (hit: string) => void {
  const back = useRef(left?.q === q && q !== "" ? left : undefined);
  useEffect(() => {
    if (!back.current) input.current?.focus();
  }, [input]);
  useEffect(() => {
    const to = back.current;
    if (!to || !drawn) return;
    back.current = undefined;
    const link = scroller.current?.querySelector<HTMLElement>(`[data-hit="${CSS.escape(to.hit)}"]`);
    scroller.current?.scrollTo({ top: to.scrollTop });
    if (link) link.focus({ preventScroll: true });
    else input.current?.focus();
  }, [drawn, scroller, input]);
  return (hit) => {
    left = { q, scrollTop: scroller.current?.scrollTop ?? 0, hit };
  };
}
