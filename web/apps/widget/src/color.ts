/** Colours of a brand are strangers: whatever was chosen, what stands on it must be legible. */

/** Relative luminance as WCAG defines it, 0 to 1. */
export function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value < 0.04 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** White or black: whichever has more contrast. One of the two always has at least 4.5:1. */
export function onColor(color: string): string {
  return luminance(color) > 0.179 ? "#000" : "#fff";
}
