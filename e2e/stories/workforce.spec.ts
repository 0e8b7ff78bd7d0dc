import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, looks, Product, signIn, test } from "../fixtures/index.js";

/** What stands under a headline. */
const headline = async (page: Page, label: string) => {
  const text = await page.locator("dl > div").filter({ hasText: label }).locator("dd").first().textContent();
  return Number((text ?? "").replace(/\D/g, ""));
};

test("three numbers become a plan, and a change another one", async ({ demo, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo);
  await page.getByRole("link", { name: "Planning" }).click();
  await expect(page.getByRole("heading", { name: "Workforce planning" })).toBeVisible();
  await expect(page.getByText("This is an example")).toBeVisible();

  const answered = () => page.waitForResponse((answer) => answer.url().endsWith("/api/v1/workforce/plan"));
  let answer = answered();
  const began = Date.now();
  await page.getByLabel("Tickets a month").fill("6,000");
  await page.getByLabel("Customers", { exact: true }).fill("20,000");
  await page.getByLabel("Contacts per customer and month").fill("0.3");
  expect((await answer).status()).toBe(200);
  await expect(page.getByText("This is an example")).toBeHidden();
  await expect(page.getByText("for 6,000 contacts a month")).toBeVisible();
  expect(Date.now() - began).toBeLessThan(3000);

  const before = await headline(page, "People on the payroll");
  expect(before).toBeGreaterThan(await headline(page, "Agents at the peak"));
  expect(await headline(page, "In-house, a year")).toBeGreaterThan(0);
  const week = page.getByRole("region", { name: "Agents by hour of the week" });
  await expect(week.getByRole("row")).toHaveCount(8);
  await expect(page.getByRole("region", { name: "What if" }).getByRole("row")).toHaveCount(7);
  await expect(page.getByRole("heading", { name: "What we would do" })).toBeVisible();

  // A bot answers a fifth: fewer people, at once.
  await page.getByText("How the work goes").click();
  answer = answered();
  await page.getByLabel("Bot answers (%)").fill("20");
  await answer;
  await expect.poll(() => headline(page, "People on the payroll")).toBeLessThan(before);

  await page.getByLabel("Shrinkage (%)").fill("150");
  await expect(page.getByText("This cannot be planned.")).toBeVisible();
  await page.getByLabel("Shrinkage (%)").fill("");
  await expect(page.getByText("This cannot be planned.")).toBeHidden();

  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV" }).click();
  expect((await saved).suggestedFilename()).toBe("staffing.csv");
  const workbook = page.waitForEvent("download");
  await page.getByRole("button", { name: "Excel" }).click();
  const book = await workbook;
  expect(book.suggestedFilename()).toBe("staffing.xlsx");
  // A workbook is a ZIP archive.
  expect((await readFile(await book.path())).subarray(0, 2).toString()).toBe("PK");
  await page.getByText("How the work goes").click();
  await expectAccessible(page);
  await looks(page, "workforce");
});

test("what was counted becomes a forecast with its error, and a plan", async ({ page }) => {
  test.slow();
  const product = await Product.demo(3000);
  try {
    await page.setViewportSize({ width: 1440, height: 900 });
    await signIn(page, product);
    await page.getByRole("link", { name: "Planning" }).click();
    const today = page.getByRole("region", { name: "How the team is doing" });
    await expect(today.getByText("Longest wait")).toBeVisible();

    await page.getByRole("switch", { name: /Use our own history/ }).check();
    await expect(page.getByRole("heading", { name: "What was counted, and what comes next" })).toBeVisible();
    await expect(page.getByRole("img", { name: /days of the past/ })).toBeVisible();
    await expect(page.getByText(/it would have been off by \d+ ?% of what came/)).toBeVisible();
    await expect(page.getByText(/repeating the last week/)).toBeVisible();
    const measured = page.getByRole("region", { name: "What was measured" });
    await expect(measured.getByRole("row", { name: /Live chat/ }).getByText(/min on average/)).toBeVisible();
    await expect(measured.getByRole("row", { name: /Email and forms/ }).getByText(/min on average/)).toBeVisible();
    await expect(page.getByText("This is an example")).toBeHidden();
    expect(await headline(page, "People on the payroll")).toBeGreaterThan(0);
    await page.getByText("The forecast as a table").click();
    await expect(page.getByRole("region", { name: "The forecast as a table" }).getByRole("row")).toHaveCount(29);
    await page.getByText("The forecast as a table").click();

    const people = await headline(page, "People on the payroll");
    await page.getByRole("button", { name: /Make a roster for/ }).click();
    const roster = page.getByRole("region", { name: "Roster for a week" });
    await expect(roster.getByRole("row")).toHaveCount(people + 1);
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Roster as CSV" }).click();
    expect((await saved).suggestedFilename()).toMatch(/^roster-.*\.csv$/);
    const calendar = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save the calendar of Agent 1 (ICS)" }).click();
    expect((await calendar).suggestedFilename()).toBe("Agent 1.ics");
    await expectAccessible(page);
    await page.getByRole("main").evaluate((main) => {
      main.scrollTo(0, 0);
    });
    await looks(page, "workforce-history");
    await roster.scrollIntoViewIfNeeded();
    await looks(page, "workforce-roster");

    await page.setViewportSize({ width: 390, height: 844 });
    await expect(page.getByRole("img", { name: /days of the past/ })).toBeVisible();
    // Charts and tables scroll inside themselves; the page does not.
    expect(await page.getByRole("main").evaluate((main) => main.scrollWidth - main.clientWidth)).toBe(0);
  } finally {
    await product.end();
  }
});

test("a plan is in its address, and public only where the organisation says so", async ({ demo, page, browser }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo);
  await page.goto(`${demo.url}/workforce?tickets=900`);
  await expect(page.getByLabel("Tickets a month")).toHaveValue("900");
  await expect(page.getByText("for 900 contacts a month")).toBeVisible();
  await page.getByLabel("Tickets a month").fill("1200");
  await expect(page).toHaveURL(/tickets=1200/);
  await page.goBack();
  await expect(page.getByLabel("Tickets a month")).toHaveValue("900");

  const stranger = await browser.newPage();
  await stranger.goto(`${demo.url}/planner?tickets=900`);
  await expect(stranger.getByText("open to colleagues who are signed in")).toBeVisible();
  await page.goto(`${demo.url}/settings/organisation`);
  await page.getByLabel(/The planner is public/).check();
  const saved = page.waitForResponse((answer) => answer.url().endsWith("/api/v1/organisation") && answer.ok());
  await page.getByRole("button", { name: "Save" }).click();
  await saved;
  await stranger.reload();
  await expect(stranger.getByText("for 900 contacts a month")).toBeVisible();
  await expect(stranger.getByRole("switch")).toBeHidden();
  await expectAccessible(stranger);
  await stranger.close();
});
