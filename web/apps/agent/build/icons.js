// Draws the icons of the installed application from the favicon: `node build/icons.js`.
// Needs a Chromium, at CHROMIUM or where most systems have it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

const here = new URL(".", import.meta.url).pathname;
const favicon = readFileSync(join(here, "../public/favicon.svg"), "utf8");
// Whoever cuts the icon into a shape of their own needs colour to the edge and the drawing within the middle four fifths.
const inner = favicon
  .replace(/^<svg[^>]*>/, "")
  .replace("</svg>", "")
  .replace(/<rect[^>]*\/>/, "");
const colour = /<rect[^>]*fill="([^"]+)"/.exec(favicon)?.[1];
const full =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="${colour}"/>` +
  `<g transform="translate(16 16) scale(1.08) translate(-16 -15.8)">${inner}</g></svg>`;

const folder = mkdtempSync(join(tmpdir(), "icons-"));
const ICONS = [
  ["icon-192", 192, favicon],
  ["icon-512", 512, favicon],
  ["maskable-192", 192, full],
  ["maskable-512", 512, full],
  ["apple-touch", 180, full],
];
for (const [name, size, svg] of ICONS) {
  const page = join(folder, `${name}.html`);
  const drawing = svg.replace("<svg ", `<svg width="${String(size)}" height="${String(size)}" style="display:block" `);
  writeFileSync(page, `<!doctype html><body style="margin:0;background:transparent">${drawing}`);
  execFileSync(process.env["CHROMIUM"] ?? "/usr/bin/chromium", [
    "--headless",
    "--no-sandbox",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--default-background-color=00000000",
    `--window-size=${String(size)},${String(size)}`,
    `--screenshot=${join(here, `../public/icons/${name}.png`)}`,
    `file://${page}`,
  ]);
}
rmSync(folder, { recursive: true });
