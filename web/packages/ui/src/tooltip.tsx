import { Slot } from "radix-ui";
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type FocusEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
} from "react";
import { createPortal } from "react-dom";
import { Kbd } from "./kbd";

type Side = "top" | "right" | "bottom" | "left";

export interface TooltipProps {
  text: ReactNode;
  shortcut?: string | undefined;
  side?: Side | undefined;
  children: ReactElement;
}

const DELAY_MS = 450;
/** Moving on to the next button within this time shows its text at once. */
const WARM_MS = 300;
let lastHiddenAt = -Infinity;

/**
 * An explanation on hover or focus; never the only place where something important stands. Our own, because every
 * button has one: the general solution would bring its positioning library into the first load.
 */
export function Tooltip({ text, shortcut, side = "bottom", children }: TooltipProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!anchor) return;
    const onKeyDown = (event: KeyboardEvent) => event.key === "Escape" && setAnchor(null);
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [anchor]);

  const hide = () => {
    clearTimeout(timer.current);
    if (anchor) lastHiddenAt = performance.now();
    setAnchor(null);
  };
  const show = (event: PointerEvent<HTMLElement>) => {
    if (event.pointerType !== "mouse") return;
    const target = event.currentTarget;
    const warm = performance.now() - lastHiddenAt < WARM_MS;
    timer.current = setTimeout(() => setAnchor(target), warm ? 0 : DELAY_MS);
  };
  // Focus by a click explains nothing that the click did not know.
  const showFocused = (event: FocusEvent<HTMLElement>) => {
    if (event.currentTarget.matches(":focus-visible")) setAnchor(event.currentTarget);
  };
  return (
    <>
      <Slot.Root onPointerEnter={show} onPointerLeave={hide} onPointerDown={hide} onFocus={showFocused} onBlur={hide}>
        {children}
      </Slot.Root>
      {anchor &&
        createPortal(
          <Bubble anchor={anchor} side={side}>
            {text}
            {shortcut !== undefined &&
              shortcut.split(" ").map((key) => (
                <Kbd key={key} tone="inverse">
                  {key}
                </Kbd>
              ))}
          </Bubble>,
          document.body,
        )}
    </>
  );
}

const GAP = 4;
const EDGE = 8;

/** Beside the anchor, on the other side where there is no room, and never beyond the edge of the window. */
function place(anchor: DOMRect, bubble: DOMRect, side: Side): { left: number; top: number } {
  const room = {
    top: anchor.top,
    bottom: innerHeight - anchor.bottom,
    left: anchor.left,
    right: innerWidth - anchor.right,
  };
  const opposite = { top: "bottom", bottom: "top", left: "right", right: "left" } as const;
  const needed = side === "top" || side === "bottom" ? bubble.height : bubble.width;
  const used = room[side] < needed + GAP + EDGE && room[opposite[side]] > room[side] ? opposite[side] : side;
  const centred = {
    left: anchor.left + (anchor.width - bubble.width) / 2,
    top: anchor.top + (anchor.height - bubble.height) / 2,
  };
  const at = {
    top: { ...centred, top: anchor.top - bubble.height - GAP },
    bottom: { ...centred, top: anchor.bottom + GAP },
    left: { ...centred, left: anchor.left - bubble.width - GAP },
    right: { ...centred, left: anchor.right + GAP },
  }[used];
  return {
    left: Math.max(EDGE, Math.min(innerWidth - bubble.width - EDGE, at.left)),
    top: Math.max(EDGE, Math.min(innerHeight - bubble.height - EDGE, at.top)),
  };
}

function Bubble({ anchor, side, children }: { anchor: HTMLElement; side: Side; children: ReactNode }) {
  const bubble = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = bubble.current;
    if (!element) return;
    const { left, top } = place(anchor.getBoundingClientRect(), element.getBoundingClientRect(), side);
    element.style.left = `${left}px`;
    element.style.top = `${top}px`;
  });
  return (
    <div
      ref={bubble}
      role="tooltip"
      className="pointer-events-none fixed top-0 left-0 z-60 flex max-w-xs items-center gap-1.5 rounded bg-[oklch(0.27_0.01_250)] px-2 py-1 text-xs text-white shadow-float"
    >
      {children}
    </div>
  );
}
