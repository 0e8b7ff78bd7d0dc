/**
 * How the application looks: theme, contrast, density. `public/theme.js` sets the same before the first paint from the
 * same storage keys. The theme goes with the agent to other browsers; contrast and density are about this screen and
 * the eyes before it, and stay in the browser.
 */
import { useSyncExternalStore } from "react";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const CONTRASTS = ["system", "standard", "more"] as const;
export type Contrast = (typeof CONTRASTS)[number];

export const DENSITIES = ["comfortable", "compact"] as const;
export type Density = (typeof DENSITIES)[number];

const KEYS = { theme: "rapport.theme", contrast: "rapport.contrast", density: "rapport.density" };

const listeners = new Set<() => void>();
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const prefersMore = matchMedia("(prefers-contrast: more)");

export function isTheme(value: unknown): value is Theme {
  return THEMES.some((theme) => theme === value);
}

function stored<T extends string>(key: string, allowed: readonly [T, ...T[]]): T {
  const value = localStorage.getItem(key);
  return allowed.find((one) => one === value) ?? allowed[0];
}

export const currentTheme = (): Theme => stored(KEYS.theme, THEMES);
const currentContrast = (): Contrast => stored(KEYS.contrast, CONTRASTS);
const currentDensity = (): Density => stored(KEYS.density, DENSITIES);

/** Shows the theme at once and remembers it for the next visit. */
export function setTheme(theme: Theme): void {
  localStorage.setItem(KEYS.theme, theme);
  apply();
}

/** As `setTheme`, for the contrast. */
export function setContrast(contrast: Contrast): void {
  localStorage.setItem(KEYS.contrast, contrast);
  apply();
}

/** As `setTheme`, for how much room everything takes. */
export function setDensity(density: Density): void {
  localStorage.setItem(KEYS.density, density);
  apply();
}

/** What the screen shows once the system was asked. */
export interface Look {
  theme: "light" | "dark";
  contrast: "standard" | "more";
  density: Density;
}

function resolve(): Look {
  const theme = currentTheme();
  const contrast = currentContrast();
  return {
    theme: theme === "dark" || (theme === "system" && prefersDark.matches) ? "dark" : "light",
    contrast: contrast === "more" || (contrast === "system" && prefersMore.matches) ? "more" : "standard",
    density: currentDensity(),
  };
}

/** The attributes by which the tokens are chosen. */
export function showLook(look: Look): void {
  Object.assign(document.documentElement.dataset, look);
}

/** Back to what the reader chose, after something else was shown. */
export function restoreLook(): void {
  showLook(resolve());
}

function apply(): void {
  showLook(resolve());
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The look as the reader chose it, followed live. */
export function useAppearance(): { theme: Theme; contrast: Contrast; density: Density } {
  const theme = useSyncExternalStore(subscribe, currentTheme);
  const contrast = useSyncExternalStore(subscribe, currentContrast);
  const density = useSyncExternalStore(subscribe, currentDensity);
  return { theme, contrast, density };
}

/** What is shown now, after the system's preference was asked. */
export function useResolvedTheme(): "light" | "dark" {
  return useSyncExternalStore(subscribe, () =>
    document.documentElement.dataset["theme"] === "dark" ? "dark" : "light",
  );
}

prefersDark.addEventListener("change", apply);
prefersMore.addEventListener("change", apply);
