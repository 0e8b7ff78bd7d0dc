import { describe, expect, it } from "vitest";
import { withAttributes } from "@/features/gallery/pseudo-states";
import css from "../../../packages/ui/src/tokens.css?raw";

type Tokens = Map<string, string>;

/** The custom properties that a selector sets. */
function block(selector: string): Tokens {
  const at = css.indexOf(`\n${selector} {`);
  const start = css.startsWith(`${selector} {`) ? 0 : at;
  if (start < 0) throw new Error(`no ${selector}`);
  const body = css.slice(start, css.indexOf("\n}", start));
  return new Map([...body.matchAll(/(--[\w-]+): ([^;]+);/gu)].map((match) => [match[1] ?? "", match[2] ?? ""]));
}

type Oklch = [lightness: number, chroma: number, hue: number];

/** What the tokens calculate with: numbers, `l`, `c`, `h`, `min()`, `clamp()` and one operation in `calc()`. */
function calculate(term: string, brand: Oklch): number {
  const text = term.trim();
  const part = ["l", "c", "h"].indexOf(text);
  if (part >= 0) return brand[part] ?? 0;
  if (/^[\d.]+$/u.test(text)) return Number(text);
  const call = /^(min|clamp|calc)\((.*)\)$/u.exec(text);
  if (!call) throw new Error(`cannot calculate ${text}`);
  const inner = call[2] ?? "";
  if (call[1] === "calc") {
    const [left, operator, right] = split(inner, " ").map((piece) => piece.trim());
    const [x, y] = [calculate(left ?? "", brand), calculate(right ?? "", brand)];
    return operator === "+" ? x + y : operator === "-" ? x - y : x * y;
  }
  const values = split(inner, ",").map((piece) => calculate(piece, brand)) as Oklch;
  return call[1] === "min" ? Math.min(...values) : Math.max(values[0], Math.min(values[1], values[2]));
}

/** Splits where no bracket is open. */
function split(text: string, at: string): string[] {
  const pieces = [""];
  let open = 0;
  for (const letter of text) {
    open += letter === "(" ? 1 : letter === ")" ? -1 : 0;
    if (letter === at && open === 0) pieces.push("");
    else pieces.push((pieces.pop() ?? "") + letter);
  }
  return pieces;
}

const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** `#rrggbb` as browsers see it when they calculate with it (CSS Color 4). */
function oklch(color: string): Oklch {
  const [r, g, b] = [1, 3, 5].map((at) => linear(Number.parseInt(color.slice(at, at + 2), 16) / 255)) as Oklch;
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const x = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short;
  const y = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short;
  const hue = (Math.atan2(y, x) * 180) / Math.PI;
  return [0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short, Math.hypot(x, y), (hue + 360) % 360];
}

/** A token as lightness, chroma and hue, in the colour of a brand. */
function parsed(color: string, brand: string): Oklch {
  if (color === "var(--brand)") return oklch(brand);
  if (color.startsWith("#")) return oklch(color);
  const inner = /^oklch\((.*)\)$/u.exec(color)?.[1];
  if (inner === undefined) throw new Error(`not a plain colour: ${color}`);
  const relative = inner.startsWith("from var(--brand) ");
  const terms = split(relative ? inner.slice("from var(--brand) ".length) : inner, " ");
  return terms.map((term) => calculate(term, oklch(brand))) as Oklch;
}

/** WCAG's relative luminance of a colour, by way of linear sRGB. */
function luminance(color: string, brand: string): number {
  const [l, c, h] = parsed(color, brand);
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.max(0, Math.min(1, value));
  const red = clip(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short);
  const green = clip(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short);
  const blue = clip(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string, brand: string = DEFAULT_BRAND): number {
  const [light, dark] = [luminance(a, brand), luminance(b, brand)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const WHITE = "oklch(1 0 0)";
const light = block(":root");
const dark = new Map([...light, ...block('[data-theme="dark"]')]);
const more = block('[data-contrast="more"]');
const moreDark = block('[data-theme="dark"][data-contrast="more"]');

const DEFAULT_BRAND = light.get("--brand") ?? "";

const LOOKS: [string, Tokens, number, number][] = [
  ["light", light, 4.5, 3],
  ["dark", dark, 4.5, 3],
  ["light with high contrast", new Map([...light, ...more]), 7, 4.5],
  ["dark with high contrast", new Map([...dark, ...more, ...moreDark]), 7, 4.5],
];

const READING = ["--text", "--text-muted", "--text-faint", "--accent"];
const MEANINGS = ["--info", "--success", "--warning", "--danger"];
const SURFACES = ["--canvas", "--surface", "--raised", "--hover"];

/** Our own, and what organisations may choose: all around the wheel, as light as the server lets pass, and nearly black. */
const BRANDS = [
  DEFAULT_BRAND,
  "#d4351c",
  "#b45309",
  "#857000",
  "#4d7c0f",
  "#15803d",
  "#0f766e",
  "#0369a1",
  "#2563eb",
  "#7c3aed",
  "#c026d3",
  "#db2777",
  "#6b7280",
  "#111827",
];
const MATRIX = LOOKS.flatMap((look) => BRANDS.map((brand) => [look[0], brand, look] as const));

it("takes only brands that the server would take", () => {
  const pale = BRANDS.filter((brand) => contrast(WHITE, brand) < 4.5);
  expect(pale).toEqual([]);
});

describe.each(MATRIX)("the colours, %s, in the brand's %s", (_name, brand, [, tokens, forText, forEdges]) => {
  const of = (name: string) => tokens.get(name) ?? name;
  const pairs: [string, string][] = [
    ...[...READING, ...MEANINGS].flatMap((text) => SURFACES.map((surface): [string, string] => [text, surface])),
    ...MEANINGS.map((meaning): [string, string] => [meaning, `${meaning}-soft`]),
    ...["--text", "--text-muted"].flatMap((text) =>
      ["--active", "--note", "--accent-soft"].map((surface): [string, string] => [text, surface]),
    ),
    ["--accent", "--accent-soft"],
    ["--on-accent", "--accent-solid"],
    ["--on-accent", "--accent-solid-hover"],
    [WHITE, "--danger-solid"],
    [WHITE, "--danger-solid-hover"],
  ];

  it("can be read wherever they stand", () => {
    const weak = pairs
      .map(([text, surface]) => ({ text, surface, ratio: contrast(of(text), of(surface), brand) }))
      .filter(({ ratio }) => ratio < forText)
      .map(({ text, surface, ratio }) => `${text} on ${surface}: ${ratio.toFixed(2)}`);
    expect(weak).toEqual([]);
  });

  it("show the edges of controls and the focus", () => {
    for (const surface of ["--canvas", "--surface", "--raised"]) {
      expect([surface, contrast(of("--line-strong"), of(surface), brand) >= forEdges]).toEqual([surface, true]);
      expect([surface, contrast(of("--accent"), of(surface), brand) >= 3]).toEqual([surface, true]);
    }
  });
});

it("knows the contrast of black on white", () => {
  expect(contrast("oklch(0 0 0)", WHITE)).toBeCloseTo(21, 1);
});

describe("a state as an attribute", () => {
  it.each([
    [".enabled\\:hover\\:bg:enabled:hover", ".enabled\\:hover\\:bg:enabled[data-state-hover]"],
    [".a:is(:where(.group):hover *)", ".a:is(:where(.group)[data-state-hover] *)"],
    [":focus-visible", "[data-state-focus]"],
  ])("%s", (selector, expected) => {
    expect(withAttributes(selector)).toBe(expected);
  });
  it("leaves other selectors alone", () => {
    expect(withAttributes(".hover\\:bg")).toBeUndefined();
    expect(withAttributes(".a:focus-within")).toBeUndefined();
  });
});
