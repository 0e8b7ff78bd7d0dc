/** What the sign before the cursor asks for. */
export type TriggerKind = "emoji" | "mention" | "saved";

export interface Trigger {
  kind: TriggerKind;
  /** What was typed after the sign. */
  query: string;
  /** Where the sign stands, counted in characters from the beginning of the paragraph. */
  start: number;
}

export const SIGNS: Record<TriggerKind, string> = { emoji: ":", mention: "@", saved: "/" };

const PATTERNS: [TriggerKind, RegExp][] = [
  // At the beginning of a line only: slashes stand in dates, fractions and addresses.
  ["saved", /(?:^|\n)\/([^/\n]{0,60})$/u],
  // Two names are enough to find a colleague.
  ["mention", /(?:^|[\s(])@([^\s@]{0,30}(?: [^\s@]{1,30})?)$/u],
  // At least one letter, so that "Note:" followed by a space and smileys such as ":)" stay what they are.
  ["emoji", /(?:^|\s):(\p{L}[\p{L}\d_+-]{0,30})$/u],
];

/** The list that the words before the cursor ask for, or none. */
export function findTrigger(before: string, allowed: readonly TriggerKind[]): Trigger | undefined {
  for (const [kind, pattern] of PATTERNS) {
    if (!allowed.includes(kind)) continue;
    const query = pattern.exec(before)?.[1];
    if (query !== undefined) return { kind, query, start: before.length - query.length - 1 };
  }
  return undefined;
}
