import { useEffect, useRef } from "react";

export type Shortcuts = Record<string, (event: KeyboardEvent) => void>;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName)) &&
    // A ticked box takes no letters; shortcuts must go on working after a click on one.
    !(target instanceof HTMLInputElement && target.type === "checkbox")
  );
}

/** A menu or dialog is open: its keys are its own. */
export function isOverlayOpen(): boolean {
  return document.querySelector("[role=dialog],[role=menu],dialog[open]") !== null;
}

/**
 * Single-key shortcuts of the screen. They rest while somebody types, while a dialog or menu is open, and with a
 * modifier, because those combinations belong to the browser.
 */
export function useShortcuts(shortcuts: Shortcuts, enabled = true): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    if (!enabled) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const run = latest.current[event.key];
      if (!run || isTyping(event.target) || isOverlayOpen()) return;
      event.preventDefault();
      run(event);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [enabled]);
}
