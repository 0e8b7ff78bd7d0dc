import { luminance, onColor } from "../color.ts";
import type { SiteView } from "../chat/protocol.ts";

const FALLBACK = "#00677a";

/** The first of the colours that is one, as `#rrggbb`. */
export function brandColor(...candidates: (string | null | undefined)[]): string {
  return candidates.find((candidate) => candidate && /^#[\da-f]{6}$/i.test(candidate)) ?? FALLBACK;
}

const LIGHT = "#ffffff";
const DARK = "#1b1e22";

/** One of the parts red, green, blue after another. */
function channels(color: string): number[] {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
}

export function mix(color: string, other: string, share: number): string {
  const into = channels(other);
  const parts = channels(color).map((value, at) => Math.round(value + ((into[at] ?? 0) - value) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** The colour, moved towards white or black until it can be read on this ground. */
export function legible(color: string, ground: string, wanted = 4.5): string {
  const towards = luminance(ground) > 0.18 ? "#000000" : "#ffffff";
  let found = color;
  for (let share = 0; share < 1 && contrast(found, ground) < wanted; share += 0.05) found = mix(color, towards, share);
  return found;
}

/** Sets the colours. Everything else about them is in the style sheet. */
export function applyTheme(site: SiteView, dark: boolean): void {
  const brand = brandColor(site.look?.color, site.brand.color);
  const ground = dark ? DARK : LIGHT;
  const on = onColor(brand);
  const { style, dataset } = document.documentElement;
  dataset["theme"] = dark ? "dark" : "light";
  const variables = {
    brand,
    "on-brand": on,
    // Away from the letters, so that they can be read everywhere on it.
    "brand-end": mix(brand, on === "#fff" ? "#000000" : "#ffffff", 0.22),
    accent: legible(brand, ground, dark ? 6 : 4.6),
    // What is only a shape needs 3:1 (WCAG 1.4.11).
    edge: legible(brand, ground, 3),
    soft: mix(ground, brand, dark ? 0.16 : 0.07),
  };
  for (const [name, value] of Object.entries(variables)) style.setProperty(`--${name}`, value);
}

export function prefersDark(): MediaQueryList {
  return matchMedia("(prefers-color-scheme: dark)");
}

export function isDark(site: SiteView): boolean {
  const wish = site.look?.dark ?? "auto";
  return wish === "dark" || (wish === "auto" && prefersDark().matches);
}
