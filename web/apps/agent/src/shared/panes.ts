/**
 * How wide the panes of the workspace are, in this browser. The widths are CSS variables on the root element:
 * `public/theme.js` sets them before the first paint, and dragging changes them without drawing React's tree anew.
 */
import { useSyncExternalStore } from "react";

/** Width when nobody changed it, and the least and most that still look right, in CSS pixels. */
export const PANES = {
  nav: { standard: 200, min: 160, max: 320 },
  list: { standard: 344, min: 280, max: 560 },
  sidebar: { standard: 280, min: 240, max: 480 },
} as const;

export type PaneName = keyof typeof PANES;

const STORAGE_KEY = "rapport.panes";

/** Groups of the navigation that are folded, by name; `listTable`: lists are tables where there is room. */
type Stored = Partial<Record<PaneName, number>> & { navIcons?: boolean; navFolded?: string[]; listTable?: boolean };

let stored: Stored = load();
const listeners = new Set<() => void>();

function load(): Stored {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

function change(next: Stored): void {
  stored = next;
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
  } catch {
    // Forbidden or full: the widths then hold until the page is left.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The nearest width that the pane may have. */
export function clampPane(name: PaneName, width: number): number {
  const { min, max } = PANES[name];
  return Math.round(Math.max(min, Math.min(max, width)));
}

/** Shows a width while it is dragged; nothing is remembered yet. */
export function showPane(name: PaneName, width: number): void {
  document.documentElement.style.setProperty(`--pane-${name}`, `${clampPane(name, width)}px`);
}

export function setPane(name: PaneName, width: number): void {
  showPane(name, width);
  change({ ...stored, [name]: clampPane(name, width) });
}

/** Back to the width that it has by itself. */
export function resetPane(name: PaneName): void {
  document.documentElement.style.removeProperty(`--pane-${name}`);
  const { [name]: _forgotten, ...rest } = stored;
  change(rest);
}

export function usePane(name: PaneName): number {
  return useSyncExternalStore(subscribe, () => clampPane(name, stored[name] ?? PANES[name].standard));
}

/** Whether the navigation is only a column of icons. */
export function useNavIcons(): [boolean, (icons: boolean) => void] {
  const icons = useSyncExternalStore(subscribe, () => stored.navIcons === true);
  return [icons, (navIcons) => change({ ...stored, navIcons })];
}

/** Whether lists stand as tables where there is room for one. */
export function useListTable(): [boolean, (table: boolean) => void] {
  const table = useSyncExternalStore(subscribe, () => stored.listTable === true);
  return [table, (listTable) => change({ ...stored, listTable })];
}

const NONE: string[] = [];

/** Whether a group of the navigation is folded, so that only its name is there. */
export function useNavFolded(group: string): [boolean, (folded: boolean) => void] {
  const all = useSyncExternalStore(subscribe, () => stored.navFolded ?? NONE);
  const set = (folded: boolean) => {
    const others = all.filter((other) => other !== group);
    change({ ...stored, navFolded: folded ? [...others, group] : others });
  };
  return [all.includes(group), set];
}
