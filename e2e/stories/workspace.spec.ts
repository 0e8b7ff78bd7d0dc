import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, signIn, test } from "../fixtures/index.js";

const rows = (page: Page): Locator => page.locator("[data-conversation]");
const field = (page: Page): Locator => page.getByRole("combobox", { name: "Commands" });

/** Opens the palette, types, and does what is marked. */
async function command(page: Page, words: string, name: string | RegExp): Promise<void> {
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await page.keyboard.type(words);
  const marked = page.getByRole("option", { selected: true });
  await expect(marked).toHaveAccessibleName(name);
  await page.keyboard.press("Enter");
  await expect(field(page)).toBeHidden();
}

/** The conversation that is open, by its address. */
function openId(page: Page): string {
  return /conversations\/(\d+)/.exec(page.url())?.[1] ?? "";
}

/** The longest word of the open conversation's subject, without its marks: so people type it. */
async function longWordOf(page: Page): Promise<string> {
  const subject = (await page.locator("header h1 span").first().textContent()) ?? "";
  const words =
    subject
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .replace(/[đĐ]/gu, "d")
      .match(/[a-z]+/giu) ?? [];
  return words.sort((a, b) => b.length - a.length)[0] ?? "lamp";
}

async function openFirst(page: Page): Promise<string> {
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press("j");
  await expect(page).toHaveURL(/conversations\/\d+/);
  await expect(page.getByLabel("Your reply").or(page.getByLabel("Your note"))).toBeVisible();
  return openId(page);
}

test("a whole day by keyboard alone", async ({ demo, page, picture }) => {
  await signIn(page, demo);
  // Answers leave at once, so that the story need not wait for the time to undo.
  await command(page, "organisation", /Organisation/);
  await expect(page.getByLabel("Seconds to undo a reply")).toBeVisible();
  await page.getByLabel("Seconds to undo a reply").focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("0");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await expectAccessible(page);

  await command(page, "unassigned", /^Unassigned/);
  await expect(page.getByRole("heading", { level: 1, name: "Unassigned" })).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press("?");
  const map = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(map.getByText("Select everything up to here")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "workspace-shortcuts");
  await page.keyboard.press("Escape");
  await expect(map).toBeHidden();

  await command(page, "all", /^All/);
  await expect(page.getByRole("heading", { level: 1, name: "All" })).toBeVisible();
  await openFirst(page);
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await page.keyboard.press("r");
  const reply = page.getByLabel("Your reply");
  await expect(reply).toBeFocused();
  await page.keyboard.type("Thank you, we are looking into it.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("article").getByText("Thank you, we are looking into it.")).toBeVisible();

  // From inside the field to a note, by the palette.
  await command(page, "note", /^Note/);
  await expect(page.getByLabel("Your note")).toBeFocused();
  await page.keyboard.type("The carrier calls back tomorrow.");
  await page.keyboard.press("Control+Enter");
  // Sent when the field is empty again; only then the way out of it is free.
  const note = page.getByLabel("Your note");
  await expect(note).not.toContainText("The carrier calls back tomorrow.");
  await expect(page.getByText("The carrier calls back tomorrow.").last()).toBeVisible();
  await expect(async () => {
    await page.keyboard.press("Escape");
    await expect(note).not.toBeFocused({ timeout: 1_000 });
  }).toPass({ timeout: 45_000 });

  await assignTagAndSolve(page, picture);

  const word = await longWordOf(page);
  await page.keyboard.press("/");
  const search = page.getByRole("combobox", { name: "Search messages, subjects and contacts" });
  await expect(search).toBeFocused();
  await page.keyboard.type(word);
  await expect(page.getByRole("list", { name: "Results" }).getByRole("link").first()).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/(conversations|contacts)\/\d+/);

  await command(page, "sign out", "Sign out");
  await expect(page.getByLabel("Email")).toBeVisible();
});

async function assignTagAndSolve(page: Page, picture: (page: Page, name: string) => Promise<void>): Promise<void> {
  const assignee = page.getByRole("button", { name: /^Assignee:/ });
  await page.keyboard.press("i");
  const me =
    (await page.getByRole("button", { name: /^You:/ }).getAttribute("aria-label"))?.replace("You: ", "") ?? "?";
  await expect(assignee).toHaveAccessibleName(`Assignee: ${me}`);
  // To a colleague, whoever that is.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("assign to");
  const colleague = page.getByRole("option", { name: /^Assign to (?!a colleague|me)/ }).first();
  const name = ((await colleague.textContent()) ?? "").replace("Assign to ", "");
  await expectAccessible(page);
  await picture(page, "workspace-palette");
  await page.keyboard.type(` ${name}`);
  await expect(page.getByRole("option", { selected: true })).toHaveAccessibleName(`Assign to ${name}`);
  await page.keyboard.press("Enter");
  await expect(assignee).toHaveAccessibleName(`Assignee: ${name}`);

  // The tags by their own key: only they are listed then.
  await page.keyboard.press("t");
  const tags = page.getByRole("combobox", { name: "Tags" });
  await expect(tags).toBeFocused();
  const add = page.getByRole("option", { name: /^Add the tag / }).first();
  const tag = ((await add.textContent()) ?? "").replace("Add the tag ", "");
  await page.keyboard.type(`add ${tag}`);
  await expect(page.getByRole("option", { selected: true })).toHaveAccessibleName(`Add the tag ${tag}`);
  await page.keyboard.press("Enter");
  await expect(tags).toBeHidden();
  await expect(page.locator("header").getByText(tag, { exact: true })).toBeVisible();

  await command(page, "priority high", /Priority: High/);
  await expect(page.getByRole("button", { name: "Priority: High" })).toBeVisible();
  await page.keyboard.press("e");
  await expect(page.getByRole("button", { name: "Reopen", exact: true })).toBeVisible();
}

test("the palette finds conversations and contacts, with and without marks, and remembers", async ({
  demo,
  page,
  picture,
}) => {
  await signIn(page, demo);
  const id = await openFirst(page);
  const subject = ((await page.locator("header h1 span").first().textContent()) ?? "").trim();
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/conversations\/\d+/);
  await page.keyboard.press("Control+k");
  const recent = page.getByRole("group", { name: "Recently open" });
  await expect(recent.getByRole("option").first()).toContainText(subject);
  await picture(page, "workspace-palette-empty");
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`conversations/${id}`));

  await page.keyboard.press("Control+k");
  await page.keyboard.type((await longWordOf(page)).slice(0, -1));
  await expect(page.getByRole("group", { name: "Conversations" }).getByRole("option").first()).toBeVisible();
  await picture(page, "workspace-palette-found");
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeHidden();

  // In another language the same commands are found by their names there, typed without marks.
  await command(page, "tieng viet", /Tiếng Việt/);
  await expect(page.getByRole("navigation", { name: "Chế độ xem" })).toBeVisible();
  await page.keyboard.press("Control+k");
  const lenh = page.getByRole("combobox", { name: "Lệnh" });
  await expect(lenh).toBeFocused();
  await page.keyboard.type("giai quyet");
  await expect(page.getByRole("option", { selected: true })).toContainText("Giải quyết");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(lenh).toBeFocused();
  await page.keyboard.type("english");
  await expect(page.getByRole("option", { selected: true })).toContainText("English");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("navigation", { name: "Views" })).toBeVisible();
});

/** What moved on the page by itself, and how much. */
interface Shift {
  value: number;
  what: string[];
}

/** As browsers tell of it; no standard yet, so not in the types. */
interface LayoutShift extends PerformanceEntry {
  value: number;
  sources: { node: Node | null }[];
}

test("panes are resized, hidden and remembered", async ({ demo, page, picture }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo);
  await openFirst(page);
  const width = async (pane: string) => (await page.locator(`#${pane}`).boundingBox())?.width ?? 0;
  const list = page.getByRole("separator", { name: "Width of the list" });
  const before = await width("pane-list");

  const box = await list.boundingBox();
  if (!box) throw new Error("the line is not drawn");
  await page.mouse.move(box.x, 400);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, 400, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => width("pane-list")).toBe(before + 60);
  await page.getByRole("separator", { name: "Width of the details" }).focus();
  await page.keyboard.press("ArrowLeft");
  const details = await width("pane-sidebar");
  expect(details).toBe(296);
  await page.keyboard.press("b");
  await expect.poll(() => width("pane-nav")).toBe(48);
  await expectAccessible(page);
  await picture(page, "workspace-panes-1440");

  // What was chosen is there from the first frame on: nothing moves.
  await page.addInitScript(() => {
    const shifts: Shift[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((seen) => {
      for (const entry of seen.getEntries() as LayoutShift[]) {
        // What moved is looked up at once: later it may be gone.
        const what = entry.sources.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 120) : ""));
        shifts.push({ value: entry.value, what });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.reload();
  await expect(page.getByLabel("Your reply")).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
  expect(await width("pane-list")).toBe(before + 60);
  expect(await width("pane-sidebar")).toBe(details);
  expect(await width("pane-nav")).toBe(48);
  const shifts = await page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts);
  const moved = shifts.reduce((sum, { value }) => sum + value, 0);
  expect(moved, JSON.stringify(shifts, undefined, 1)).toBeLessThan(0.05);

  await list.dblclick();
  await expect.poll(() => width("pane-list")).toBe(before);
  await page.keyboard.press("d");
  await expect(page.locator("#pane-sidebar")).toBeHidden();
  await page.keyboard.press("b");
  await expect(page.getByRole("button", { name: "Show only icons" })).toBeVisible();
});

test("many are chosen with shift and changed at once; a row is done without opening it", async ({
  demo,
  page,
  picture,
}) => {
  await signIn(page, demo);
  await page.goto(`${demo.url}/conversations?status=any`);
  await expect(rows(page).nth(8)).toBeVisible();
  const boxes = page.getByRole("checkbox", { name: /^Select / });
  await boxes.nth(1).click({ force: true });
  await boxes.nth(4).click({ modifiers: ["Shift"], force: true });
  await expect(page.getByText("4 selected")).toBeVisible();
  // A row takes part in a range too.
  await rows(page)
    .nth(6)
    .click({ modifiers: ["Shift"] });
  await expect(page.getByText("6 selected")).toBeVisible();
  await picture(page, "workspace-range");
  await expectAccessible(page);
  const bar = page.getByRole("toolbar", {
    name: "Change the selected conversations",
  });
  await bar.getByRole("button", { name: "Assign to" }).click();
  await page.getByRole("option", { name: /You$/ }).click();
  await expect(page.getByText("6 conversations changed")).toBeVisible();
  await expect(bar).toBeHidden();

  await page.goto(`${demo.url}/conversations`);
  const row = page.locator("li", { has: rows(page) }).nth(2);
  const subject = await row.getByRole("link").getAttribute("data-conversation");
  await row.hover();
  await row.getByRole("button", { name: "Solve" }).click();
  await expect(page.getByText(/is solved/)).toBeVisible();
  await expect(page.locator(`[data-conversation="${subject ?? ""}"]`)).toBeHidden();
});

test("what arrives waits while somebody is about to click", async ({ demo, page, context, picture }) => {
  await signIn(page, demo);
  await page.goto(`${demo.url}/conversations?status=any`);
  await expect(rows(page).nth(8)).toBeVisible();
  const first = await rows(page).first().getAttribute("data-conversation");
  // Scrolled down, nobody shall lose the place.
  const scroller = page.locator("[aria-busy]").filter({ has: rows(page) });
  await scroller.evaluate((element) => {
    element.scrollTo({ top: 400 });
  });
  await expect(page.locator(`[data-conversation="${first ?? ""}"]`)).not.toBeInViewport();

  const customer = await context.newPage();
  await customer.goto(`${demo.url}/demo`);
  await customer.getByLabel("Subject").fill("A lamp for the hall");
  await customer.getByLabel("Message").fill("Do you have one that is not too bright?");
  await customer.getByRole("button", { name: "Send mail" }).click();
  await page.bringToFront();
  const bar = page.getByRole("button", { name: "1 new conversation" });
  await expect(bar).toBeVisible();
  await picture(page, "workspace-arrivals");
  await expectAccessible(page);
  await bar.click();
  await expect(page.getByRole("link", { name: /A lamp for the hall/ })).toBeInViewport();
  await expect(bar).toBeHidden();
});

test("the workspace in every look and at every width", async ({ demo, page, picture }) => {
  await signIn(page, demo);
  await openFirst(page);
  const looks = [
    {
      name: "light",
      theme: "light",
      contrast: "standard",
      density: "comfortable",
    },
    {
      name: "dark",
      theme: "dark",
      contrast: "standard",
      density: "comfortable",
    },
    {
      name: "contrast",
      theme: "light",
      contrast: "more",
      density: "comfortable",
    },
    {
      name: "contrast-dark",
      theme: "dark",
      contrast: "more",
      density: "comfortable",
    },
    {
      name: "compact",
      theme: "light",
      contrast: "standard",
      density: "compact",
    },
  ];
  await page.goto(`${demo.url}/settings/profile`);
  // Keys are heard from the moment on in which there is something to see.
  await expect(page.getByLabel("Theme")).toBeVisible();
  for (const look of looks) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await command(page, "profile", /Profile/);
    await page.getByLabel("Theme").selectOption(look.theme);
    await page.getByLabel("Contrast").selectOption(look.contrast);
    await page.getByLabel("Density").selectOption(look.density);
    await expect(page.locator("html")).toHaveAttribute("data-contrast", look.contrast);
    await expectAccessible(page);
    await picture(page, `workspace-profile-${look.name}`);
    await command(page, "all", /^All/);
    await openFirst(page);
    for (const [width, height] of [
      [1440, 900],
      [1024, 768],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await expect(page.locator("header h1").last()).toBeVisible();
      await picture(page, `workspace-${look.name}-${String(width)}`);
      await expectAccessible(page);
    }
  }
});
