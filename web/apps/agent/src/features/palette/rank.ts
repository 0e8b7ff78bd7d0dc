import type { CommandEntry } from "@/shared/commands/registry";
import { score } from "./score";

export interface RankedGroup<G extends string, E> {
  group: G;
  entries: E[];
}

/** A habit lifts what matches alike, and never what matches badly over what matches well. */
const HABIT = 8;
/** Without a question the palette is a short list of suggestions. */
const SUGGESTED = 6;
const MOST = 12;

/** The entries that answer the query, best first, by groups in the order of their best entry. */
export function rank(
  entries: readonly CommandEntry[],
  query: string,
  used: ReadonlyMap<string, number>,
): RankedGroup<CommandEntry["group"], CommandEntry>[] {
  const asked = query.trim() !== "";
  const rated = entries
    .filter((entry) => asked || entry.deep !== true)
    .map((entry, index) => {
      const points = score(query, entry.title);
      return { entry, index, points: points === 0 ? 0 : points + HABIT * Math.log2(1 + (used.get(entry.id) ?? 0)) };
    })
    .filter((one) => one.points > 0)
    .sort((a, b) => b.points - a.points || a.index - b.index);
  const groups = new Map<CommandEntry["group"], CommandEntry[]>();
  // Without a question the groups stand where they always stand; only inside of them habits count.
  if (!asked) for (const { group } of entries) groups.set(group, []);
  for (const { entry } of rated) {
    const members = groups.get(entry.group) ?? [];
    if (members.length < (asked ? MOST : SUGGESTED)) members.push(entry);
    groups.set(entry.group, members);
  }
  return [...groups]
    .filter(([, members]) => members.length > 0)
    .map(([group, members]) => ({ group, entries: members }));
}
