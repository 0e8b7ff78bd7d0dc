import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, looks, Product, signIn, test } from "../fixtures/index.js";

/** The row of a line, found by one of its fields. */
const line = (page: Page, name: string): Locator =>
  page.getByRole("row").filter({ has: page.getByLabel(`${name}: budget of the year`, { exact: true }) });

/** Enters what was spent in a month on each line. */
async function spend(page: Page, month: string, amounts: Record<string, string>): Promise<void> {
  await page.getByRole("radio", { name: new RegExp(`^${month}`) }).check();
  for (const [name, amount] of Object.entries(amounts)) {
    await page.getByLabel(`${name}: spent in ${month}`, { exact: true }).fill(amount);
  }
}

/** Saves, and waits until the server has it. */
async function save(page: Page): Promise<void> {
  const answered = page.waitForResponse(
    (answer) => answer.request().method() === "PUT" && /\/workforce\/budgets\/\d{4}$/.test(answer.url()),
  );
  await page.getByRole("button", { name: "Save", exact: true }).click();
  expect((await answered).status()).toBe(200);
  await expect(page.getByText("Not saved yet")).toBeHidden();
}

/** What two months of spending come to. */
async function expectFigures(page: Page): Promise<void> {
  await expect(
    page.getByText(
      "After 2 months 24,500 of 24,000 are spent: 500 over. If it goes on like this, the year costs 147,000 instead of 144,000.",
    ),
  ).toBeVisible();
  const pay = line(page, "Pay").getByRole("cell");
  await expect(pay.nth(2)).toHaveText("20,500");
  await expect(pay.nth(3)).toHaveText("20,000");
  await expect(pay.nth(4)).toHaveText("+500 over");
  await expect(pay.nth(5)).toHaveText("123,000");
  await expect(line(page, "Office rent").getByRole("cell").nth(4)).toHaveText("as planned");
  const total = page.getByRole("row", { name: /^Total/ }).getByRole("cell");
  await expect(total.first()).toHaveText("144,000");
  await expect(total.nth(2)).toHaveText("24,500");
}

test("the costs of a plan become a budget, and what is spent is held against it", async ({ browser, page }) => {
  const demo = await Product.demo(60);
  try {
    await page.setViewportSize({ width: 1440, height: 900 });
    await signIn(page, demo);
    // From an example nobody makes a budget; from a plan of one's own, its costs are taken over.
    await page.goto(`${demo.url}/workforce?tickets=900`);
    await page.getByRole("link", { name: /^Use as the budget of \d{4}$/ }).click();
    await expect(page).toHaveURL(/\/workforce\/budget\?.*tickets=900/);
    await expect(page.getByText(/^No budget for \d{4} yet$/)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Take over the costs of the plan" }).click();
    await expect(page.getByLabel("Pay: budget of the year")).not.toHaveValue("");
    await expect(page.getByText(/may be spent in the year; nothing is entered as spent yet/)).toBeVisible();

    // Two of its lines stay, with numbers that are easy to reckon with.
    for (;;) {
      const others = page.getByRole("button", { name: /^Remove (?!Pay$|Office rent$)/ });
      const left = await others.count();
      if (left === 0) break;
      await others.first().click();
      await expect(others).toHaveCount(left - 1);
    }
    await page.getByLabel("Pay: budget of the year").fill("120,000");
    await page.getByLabel("Office rent: budget of the year").fill("24 000");
    await spend(page, "January", { Pay: "11,000", "Office rent": "2000" });
    await spend(page, "February", { Pay: "9.500", "Office rent": "2,000" });
    await expectFigures(page);
    await save(page);
    await expect(page).not.toHaveURL(/tickets/);
    await page.reload();
    await expectFigures(page);
    await page.getByRole("radio", { name: "February, something is entered" }).check();
    await expect(page.getByLabel("Pay: spent in February")).toHaveValue("9,500");
    await expectAccessible(page);
    await looks(page, "budget");

    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV" }).click();
    expect((await saved).suggestedFilename()).toMatch(/^budget-\d{4}\.csv$/);

    // What is not saved is not lost by a step aside.
    await page.getByLabel("Pay: spent in February").fill("1");
    await page.getByRole("button", { name: "The year after" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByLabel("Pay: spent in February")).toHaveValue("1");
    await page.getByRole("button", { name: "Discard changes" }).click();
    await expectFigures(page);

    // On a phone the table scrolls inside itself; the page does not.
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(page.getByRole("radio", { name: /^December/ })).toBeVisible();
    expect(await page.getByRole("main").evaluate((main) => main.scrollWidth - main.clientWidth)).toBe(0);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole("button", { name: "The year after" }).click();
    await expect(page.getByText(/^No budget for \d{4} yet$/)).toBeVisible();
    await page.getByRole("link", { name: "Budget", exact: true }).click();
    await expectFigures(page);

    // Money is not for every colleague.
    const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
    const emily = await context.newPage();
    await signIn(emily, demo, "emily@lumina.example");
    await emily.goto(`${demo.url}/workforce?tickets=900`);
    await expect(emily.getByRole("link", { name: "My shifts", exact: true })).toBeVisible();
    await expect(emily.getByText("for 900 contacts a month")).toBeVisible();
    await expect(emily.getByRole("link", { name: /budget/i })).toHaveCount(0);
    await context.close();
  } finally {
    await demo.end();
  }
});
