import { fold } from "@rapport/ui";
import type { Emoji } from "./emoji";

/** Emoji one of whose words begins so; those with that name first. */
export function matchEmoji(all: readonly Emoji[], query: string, most: number): Emoji[] {
  const wanted = fold(query);
  if (wanted === "") return all.slice(0, most);
  const found = all.filter((emoji) => ` ${fold(emoji.words)}`.includes(` ${wanted}`));
  const rank = (emoji: Emoji) => (fold(emoji.name) === wanted ? 0 : fold(emoji.name).startsWith(wanted) ? 1 : 2);
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, most);
}

interface Searchable {
  name: string;
  folder: string;
  body: string;
}

/** Saved replies that hold all the words; those with the words in their name first, else in the order given. */
export function matchSaved<T extends Searchable>(all: readonly T[], query: string, most: number): T[] {
  const words = fold(query).split(/\s+/u).filter(Boolean);
  const holds = (text: string) => {
    const folded = fold(text);
    return words.every((word) => folded.includes(word));
  };
  const found = all.filter((reply) => holds(`${reply.name} ${reply.folder} ${reply.body}`));
  return [...found.filter((reply) => holds(reply.name)), ...found.filter((reply) => !holds(reply.name))].slice(0, most);
}

/** Colleagues one of whose names begins so. */
export function matchNames<T extends { name: string }>(all: readonly T[], query: string, most: number): T[] {
  const wanted = fold(query);
  return all.filter((one) => ` ${fold(one.name)}`.includes(` ${wanted}`)).slice(0, most);
}
