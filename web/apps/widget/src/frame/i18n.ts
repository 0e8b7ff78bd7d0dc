import type en from "../i18n/en.json";
import { direction, negotiate } from "../language.ts";

export type Key = keyof typeof en;
type Catalogue = Partial<Record<Key, string>>;
export type Params = Record<string, string | number>;

/** Another language is another file: nothing else has to know of it. */
const CATALOGUES = import.meta.glob<{ default: Catalogue }>("../i18n/*.json");
const nameOf = (file: string) => file.slice(file.lastIndexOf("/") + 1, -".json".length);

const TIME = { hour: "numeric", minute: "2-digit" } as const;

let catalogue: Catalogue = {};
let locale = "en";
/** Made once for a language: each costs more than what it formats. */
let numbers = new Intl.NumberFormat(locale);
let times = new Intl.DateTimeFormat(locale, TIME);

export function currentLocale(): string {
  return locale;
}

/** Loads the first wished language that there is. Answers with what it is. */
export async function loadLocale(wishes: readonly (string | null | undefined)[]): Promise<string> {
  const files = Object.keys(CATALOGUES);
  const chosen = negotiate([...wishes, "en"], files.map(nameOf)) ?? "en";
  const load = CATALOGUES[files.find((file) => nameOf(file) === chosen) ?? ""];
  if (load) catalogue = (await load()).default;
  // Dates follow the region that was wished, as long as the language is the same.
  locale = wishes.find((wish) => wish?.startsWith(chosen)) ?? chosen;
  numbers = new Intl.NumberFormat(locale);
  times = new Intl.DateTimeFormat(locale, TIME);
  document.documentElement.lang = chosen;
  document.documentElement.dir = direction(chosen);
  return locale;
}

const PLURAL = /\{(\w+), plural,((?:\s*[\w=]+ \{[^{}]*\})+)\s*\}/g;
const CASE = /([\w=]+) \{([^{}]*)\}/g;

/** The text of a key: `{name}` and `{count, plural, one {# file} other {# files}}` are filled in. */
export function t(key: Key, params: Params = {}): string {
  return (catalogue[key] ?? key)
    .replace(PLURAL, (_whole, name: string, cases: string) => {
      const count = Number(params[name]);
      const forms = new Map(Array.from(cases.matchAll(CASE), ([, form, text]) => [form, text]));
      const text =
        forms.get(`=${count}`) ?? forms.get(new Intl.PluralRules(locale).select(count)) ?? forms.get("other");
      return (text ?? "").replaceAll("#", numbers.format(count));
    })
    .replace(/\{(\w+)\}/g, (_whole, name: string) => {
      const value = params[name] ?? "";
      return typeof value === "number" ? numbers.format(value) : value;
    });
}

export function time(at: string | number): string {
  return times.format(new Date(at));
}

/** Today, yesterday, a weekday, a date: as near as needed. */
export function day(at: string, now = new Date()): string {
  const date = new Date(at);
  const midnight = (value: Date) => new Date(value.getFullYear(), value.getMonth(), value.getDate()).getTime();
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  if (days === 0 || days === 1) {
    const word = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-days, "day");
    return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
  }
  const near = days > 1 && days < 7;
  const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(locale, near ? { weekday: "long" } : { day: "numeric", month: "long", year }).format(
    date,
  );
}

const WEEK = 7 * 86_400;

/** How long ago, in few letters. */
export function ago(at: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(at)) / 1000);
  if (seconds > WEEK) return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }).format(new Date(at));
  const units = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ] as const;
  const relative = new Intl.RelativeTimeFormat(locale, { style: "short", numeric: "auto" });
  for (const [unit, length] of units)
    if (seconds >= length) return relative.format(-Math.floor(seconds / length), unit);
  return t("time.now");
}

/** When somebody is there again: with the day unless it is today. */
export function opening(at: string, now = new Date()): string {
  const date = new Date(at);
  const soon = date.toDateString() === now.toDateString();
  const week = date.getTime() - now.getTime() < 6 * 86_400_000;
  return new Intl.DateTimeFormat(locale, {
    ...(soon ? {} : week ? { weekday: "long" } : { day: "numeric", month: "long" }),
    hour: "numeric",
    minute: "2-digit",
  }).format(date);
}

export function size(bytes: number): string {
  const [value, unit] =
    bytes >= 1e6 ? [bytes / 1e6, "megabyte"] : bytes >= 1e3 ? [bytes / 1e3, "kilobyte"] : [bytes, "byte"];
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: 1, unitDisplay: "short" }).format(
    Number(value),
  );
}
