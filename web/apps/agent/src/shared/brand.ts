/**
 * The colour of the brand, which the whole interface takes its accent from (`tokens.css`). `public/theme.js` sets it before
 * the first paint from the same storage key.
 */
const KEY = "rapport.brand";

/** What WCAG asks of text, and the server of a brand's colour with white text on it. */
export const LEGIBLE = 4.5;

const isColor = (value: unknown): value is string => typeof value === "string" && /^#[\da-f]{6}$/iu.test(value);

/** Paints the interface in the colour of the brand and remembers it for the next visit. */
export function wearBrand(color: string | undefined): void {
  if (!isColor(color)) return;
  document.documentElement.style.setProperty("--brand", color);
  localStorage.setItem(KEY, color);
}

function linear(channel: number): number {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** The contrast of white text on a colour, 1 to 21, as WCAG 2.2 counts it; none for what is no colour. */
export function contrastWithWhite(color: string): number | undefined {
  if (!isColor(color)) return undefined;
  const channel = (at: number) => linear(Number.parseInt(color.slice(at, at + 2), 16));
  return 1.05 / (0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5) + 0.05);
}
