import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../src/i18n/", import.meta.url);
const KEY = "launcher.close";

/**
 * The one word that the loader says, in all languages, as the literal that stands for `__CLOSE__`. The loader cannot load
 * a catalogue (nothing is loaded before the first click), and cannot hold whole ones.
 */
export function closeInAllLanguages(): string {
  const words: Record<string, string | undefined> = {};
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".json"))) {
    const catalogue = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Record<string, string>;
    words[file.slice(0, -".json".length)] = catalogue[KEY];
  }
  return JSON.stringify(words);
}
