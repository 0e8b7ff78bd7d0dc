/** Placeholders of saved replies, as the server reads them: `{{contact.first_name|there}}`, `\{{` for plain braces. */

import type { I18n } from "@/i18n";

/** What can stand between double braces in a saved reply, as the server spells it. */
export const PLACEHOLDERS = [
  "contact.first_name",
  "contact.name",
  "contact.email",
  "agent.first_name",
  "agent.name",
  "conversation.number",
  "conversation.subject",
  "inbox.name",
  "organisation.name",
] as const;

/** A placeholder in the reader's words. */
export function placeholderLabel(i18n: I18n, name: string): string {
  return i18n.tCode("placeholder", name, name);
}

export interface MissingValue {
  placeholder: string;
  /** What the text itself names for this case. */
  fallback?: string | null | undefined;
}

/** A run of the rendered text; with `missing` it stands for a value that is not known. */
export interface Piece {
  text: string;
  missing?: string;
}

interface Part {
  literal?: string;
  name?: string;
  fallback?: string | undefined;
}

function parts(body: string): Part[] {
  const all: Part[] = [];
  let last = 0;
  for (const match of body.matchAll(/(\\*)\{\{([^{}]*)\}\}/gu)) {
    const slashes = match[1] ?? "";
    const escaped = slashes.length % 2 === 1;
    const kept = "\\".repeat(Math.floor(slashes.length / 2));
    const inside = match[2] ?? "";
    all.push({ literal: body.slice(last, match.index) + kept + (escaped ? `{{${inside}}}` : "") });
    if (!escaped) {
      const bar = inside.indexOf("|");
      const name = (bar < 0 ? inside : inside.slice(0, bar)).trim();
      all.push({ name, fallback: bar < 0 ? undefined : inside.slice(bar + 1).trim() });
    }
    last = match.index + match[0].length;
  }
  all.push({ literal: body.slice(last) });
  return all;
}

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/gu, "\\$&");
}

/**
 * Finds in a rendered text the places where a value was missing and nothing stands instead. The server fills the text,
 * so it is laid beside its template: what is between the fixed words are the values. Undefined when the two do not fit
 * together, which happens when somebody changed the template a moment ago.
 */
export function missingPieces(body: string, rendered: string, missing: readonly MissingValue[]): Piece[] | undefined {
  const empty = new Set(missing.filter((one) => !one.fallback).map((one) => one.placeholder));
  const template = parts(body);
  const pattern = template
    .map(({ literal, name }) =>
      literal !== undefined ? `(${quote(literal)})` : name && empty.has(name) ? "()" : "([^]*?)",
    )
    .join("");
  const found = new RegExp(`^${pattern}$`, "u").exec(rendered);
  if (!found) return undefined;
  return template.flatMap(({ name }, index): Piece[] => {
    const text = found[index + 1] ?? "";
    if (name !== undefined && empty.has(name) && text === "") return [{ text: "", missing: name }];
    return text === "" ? [] : [{ text }];
  });
}

/** A run of a preview; `name` says that it stands for a placeholder, `value` what would be put there. */
export interface PreviewPiece {
  text: string;
  name?: string;
}

/** The text with example values, as the one who writes it wants to see it. Unknown placeholders stay as they stand. */
export function preview(body: string, values: Readonly<Record<string, string>>): PreviewPiece[] {
  return parts(body).flatMap(({ literal, name, fallback }): PreviewPiece[] => {
    if (name === undefined) return literal ? [{ text: literal }] : [];
    const value = values[name];
    if (value === undefined) return [{ text: `{{${name}}}` }];
    return [{ text: value || (fallback ?? ""), name }];
  });
}
