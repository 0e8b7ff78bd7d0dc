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

/** WCAG's relative luminance of `oklch(l c h)`, by way of linear sRGB. */
function luminance(color: string): number {
  const match = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)$/u.exec(color);
  if (!match) throw new Error(`not a plain colour: ${color}`);
  const [l, c, h] = match.slice(1).map(Number) as [number, number, number];
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

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const WHITE = "oklch(1 0 0)";
const light = block(":root");
const dark = new Map([...light, ...block('[data-theme="dark"]')]);
const more = block('[data-contrast="more"]');
const moreDark = block('[data-theme="dark"][data-contrast="more"]');

const LOOKS: [string, Tokens, number, number][] = [
  ["light", light, 4.5, 3],
  ["dark", dark, 4.5, 3],
  ["light with high contrast", new Map([...light, ...more]), 7, 4.5],
  ["dark with high contrast", new Map([...dark, ...more, ...moreDark]), 7, 4.5],
];

const READING = ["--text", "--text-muted", "--text-faint", "--accent"];
const MEANINGS = ["--info", "--success", "--warning", "--danger"];
const SURFACES = ["--canvas", "--surface", "--raised", "--hover"];

describe.each(LOOKS)("the colours, %s", (_name, tokens, forText, forEdges) => {
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
      .map(([text, surface]) => ({ text, surface, ratio: contrast(of(text), of(surface)) }))
      .filter(({ ratio }) => ratio < forText)
      .map(({ text, surface, ratio }) => `${text} on ${surface}: ${ratio.toFixed(2)}`);
    expect(weak).toEqual([]);
  });

  it("show the edges of controls and the focus", () => {
    for (const surface of ["--canvas", "--surface", "--raised"]) {
      expect([surface, contrast(of("--line-strong"), of(surface)) >= forEdges]).toEqual([surface, true]);
      expect([surface, contrast(of("--accent"), of(surface)) >= 3]).toEqual([surface, true]);
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
