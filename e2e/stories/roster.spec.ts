import type { Browser, Locator, Page } from "@playwright/test";
import { expect, expectAccessible, looks, Product, signIn, test } from "../fixtures/index.js";

/** A colleague in a browser of their own, on the page of their shifts. */
async function shiftsOf(browser: Browser, product: Product, email: string): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await signIn(page, product, email);
  await page.goto(`${product.url}/workforce/shifts`);
  await expect(page.getByRole("heading", { name: "My shifts" })).toBeVisible();
  return page;
}

/** Pulls the handle at the end of a shift for two half hours to the right, and waits until the server has it. */
async function pullEnd(page: Page, shift: Locator, times: string): Promise<void> {
  await shift.hover();
  const box = await shift.boundingBox();
  if (!box) throw new Error("the shift is not on the screen");
  const [x, y] = [box.x + box.width - 3, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  // A step is twelve pixels.
  await page.mouse.move(x + 26, y, { steps: 5 });
  await expect(page.locator("[data-handle=end]").getByText(times, { exact: true })).toBeVisible();
  const answered = page.waitForResponse(
    (answer) => answer.request().method() === "PATCH" && /\/workforce\/shifts\/\d+$/.test(answer.url()),
  );
  await page.mouse.up();
  expect((await answered).ok()).toBe(true);
}

/** Opens the notification of this name from the bell. */
async function openNotification(page: Page, name: RegExp): Promise<void> {
  await page.getByRole("button", { name: /unread notification/ }).click();
  await page.getByRole("dialog", { name: "Notifications" }).getByRole("link", { name }).click();
}

/** Plans a training in a colleague's shift on Saturday of the week that is shown, and waits until the server has it. */
async function planTraining(page: Page, name: string, shift: string): Promise<void> {
  await page.getByRole("button", { name: "Plan a meeting" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Kind").selectOption({ label: "Training" });
  await dialog.getByLabel("Title").fill("Product training");
  const day = dialog.getByLabel("Day", { exact: true });
  const monday = Date.parse(await day.inputValue());
  await day.fill(new Date(monday + 5 * 86_400_000).toISOString().slice(0, 10));
  await dialog.getByLabel("From").fill("10:00");
  await dialog.getByLabel("To", { exact: true }).fill("10:45");
  await dialog.getByLabel(name, { exact: true }).check();
  await expect(dialog.getByRole("listitem").filter({ hasText: name })).toContainText(shift);
  await expectAccessible(page);
  const answered = page.waitForResponse(
    (answer) => answer.request().method() === "POST" && answer.url().endsWith("/workforce/meetings"),
  );
  await dialog.getByRole("button", { name: "Save" }).click();
  expect((await answered).status()).toBe(201);
}

/** The days of the week that is shown. */
const header = (page: Page) => page.getByRole("columnheader");

test("a manager makes, moves and publishes a roster, and a shift changes hands", async ({ browser, page }) => {
  const demo = await Product.demo(60);
  try {
    await page.setViewportSize({ width: 1440, height: 900 });
    await signIn(page, demo);
    await page.getByRole("link", { name: "Planning" }).click();
    await page.getByRole("link", { name: "Roster", exact: true }).click();
    await expect(page.getByText("Make a roster, or add a shift by hand")).toBeVisible();
    // From what a month brings, for two of the colleagues.
    await page.getByRole("button", { name: "Make a roster" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Contacts a month").fill("900");
    for (const box of await dialog.getByRole("checkbox").all()) await box.uncheck();
    await dialog.getByLabel("Emily Carter", { exact: true }).check();
    await dialog.getByLabel("James O'Connor", { exact: true }).check();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Make a roster for 2 agents" }).click();
    const emily = page.getByRole("row", { name: /^Emily Carter/ });
    await expect(emily.locator("[data-shift]").first()).toBeVisible({ timeout: 30_000 });

    // With the mouse to Sunday, which is closed: what that day has too much is seen at once.
    const sunday = page.locator('[data-coverage="6"]');
    await expect(sunday).toHaveText("Covered");
    const block = emily.locator("[data-shift]").first();
    const id = await block.getAttribute("data-shift");
    await block.dragTo(emily.getByRole("cell").nth(6));
    await expect(
      emily
        .getByRole("cell")
        .nth(6)
        .locator(`[data-shift="${String(id)}"]`),
    ).toBeVisible();
    await expect(sunday).toContainText("+");
    // With the keyboard to Saturday, half an hour later and half an hour longer; the focus stays with it.
    const moved = page.locator(`[data-shift="${String(id)}"]`);
    await moved.focus();
    await page.keyboard.press("ArrowLeft");
    await expect(
      emily
        .getByRole("cell")
        .nth(5)
        .locator(`[data-shift="${String(id)}"]`),
    ).toBeFocused();
    const before = (await moved.textContent()) ?? "";
    await page.keyboard.press("Shift+ArrowRight");
    await expect(moved).not.toHaveText(before);
    await page.keyboard.press("Shift+ArrowUp");
    await expect(moved).toHaveAttribute("aria-label", /Emily Carter, Saturday.*, draft/);
    // The dialog does the same, and the server has it.
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByLabel("From").fill("09:00");
    await page.getByRole("dialog").getByLabel("To", { exact: true }).fill("12:00");
    await page.getByRole("dialog").getByLabel("Break (min)").fill("0");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(moved).toHaveText("09:00–12:00");
    await page.reload();
    await expect(moved).toHaveText("09:00–12:00");
    await pullEnd(page, moved, "09:00–13:00");
    await page.reload();
    await expect(moved).toHaveText("09:00–13:00");
    await page.getByRole("button", { name: /^Publish \d+ shifts/ }).click();
    await expect(page.getByText("The roster is published.")).toBeVisible();
    await expect(moved).toHaveAttribute("aria-label", /\d$/);
    await expectAccessible(page);
    await looks(page, "roster");

    // Emily offers it, James takes it, the manager approves: each without reading the page again.
    const hers = await shiftsOf(browser, demo, "emily@lumina.example");
    const his = await shiftsOf(browser, demo, "james@lumina.example");
    // Who works in the week is told of it, wherever she looks.
    await hers.goto(demo.url);
    await openNotification(hers, /Your shifts are published.*Week of/);
    await expect(hers).toHaveURL(/\/workforce\/shifts$/);
    const saturday = { hasText: "09:00–13:00" };
    // What is planned in her shift stands in it at once, here and there.
    await planTraining(page, "Emily Carter", "09:00–13:00");
    const meetings = page.getByRole("region", { name: "Meetings and training" });
    await expect(meetings.getByRole("listitem")).toContainText("Product training");
    await expect(moved).toHaveAttribute("aria-label", /; 10:00–10:45 Product training$/);
    await expect(hers.getByRole("listitem").filter(saturday)).toContainText("10:00–10:45 Product training");
    await hers
      .getByRole("listitem")
      .filter(saturday)
      .getByRole("button", { name: /^Offer/ })
      .click();
    await hers.getByRole("dialog").getByLabel("To whom").selectOption({ label: "James O'Connor" });
    await hers.getByRole("dialog").getByRole("button", { name: "Offer" }).click();
    await his.goto(demo.url);
    await openNotification(his, /Emily Carter offers you a shift/);
    await his.getByRole("listitem").filter(saturday).getByRole("button", { name: "Take it" }).click();
    // The manager is told as well; the page of the roster has it already.
    await expect(page.getByText(/James O'Connor would take a colleague's shift/)).toBeVisible();
    const waiting = page.getByRole("region", { name: "Waiting for a decision" });
    await expect(waiting.getByText(/James O'Connor would take the shift of Emily Carter/)).toBeVisible();
    await waiting.getByRole("button", { name: "Approve" }).click();
    await expect(his.getByRole("region", { name: "Coming shifts" }).getByText("09:00–13:00")).toBeVisible();
    await expect(hers.getByText("09:00–13:00")).toBeHidden();
    const james = page.getByRole("row", { name: /^James O'Connor/ });
    await expect(
      james
        .getByRole("cell")
        .nth(5)
        .locator(`[data-shift="${String(id)}"]`),
    ).toBeVisible();

    const saved = his.waitForEvent("download");
    await his.getByRole("link", { name: "Save as calendar (ICS)" }).click();
    expect((await saved).suggestedFilename()).toBe("shifts.ics");

    // Leave in the week after: asked for, granted, and shown as days on which nobody is planned.
    await page.getByRole("button", { name: "The week after" }).click();
    await expect(header(page).nth(1)).toBeVisible();
    await expect(page).toHaveURL(/week=\d{4}-\d\d-\d\d/);
    const week = new URL(page.url()).searchParams.get("week") ?? "";
    await hers.getByLabel("From day").fill(week);
    await hers.getByLabel("Reason (optional)").fill("Moving house");
    await hers.getByRole("button", { name: "Ask for leave" }).click();
    await expect(waiting.getByText("Moving house")).toBeVisible();
    await looks(hers, "own-shifts");
    await expectAccessible(hers);
    await waiting.getByRole("button", { name: "Grant" }).click();
    await expect(hers.getByRole("region", { name: "Leave" }).getByText("Granted")).toBeVisible();
    await expect(emily.getByRole("cell").first()).toHaveText("On leave");

    // On a phone the grid scrolls inside itself; the page does not.
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("button", { name: "The week before" }).click();
    await expect(moved).toBeAttached();
    expect(await page.getByRole("main").evaluate((main) => main.scrollWidth - main.clientWidth)).toBe(0);
  } finally {
    await demo.end();
  }
});
