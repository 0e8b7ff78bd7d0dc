import { createContext, use, useMemo, useSyncExternalStore, type ReactNode } from "react";
import type en from "./en.json";
import { formatMessage, type Params } from "./format";
import { formats, regional, type Formats } from "./intl";

/**
 * The catalogue in the reader's language. English, Vietnamese and Romanian hold the same keys (a test sees to it), so
 * only one of them is ever loaded.
 */
export type MessageKey = keyof typeof en;
export type Locale = "en" | "vi" | "ro";
type Catalogue = Record<MessageKey, string>;

/** Each language by its own name: whoever looks for theirs cannot read the others. */
export const LOCALES: { key: Locale; name: string }[] = [
  { key: "en", name: "English" },
  { key: "vi", name: "Tiếng Việt" },
  { key: "ro", name: "Română" },
];

const loaders: Record<Locale, () => Promise<{ default: Catalogue }>> = {
  en: () => import("./en.json"),
  vi: () => import("./vi.json"),
  ro: () => import("./ro.json"),
};

const STORAGE_KEY = "rapport.locale";

export function isLocale(value: unknown): value is Locale {
  return value === "en" || value === "vi" || value === "ro";
}

/** The language to begin with: the one chosen before, then the first one of the browser's that we speak. */
export function initialLocale(): Locale {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (isLocale(stored)) return stored;
  for (const language of navigator.languages) {
    const short = language.slice(0, 2).toLowerCase();
    if (isLocale(short)) return short;
  }
  return "en";
}

interface Loaded {
  locale: Locale;
  catalogue: Catalogue;
  /** IANA name; the browser's own when absent. */
  timeZone: string | undefined;
}

let current: Loaded | undefined;
const listeners = new Set<() => void>();

/** Loads a language and shows it. Resolves when the screen may be drawn. */
export async function setLocale(locale: Locale): Promise<void> {
  if (current?.locale === locale) return;
  const { default: catalogue } = await loaders[locale]();
  current = { locale, catalogue, timeZone: current?.timeZone };
  localStorage.setItem(STORAGE_KEY, locale);
  document.documentElement.lang = locale;
  for (const listener of listeners) listener();
}

/** Shows times as clocks in this zone do, or as the device does. A zone that the browser does not know changes nothing. */
export function setTimeZone(timeZone: string | undefined): void {
  if (!current || current.timeZone === timeZone) return;
  if (timeZone !== undefined && !isTimeZone(timeZone)) return;
  current = { ...current, timeZone };
  for (const listener of listeners) listener();
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export interface I18n extends Formats {
  locale: Locale;
  t: (key: MessageKey, params?: Params) => string;
  /** Text for a code that came from the server; `fallback` when this version does not know the code. */
  tCode: (prefix: string, code: string | null | undefined, fallback: string) => string;
}

function createI18n({ locale, catalogue, timeZone }: Loaded): I18n {
  const t = (key: MessageKey, params?: Params) => formatMessage(locale, catalogue[key] ?? key, params);
  return {
    locale,
    t,
    tCode: (prefix, code, fallback) => {
      const key = `${prefix}.${code ?? ""}`;
      return key in catalogue ? t(key as MessageKey) : fallback;
    },
    ...formats(regional(locale), timeZone),
  };
}

const I18nContext = createContext<I18n | undefined>(undefined);

/** Draws nothing until the catalogue is there: a screen of keys would help nobody. */
export function I18nProvider({ children }: { children: ReactNode }) {
  const loaded = useSyncExternalStore(subscribe, () => current);
  const value = useMemo(() => loaded && createI18n(loaded), [loaded]);
  if (!value) return null;
  return <I18nContext value={value}>{children}</I18nContext>;
}

export function useI18n(): I18n {
  const value = use(I18nContext);
  if (!value) throw new Error("useI18n outside of I18nProvider");
  return value;
}
