/** A handle that is pulled sideways with a mouse, a pen or a finger, and counts how far it went in steps. */
import { useCallback, useEffect, useRef, useState, type PointerEvent, type RefObject } from "react";

/** The way of the pointer for one step. */
export const STEP_PX = 12;
/** As far as this a hand trembles that only clicks; a finger more than a mouse. */
const TREMBLE_PX = { finger: 10, other: 4 };
/** A finger that moves on sooner wants to scroll. */
const HOLD_MS = 250;

/** How far the handle is pulled, and where the pointer is. */
export interface Pull {
  steps: number;
  x: number;
  y: number;
}

interface Grip {
  pointer: number;
  finger: boolean;
  x: number;
  y: number;
  /** It is pulled, and not only clicked or scrolled over. */
  taken: boolean;
  steps: number;
  /** Ends what waits and listens for it. */
  stop: () => void;
}

/** `onDrop` is told the steps when the handle is let go elsewhere; `onClick` comes when it was only clicked. */
export function usePull(onDrop: (steps: number) => void, onClick: () => void) {
  const grip = useRef<Grip>(undefined);
  // The browser tells of a click after every pull as well.
  const clicks = useRef(true);
  const [pull, setPull] = useState<Pull>();
  const handle = useHeldByTouch(grip);
  const letGo = useCallback(() => {
    grip.current?.stop();
    grip.current = undefined;
    setPull(undefined);
  }, []);
  useEffect(() => letGo, [letGo]);

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0 || grip.current) return;
    clicks.current = true;
    const held = hold(event, {
      onTaken: () => {
        held.taken = true;
        clicks.current = false;
        setPull({ steps: 0, x: held.x, y: held.y });
      },
      onEscape: () => {
        clicks.current = false;
        letGo();
      },
    });
    grip.current = held;
  };
  const onPointerMove = (event: PointerEvent) => {
    const held = grip.current;
    if (held?.pointer !== event.pointerId) return;
    if (!held.taken) {
      if (trembles(held, event)) return;
      clicks.current = false;
      if (held.finger) return letGo();
      held.taken = true;
    }
    held.steps = Math.round((event.clientX - held.x) / STEP_PX);
    setPull({ steps: held.steps, x: event.clientX, y: event.clientY });
  };
  const onPointerUp = (event: PointerEvent) => {
    const held = grip.current;
    if (held?.pointer !== event.pointerId) return;
    letGo();
    if (held.steps !== 0) onDrop(held.steps);
  };
  const onTakenAway = (event: PointerEvent) => {
    if (grip.current?.pointer === event.pointerId) letGo();
  };
  return {
    pull,
    handle,
    events: {
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerCancel: onTakenAway,
      onLostPointerCapture: onTakenAway,
      onClick: () => void (clicks.current && onClick()),
    },
  };
}

/** A pointer that goes down: a finger takes the handle when it stays, Escape ends it for all of them. */
function hold(event: PointerEvent<HTMLElement>, on: { onTaken: () => void; onEscape: () => void }): Grip {
  const { pointerId: pointer, clientX: x, clientY: y } = event;
  event.currentTarget.setPointerCapture(pointer);
  const finger = event.pointerType === "touch";
  const timer = finger ? setTimeout(on.onTaken, HOLD_MS) : undefined;
  const forget = onEscape(on.onEscape);
  const stop = () => {
    clearTimeout(timer);
    forget();
  };
  return { pointer, finger, x, y, taken: false, steps: 0, stop };
}

/** Whether the pointer is about where it went down. A finger scrolls in all directions, others only pull. */
function trembles({ finger, x, y }: Grip, { clientX, clientY }: PointerEvent): boolean {
  const across = clientX - x;
  return finger ? Math.hypot(across, clientY - y) < TREMBLE_PX.finger : Math.abs(across) < TREMBLE_PX.other;
}

/** Runs when Escape is pressed, which then means nothing else; gives back what ends that. */
function onEscape(run: () => void): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };
  window.addEventListener("keydown", onKeyDown, { capture: true });
  return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
}

/** The handle, over which a finger scrolls until it has taken it: then neither scrolling nor the menu of a long press comes. */
function useHeldByTouch(grip: RefObject<Grip | undefined>): RefObject<HTMLDivElement | null> {
  const handle = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = handle.current;
    const keep = (event: Event) => {
      if (grip.current?.taken === true) event.preventDefault();
    };
    // React would listen to these as one who cannot prevent anything.
    element?.addEventListener("touchmove", keep, { passive: false });
    element?.addEventListener("contextmenu", keep);
    return () => {
      element?.removeEventListener("touchmove", keep);
      element?.removeEventListener("contextmenu", keep);
    };
  }, [grip]);
  return handle;
}
