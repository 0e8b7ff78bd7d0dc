/** How this reader arranged the cards: in which order, and which of them are folded. Kept in the browser. */
import { useSyncExternalStore } from "react";

interface Arrangement {
  order: readonly string[];
  folded: readonly string[];
}

const STORAGE_KEY = "rapport.cards";

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function load(): Arrangement {
  try {
    const value = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}") as Partial<Record<keyof Arrangement, unknown>>;
    return { order: strings(value.order), folded: strings(value.folded) };
  } catch {
    return { order: [], folded: [] };
  }
}

let arrangement = load();
const listeners = new Set<() => void>();

function change(next: Arrangement): void {
  arrangement = next;
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
  } catch {
    // Forbidden or full: it then holds until the page is left.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Cards in the reader's order. One that they have never moved stands behind the one that it follows in the registry, so
 * that a new card comes where its area wanted it and not at the end.
 */
export function arrange<T extends { id: string }>(cards: readonly T[], order: readonly string[]): T[] {
  const arranged = order.flatMap((id) => cards.find((card) => card.id === id) ?? []);
  cards.forEach((card, index) => {
    if (order.includes(card.id)) return;
    const before = cards[index - 1];
    arranged.splice(before ? arranged.indexOf(before) + 1 : 0, 0, card);
  });
  return arranged;
}

/** The ids after one of them went to another place. */
export function moved(ids: readonly string[], id: string, to: number): string[] {
  const rest = ids.filter((each) => each !== id);
  rest.splice(Math.max(0, Math.min(rest.length, to)), 0, id);
  return rest;
}

export function useArrangement(): Arrangement {
  return useSyncExternalStore(subscribe, () => arrangement);
}

export function setOrder(order: readonly string[]): void {
  change({ ...arrangement, order });
}

export function setFolded(id: string, folded: boolean): void {
  const rest = arrangement.folded.filter((each) => each !== id);
  change({ ...arrangement, folded: folded ? [...rest, id] : rest });
}
