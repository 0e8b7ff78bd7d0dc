import type { ConversationSummary } from "@rapport/api";

export interface Held {
  rows: ConversationSummary[];
  /** How many rows wait to come in. */
  waiting: number;
}

/**
 * The rows as they stood, with what is new about them, while somebody is about to click: none moves, none leaves, and
 * what would come in between waits. What follows behind the last row moves nothing and comes at once.
 */
export function holdRows(shown: readonly ConversationSummary[], fresh: readonly ConversationSummary[]): Held {
  const byId = new Map(fresh.map((row) => [row.id, row]));
  const known = new Set(shown.map((row) => row.id));
  let end = fresh.length;
  while (end > 0 && !known.has(fresh[end - 1]?.id ?? 0)) end -= 1;
  const waiting = fresh.slice(0, end).filter((row) => !known.has(row.id)).length;
  // Without one known row there is no order to keep: it is another list.
  if (end === 0) return { rows: [...fresh], waiting: 0 };
  return { rows: [...shown.map((row) => byId.get(row.id) ?? row), ...fresh.slice(end)], waiting };
}
