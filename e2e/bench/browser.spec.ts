import type { Page } from "@playwright/test";
import { mkdir, writeFile } from "node:fs/promises";
import { expect, Product, signIn, test } from "../fixtures/index.js";
import { benchTable } from "../fixtures/paths.js";

const CONVERSATIONS = Number(process.env["BENCH_CONVERSATIONS"] ?? "10000");

/** What the page notes about itself while it is used. */
interface Notes {
  /** Milliseconds from input to the next paint (Event Timing API; the browser rounds to 8). */
  events: number[];
  /** Milliseconds of each task over 50. */
  tasks: number[];
  /** Cumulative layout shift without that which follows input. */
  shift: number;
}

declare global {
  interface Window {
    notes: Notes;
  }
}

interface Row {
  what: string;
  values: number[];
  unit: string;
}

const rows: Row[] = [];

function note(what: string, values: number[], unit = "ms"): void {
  rows.push({ what, values: [...values].sort((a, b) => a - b), unit });
}

function at(values: number[], share: number): string {
  const value = values[Math.min(values.length - 1, Math.floor(values.length * share))];
  return value === undefined ? "–" : value.toFixed(value < 1 ? 3 : 0);
}

/** Begins to watch; what happened before is forgotten. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.notes = { events: [], tasks: [], shift: 0 };
  });
}

async function watched(page: Page): Promise<Notes> {
  // The last events are told after their paint.
  await page.waitForTimeout(300);
  return page.evaluate(() => window.notes);
}

/** Does something and notes how long the page took to paint each input of it. */
async function measure(page: Page, what: string, act: () => Promise<void>): Promise<void> {
  await watch(page);
  await act();
  const { events, tasks } = await watched(page);
  note(what, events);
  note(`${what}: tasks over 50 ms`, tasks);
}

test("the workspace in a browser", async ({ page }) => {
  await page.addInitScript(() => {
    window.notes = { events: [], tasks: [], shift: 0 };
    const observe = (options: PerformanceObserverInit, each: (entry: PerformanceEntry) => void): void => {
      new PerformanceObserver((list) => {
        list.getEntries().forEach(each);
      }).observe({ buffered: true, ...options });
    };
    const timing: PerformanceObserverInit & { durationThreshold: number } = { type: "event", durationThreshold: 16 };
    observe(timing, (entry) => {
      if (["keydown", "click"].includes(entry.name)) window.notes.events.push(entry.duration);
    });
    observe({ type: "longtask" }, (entry) => window.notes.tasks.push(entry.duration));
    observe({ type: "layout-shift" }, (entry) => {
      const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
      if (!hadRecentInput) window.notes.shift += value;
    });
  });
  const product = await Product.demo(CONVERSATIONS);
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, product);
  const list = page.locator("[data-conversation]");

  for (let round = 0; round < 5; round += 1) {
    await page.goto(`${product.url}/conversations?status=any`);
    await expect(list.nth(5)).toBeVisible();
    const paint = await page.evaluate(
      () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
    );
    note(`load ${String(round + 1)}: first paint`, [paint]);
    note(`load ${String(round + 1)}: layout shift`, [(await watched(page)).shift], "");
  }

  await measure(page, "next conversation (j)", async () => {
    for (let step = 0; step < 40; step += 1) {
      await page.keyboard.press("j");
      await page.waitForTimeout(120);
    }
  });
  const opened = await openings(page);
  note("opening by a click, until its words are painted", opened);
  await scrolling(page);
  await measure(page, "ticking a row (x)", async () => {
    for (let step = 0; step < 10; step += 1) {
      await page.keyboard.press("j");
      await page.keyboard.press("x");
      await page.waitForTimeout(120);
    }
    await page.keyboard.press("Escape");
  });
  await measure(page, "palette: opening and typing", async () => {
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("combobox", { name: "Commands" })).toBeFocused();
    await page.keyboard.type("assign to", { delay: 80 });
    await page.keyboard.press("Escape");
  });
  await product.end();
  await mkdir(new URL(".", benchTable), { recursive: true });
  await writeFile(benchTable, table());
});

/** From the click to the frame in which the conversation's first message is painted, with the pointer resting on the row before. */
async function openings(page: Page): Promise<number[]> {
  const values: number[] = [];
  for (let index = 3; index < 13; index += 1) {
    const row = page.locator("[data-conversation]").nth(index % 8);
    await row.hover();
    await page.waitForTimeout(250);
    const id = (await row.getAttribute("data-conversation")) ?? "";
    await page.evaluate((id) => {
      const begin = { at: 0, end: 0 };
      (window as unknown as { opening: typeof begin }).opening = begin;
      addEventListener("pointerdown", () => (begin.at = performance.now()), { capture: true, once: true });
      const look = (): void => {
        const there = location.pathname.endsWith(`/${id}`) && document.querySelector("[role=log] article") !== null;
        if (begin.at > 0 && there && document.querySelector("[role=log] [style*=hidden]") === null) {
          requestAnimationFrame(() => (begin.end = performance.now()));
        } else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, id);
    await row.click();
    await page.waitForFunction(() => (window as unknown as { opening: { end: number } }).opening.end > 0);
    values.push(
      await page.evaluate(() => {
        const { at, end } = (window as unknown as { opening: { at: number; end: number } }).opening;
        return end - at;
      }),
    );
  }
  return values;
}

/** The list under the wheel for some seconds: how far its frames are apart, with the pages that it reads meanwhile. */
async function scrolling(page: Page): Promise<void> {
  const box = await page.locator("[data-conversation]").first().boundingBox();
  await page.mouse.move((box?.x ?? 300) + 100, 400);
  await watch(page);
  await page.evaluate(() => {
    const frames: number[] = [];
    (window as unknown as { frames: number[] }).frames = frames;
    let last = performance.now();
    const each = (now: number): void => {
      frames.push(now - last);
      last = now;
      requestAnimationFrame(each);
    };
    requestAnimationFrame(each);
  });
  for (let step = 0; step < 120; step += 1) {
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(30);
  }
  note(
    "frames while the list is scrolled",
    await page.evaluate(() => (window as unknown as { frames: number[] }).frames),
  );
  const { tasks, shift } = await watched(page);
  note("scrolling the list: tasks over 50 ms", tasks);
  note("scrolling the list: layout shift", [shift], "");
}

function table(): string {
  const lines = rows.map(({ what, values, unit }) => {
    const cells = [String(values.length), at(values, 0.5), at(values, 0.95), at(values, 1)];
    return `| ${what}${unit === "" ? "" : `, ${unit}`} | ${cells.join(" | ")} |`;
  });
  const head = ["| what | number | median | p95 | most |", "| --- | --- | --- | --- | --- |"];
  return [`Chromium, ${String(CONVERSATIONS)} conversations, 1440 × 900`, "", ...head, ...lines].join("\n");
}
