/**
 * The text of a search, taken apart as the server does it (`domain::search::operators`). The text is the only place where a
 * search stands: controls read their value from it and write it back.
 */
import { fold } from "@rapport/ui";

export const OPERATORS = [
  "from",
  "to",
  "tag",
  "inbox",
  "status",
  "is",
  "assignee",
  "after",
  "before",
  "has",
  "in",
  "subject",
  "number",
] as const;
export type Operator = (typeof OPERATORS)[number];

export const PLACES = ["messages", "conversations", "contacts"] as const;
export type Place = (typeof PLACES)[number];

/** One operator as it stands in the text. */
export interface Token {
  operator: Operator;
  /** Without quotes. */
  value: string;
  negated: boolean;
  from: number;
  to: number;
}

/** A word with a colon that looks as if an operator was meant. */
export interface Stray {
  name: string;
  /** What it may have been meant for. */
  meant: Operator;
}

interface Parts {
  tokens: Token[];
  strays: Stray[];
}

const isOperator = (name: string): name is Operator => (OPERATORS as readonly string[]).includes(name);

/** Minus, name, colon, and a value in quotes or up to the next space; a quote that never ends takes the rest. */
const TOKEN = /(-?)([A-Za-z]+):(?:"([^"]*)("|$)|(\S*))/uy;
const NUMBER = /(-?)#(\d+)(?=\s|$)/uy;

/** The operators of a text in their order. What stands in a phrase, or in the middle of a word, is none. */
export function readOperators(text: string): Parts {
  const parts: Parts = { tokens: [], strays: [] };
  let inPhrase = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') inPhrase = !inPhrase;
    if (inPhrase || (at > 0 && !/\s/u.test(text[at - 1] ?? ""))) continue;
    NUMBER.lastIndex = at;
    const number = NUMBER.exec(text);
    if (number) {
      parts.tokens.push(token("number", number[2] ?? "", number, at));
      at += number[0].length - 1;
      continue;
    }
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) continue;
    const name = (found[2] ?? "").toLowerCase();
    const value = found[3] ?? found[5] ?? "";
    if (isOperator(name)) {
      parts.tokens.push(token(name, value.trim(), found, at));
      at += found[0].length - 1;
    } else {
      const meant = value === "" || value.startsWith("//") ? undefined : meantBy(name);
      if (meant) parts.strays.push({ name, meant });
    }
  }
  return parts;
}

function token(operator: Operator, value: string, found: RegExpExecArray, from: number): Token {
  return { operator, value, negated: found[1] === "-", from, to: from + found[0].length };
}

/** The operator that differs by one slip, if it is long enough to be one; `re:` is an answer and no slip. */
function meantBy(name: string): Operator | undefined {
  if (name.length < 3) return undefined;
  return OPERATORS.find((operator) => operator.length > 2 && slips(name, operator) === 1);
}

/** How many letters must be put in, taken out, changed or swapped with their neighbour. */
function slips(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, at(i - 2, j - 2) + 1);
      row.push(best);
    }
  }
  return at(a.length, b.length);
}

/** The value that counts for a control: of the first one that is not negated. */
export function valueOf(text: string, operator: Operator): string | undefined {
  return readOperators(text).tokens.find((one) => one.operator === operator && !one.negated && one.value !== "")?.value;
}

export function quoted(value: string): string {
  const plain = value.replaceAll('"', "").trim();
  return /\s/u.test(plain) ? `"${plain}"` : plain;
}

/**
 * The text with another value for an operator, or without it. Negated ones stay. A new one is put before the words: the last
 * word is still being typed, and the server takes it for a beginning only as long as it stands at the end.
 */
export function withOperator(text: string, operator: Operator, value: string | undefined): string {
  const own = readOperators(text).tokens.filter((one) => one.operator === operator && !one.negated);
  const written = value === undefined ? "" : `${operator}:${quoted(value)}`;
  const first = own[0];
  if (!first) return written === "" ? text : `${written} ${text.trimStart()}`.trim();
  let next = text;
  for (const one of own.slice().reverse()) {
    next = next.slice(0, one.from) + (one === first ? written : "") + next.slice(one.to);
  }
  return next.replace(/\s+/gu, " ").trim();
}

/** The text without its operators. */
export function wordsOf(text: string): string {
  let words = text;
  for (const one of readOperators(text).tokens.slice().reverse()) {
    words = `${words.slice(0, one.from)} ${words.slice(one.to)}`;
  }
  return words.replace(/\s+/gu, " ").trim();
}

/** What is being typed at the caret. */
export interface Typing {
  /** Absent while the name of an operator may be being typed. */
  operator: Operator | undefined;
  typed: string;
  /** What a chosen suggestion replaces. */
  from: number;
  to: number;
}

/** What stands at the caret, if suggestions could help with it. */
export function typingAt(text: string, caret: number): Typing | undefined {
  const inside = readOperators(text).tokens.find(({ from, to }) => from < caret && caret <= to);
  if (inside) {
    if (text[inside.from] === "#" || text[inside.from + 1] === "#") return undefined;
    const colon = text.indexOf(":", inside.from);
    if (caret <= colon) return undefined;
    const raw = text.slice(colon + 1, inside.to);
    // A value in quotes is finished by the second one.
    if (raw.length > 1 && raw.startsWith('"') && raw.endsWith('"') && caret === inside.to) return undefined;
    return { operator: inside.operator, typed: inside.value, from: colon + 1, to: inside.to };
  }
  const begin = text.slice(0, caret).search(/\S+$/u);
  if (begin < 0) return undefined;
  const word = text.slice(begin, caret).replace(/^-/u, "");
  if (!/^[A-Za-z]{2,}$/u.test(word) || /\S/u.test(text[caret] ?? "")) return undefined;
  const from = caret - word.length;
  return { operator: undefined, typed: word.toLowerCase(), from, to: caret };
}

/** Whether `label` answers what was typed of it. */
export function begins(label: string, typed: string): boolean {
  const wanted = fold(typed);
  return wanted === "" || ` ${fold(label)}`.includes(` ${wanted}`);
}
