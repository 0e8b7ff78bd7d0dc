import type { Page } from "@playwright/test";
import { fileURLToPath } from "node:url";
import { conversationFrom, expect, Product, signIn, test as base, undoFor } from "../fixtures/index.js";

const images = fileURLToPath(new URL("../../docs/images/", import.meta.url));

/** The demo with enough conversations that lists look like a working day. */
const test = base.extend<object, { shop: Product }>({
  shop: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
    async ({}, use) => {
      const product = await Product.demo(400);
      await use(product);
      await product.end();
    },
    { scope: "worker", timeout: 180_000 },
  ],
});

test.use({ viewport: { width: 1440, height: 900 } });

async function picture(page: Page, name: string): Promise<void> {
  // What has just been asked of the server shall be in the picture, and no half-faded dialog.
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: `${images}${name}.png`, animations: "disabled" });
}

/** Opens the first conversation of the list that has a customer's words to show. */
async function openFirst(page: Page): Promise<void> {
  await page.locator("[data-conversation]").first().click();
  // On a phone the composer is folded away.
  await expect(page.getByRole("button", { name: "Reply", exact: true })).toBeVisible();
}

test("the workspace", async ({ shop, page }) => {
  await signIn(page, shop);
  await openFirst(page);
  // The cards beside it have what they show.
  await expect(page.getByRole("complementary").locator(".animate-pulse")).toHaveCount(0);
  await picture(page, "workspace");
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, "workspace-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Commands" })).toBeFocused();
  await page.keyboard.type("assign");
  await expect(page.getByRole("dialog").getByRole("option", { selected: true })).toBeVisible();
  await picture(page, "palette");
});

test("writing an answer", async ({ shop, page }) => {
  await signIn(page, shop);
  await undoFor(page, shop, 60);
  await conversationFrom(shop, page, "Minh Trần", "minh@customer.example");
  await page.getByLabel("Your reply").click();
  await page.keyboard.type("/deliv");
  await expect(page.getByRole("option", { name: /Delivery time/ })).toBeVisible();
  await picture(page, "composer");
});

test("finding", async ({ shop, page }) => {
  await signIn(page, shop);
  await page.goto(`${shop.url}/search?q=desk`);
  await expect(page.locator("mark").first()).toBeVisible();
  await picture(page, "search");
});

test("setting up", async ({ shop, page }) => {
  await signIn(page, shop);
  await page.goto(`${shop.url}/settings/inboxes/new`);
  await page.getByRole("button", { name: /^Email/ }).click();
  await expect(page.getByLabel("Mail address")).toBeVisible();
  await picture(page, "inbox");
  await page.goto(`${shop.url}/settings/start`);
  await expect(page.getByRole("progressbar")).toBeVisible();
  await picture(page, "first-steps");
  await page.goto(`${shop.url}/settings/notifications`);
  await expect(page.getByRole("switch").first()).toBeVisible();
  await picture(page, "notifications");
});

test("on a phone", async ({ shop, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, shop);
  await picture(page, "phone-list");
  await openFirst(page);
  await picture(page, "phone-conversation");
});

test("planning", async ({ page }) => {
  // From so many on the demo is a team with shifts behind it.
  const team = await Product.demo(2500);
  try {
    await signIn(page, team);
    await page.goto(`${team.url}/workforce`);
    await page.getByLabel("Tickets a month").fill("9000");
    await expect(page.getByText("for 9,000 contacts a month")).toBeVisible();
    await page.waitForLoadState("networkidle");
    await picture(page, "planner");
    // The last Wednesday that is over: the team met.
    const wednesday = new Date(Date.now() - 2 * 86_400_000);
    while (wednesday.getUTCDay() !== 3) wednesday.setUTCDate(wednesday.getUTCDate() - 1);
    const day = wednesday.toISOString().slice(0, 10);
    const monday = new Date(wednesday.getTime() - 2 * 86_400_000).toISOString().slice(0, 10);
    await page.goto(`${team.url}/workforce/roster?week=${monday}`);
    await expect(page.locator("[data-shift]").first()).toBeVisible();
    await picture(page, "roster");
    await page.goto(`${team.url}/workforce/day?day=${day}`);
    await expect(page.getByRole("heading", { name: "Staffing through the day" })).toBeVisible();
    await picture(page, "day");
  } finally {
    await team.end();
  }
});
