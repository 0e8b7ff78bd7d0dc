import { fold } from "@rapport/ui";

const folded = new Map<string, string>();

/** Folding costs more than comparing, and the same few hundred titles are compared at every key. */
function foldOnce(text: string): string {
  let known = folded.get(text);
  if (known === undefined) {
    if (folded.size > 5_000) folded.clear();
    known = fold(text);
    folded.set(text, known);
  }
  return known;
}

const isWordStart = (text: string, at: number) => at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1] ?? "");

/** The letters of the word in their order, worth more the fewer gaps lie between them; 0 when one is missing. */
function scattered(word: string, text: string): number {
  let at = -1;
  let gaps = 0;
  let starts = 0;
  for (const letter of word) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return 0;
    if (at >= 0 && next > at + 1) gaps += 1;
    if (isWordStart(text, next)) starts += 1;
    at = next;
  }
  // Initials ("atm" for "Assign to me") are meant; letters picked from anywhere rarely are.
  if (starts === word.length) return 45;
  return word.length >= 3 && gaps <= 2 && isWordStart(text, text.indexOf(word[0] ?? "")) ? 25 - 5 * gaps : 0;
}

function scoreWord(word: string, text: string): number {
  let best = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    best = Math.max(best, at === 0 ? 100 : isWordStart(text, at) ? 80 : 50);
    if (best >= 80) break;
  }
  return best > 0 ? best : scattered(word, text);
}

/** Worth less than where a word stands, more than the length of the title. */
const IN_ORDER = 6;

/** Whether the title has the words in the order in which they were typed. */
function inOrder(words: readonly string[], text: string): boolean {
  let at = 0;
  for (const word of words) {
    const next = text.indexOf(word, at);
    if (next < 0) return false;
    at = next + word.length;
  }
  return true;
}

/**
 * How well a title answers what was typed, 0 for not at all. Every typed word must be found, in any order; marks on
 * letters do not matter in either.
 */
export function score(query: string, title: string): number {
  const words = fold(query).split(/\s+/u).filter(Boolean);
  if (words.length === 0) return 1;
  const text = foldOnce(title);
  let sum = 0;
  for (const word of words) {
    const points = scoreWord(word, text);
    if (points === 0) return 0;
    sum += points;
  }
  const order = words.length > 1 && inOrder(words, text) ? IN_ORDER : 0;
  // Of two that match alike, the shorter one is closer to what was typed.
  return sum / words.length + order + 10 / (1 + text.length);
}
