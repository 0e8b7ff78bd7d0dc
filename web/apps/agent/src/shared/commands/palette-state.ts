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

let state: PaletteState | undefined;
const listeners = new Set<() => void>();

function publish(next: PaletteState | undefined): void {
  state = next;
  for (const listener of listeners) listener();
}

/** Opens the command palette, on request only a part of it. */
export function openPalette(scope?: PaletteScope): void {
  publish({ scope });
}

export function closePalette(): void {
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
