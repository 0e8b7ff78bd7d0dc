import { useSyncExternalStore } from "react";
import type { MessageKey } from "@/i18n";

/** A part of the palette: only entries whose id begins so, for instance the tags. */
export interface PaletteScope {
  prefix: string;
  label: MessageKey;
}

export interface PaletteState {
  scope: PaletteScope | undefined;
}

/** What was typed before the palette could take it. */
export interface TypedAhead {
  words: string;
  /** Enter came after the words: do what they mean. */
  entered: boolean;
}

let state: PaletteState | undefined;
let typed: TypedAhead = { words: "", entered: false };
let stopGathering: (() => void) | undefined;
const listeners = new Set<() => void>();

function publish(next: PaletteState | undefined): void {
  state = next;
  for (const listener of listeners) listener();
}

/** Opens the command palette, on request only a part of it. */
export function openPalette(scope?: PaletteScope): void {
  gather();
  publish({ scope });
}

/**
 * Who knows the palette types on at once, before its code has come for the first time: from the key on that asks for it, letters
 * are the palette's, and none of them is a shortcut of the screen behind. Not by an effect, which would come too late.
 */
function gather(): void {
  stopGathering?.();
  typed = { words: "", entered: false };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") closePalette();
    else if (event.key === "Enter") typed.entered = true;
    else if (event.key === "Backspace") typed.words = typed.words.slice(0, -1);
    else if (event.key.length === 1) typed.words += event.key;
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  // Before any other listener, those of the field that still has the focus included.
  window.addEventListener("keydown", onKeyDown, { capture: true });
  stopGathering = () => {
    window.removeEventListener("keydown", onKeyDown, { capture: true });
    stopGathering = undefined;
  };
}

/** The palette's field has the focus: what was typed before, once; undefined afterwards. */
export function takeTypedAhead(): TypedAhead | undefined {
  if (!stopGathering) return undefined;
  stopGathering();
  return typed;
}

export function closePalette(): void {
  stopGathering?.();
  publish(undefined);
}

/** The open palette, or undefined while it is closed. */
export function usePaletteState(): PaletteState | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
