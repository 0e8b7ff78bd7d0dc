import { describe, expect, it } from "vitest";
import en from "@/i18n/en.json";
import { formatMessage, parseMessage, placeholders } from "@/i18n/format";
import ro from "@/i18n/ro.json";
import vi from "@/i18n/vi.json";

const catalogues = { en, vi, ro } as Record<string, Record<string, string>>;

describe("messages", () => {
  it("puts values in place", () => {
    expect(formatMessage("en", "Hello {name}", { name: "Ștefan" })).toBe("Hello Ștefan");
    expect(formatMessage("en", "{count} of {all}", { count: 1234, all: 2 })).toBe("1,234 of 2");
    expect(formatMessage("ro", "{count}", { count: 1234 })).toBe("1.234");
  });

  it("chooses by the plural rules of the language", () => {
    const text = "{count, plural, one {o notă} few {# note} other {# de note}}";
    expect([1, 2, 20, 101].map((count) => formatMessage("ro", text, { count }))).toEqual([
      "o notă",
      "2 note",
      "20 de note",
      "101 note",
    ]);
  });

  it("prefers an exact number and nests values", () => {
    const text = "{count, plural, =0 {nobody} one {{name} alone} other {{name} and # more}}";
    expect(formatMessage("en", text, { count: 0, name: "A" })).toBe("nobody");
    expect(formatMessage("en", text, { count: 1, name: "A" })).toBe("A alone");
    expect(formatMessage("en", text, { count: 3, name: "A" })).toBe("A and 3 more");
  });

  it("selects by a word", () => {
    const text = "{kind, select, mail {a mail} other {something}}";
    expect(formatMessage("en", text, { kind: "mail" })).toBe("a mail");
    expect(formatMessage("en", text, { kind: "call" })).toBe("something");
  });

  it("leaves a hash outside of a plural alone", () => {
    expect(formatMessage("en", "#{number} is solved", { number: "12" })).toBe("#12 is solved");
  });

  it.each(["{", "{a, plural, one {x}}", "a } b", "{a, date}"])("refuses %s", (text) => {
    expect(() => parseMessage(text)).toThrow(SyntaxError);
  });
});

describe.each(["vi", "ro"])("the catalogue %s", (locale) => {
  const catalogue = catalogues[locale] ?? {};

  it("has exactly the keys of the English one", () => {
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(en).sort());
  });

  it("uses the same values in each message", () => {
    for (const [key, text] of Object.entries(en)) {
      const english = placeholders(parseMessage(text));
      const translated = placeholders(parseMessage(catalogue[key] ?? ""));
      // A number that only chooses the form is not needed by a language without forms.
      const needed = [...english].filter((name) => !text.includes(`{${name}, plural`) || text.includes("#"));
      expect([key, [...translated].filter((name) => !english.has(name))]).toEqual([key, []]);
      expect([key, needed.filter((name) => !translated.has(name))]).toEqual([key, []]);
    }
  });

  it("has no text that is only whitespace and none with cedilla letters", () => {
    for (const text of Object.values(catalogue)) {
      expect(text.trim()).not.toBe("");
      expect(text).not.toMatch(/[şţŞŢ]/u);
    }
  });
});

it("offers every plural form that a language needs", () => {
  for (const [locale, catalogue] of Object.entries(catalogues)) {
    const needed = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    for (const [key, text] of Object.entries(catalogue)) {
      for (const node of parseMessage(text)) {
        if (typeof node === "string" || node.choose?.kind !== "plural") continue;
        expect([locale, key, needed.filter((form) => !(form in (node.choose?.cases ?? {})))]).toEqual([
          locale,
          key,
          [],
        ]);
      }
    }
  }
});

const sources = import.meta.glob<string>("../src/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });

it("holds no message that nothing shows", () => {
  const code = Object.values(sources).join("\n");
  // Keys made from a code: t(`status.${x}`) and tCode("problem", …).
  const prefixes = [...code.matchAll(/`([\w.]+)\$\{|tCode\("([\w.]+)"/gu)].map((match) => match[1] ?? `${match[2]}.`);
  const unused = Object.keys(en).filter(
    (key) => !code.includes(`"${key}"`) && !prefixes.some((prefix) => key.startsWith(prefix)),
  );
  expect(unused).toEqual([]);
});
