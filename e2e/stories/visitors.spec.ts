import type { Page } from "@playwright/test";
import { callApi, endOwnChats, expect, expectAccessible, looks, Shopper, signIn, test } from "../fixtures/index.js";

/** By which this story finds its own shopper among those of others. */
const MARK = "visitors-story";

const list = (page: Page) => page.getByRole("region", { name: "Visitors", exact: true });
const about = (page: Page) => page.getByRole("region", { name: "About the visitor" });

/** All shoppers have one address here: one that stayed blocked would end the stories that come after. */
async function letEverybodyIn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const session = (await (await fetch("/api/v1/session")).json()) as { csrf_token: string };
    const blocks = (await (await fetch("/api/v1/chat-blocks")).json()) as { items: { id: number }[] };
    for (const { id } of blocks.items) {
      const headers = { "X-CSRF-Token": session.csrf_token };
      await fetch(`/api/v1/chat-blocks/${String(id)}`, { method: "DELETE", headers });
    }
  });
}

test.afterEach(async ({ page }) => {
  await letEverybodyIn(page);
  await endOwnChats(page);
});

test("an agent sees who is in the shop, speaks first, and keeps somebody out", async ({ demo, page, browser }) => {
  test.slow();
  await signIn(page, demo);
  await callApi(page, "PATCH", "/api/v1/me/capacity", { takes_chats: true, chat_limit: 3, auto_accept: false });
  const shopper = await Shopper.at(browser, demo, `/shop?from=${MARK}`);

  // By one key, from wherever one is.
  await page.keyboard.press("v");
  await expect(page.getByRole("heading", { level: 1, name: "Visitors" })).toBeVisible();
  await page.getByRole("searchbox").fill(MARK);
  const row = list(page).getByRole("link");
  await expect(row).toHaveCount(1, { timeout: 30_000 });
  await expect(row.getByText("Anonymous")).toBeVisible();
  await expectAccessible(page);
  await looks(page, "visitors-list");

  await row.focus();
  await page.keyboard.press("Enter");
  await expect(about(page).getByText("On the site")).toBeVisible();
  await expect(about(page).getByRole("link", { name: new RegExp(`/shop\\?from=${MARK}`) })).toBeVisible();
  await expect(page.getByText("Nothing was said with this visitor yet.")).toBeVisible();
  await expectAccessible(page);
  await looks(page, "visitors-one");

  await about(page).getByRole("button", { name: "Start chat" }).click();
  const first = page.getByRole("dialog", { name: "Start a chat with Visitor" });
  await first.getByLabel("First message").fill("Can I help you choose a lamp?");
  await expectAccessible(page);
  await looks(page, "visitors-start");
  await first.getByRole("button", { name: "Start chat" }).click();
  await expect(page).toHaveURL(/\/conversations\/\d+/);
  await expect(page.getByRole("log").getByText("Can I help you choose a lamp?")).toBeVisible();
  const bar = page.getByRole("region", { name: "Where the chat stands" });
  await expect(bar.getByText("Chatting")).toBeVisible();

  // The chat opens by itself on the next page that the shopper looks at.
  await shopper.page.goto(`${demo.url}/shop/cart?from=${MARK}`);
  await expect(shopper.log.getByText("Can I help you choose a lamp?")).toBeVisible({ timeout: 45_000 });
  await shopper.say("Yes, for a small room.");
  await expect(page.getByRole("log").getByText("Yes, for a small room.")).toBeVisible();

  await offerChoices(page);
  await shopper.chat.getByRole("group").getByRole("button", { name: "Under 100" }).click();
  const choices = page.getByRole("list", { name: "Choices for the visitor" });
  await expect(choices.getByRole("listitem").filter({ hasText: "Under 100" }).getByLabel("Chosen:")).toBeVisible();
  await expectAccessible(page);
  await looks(page, "chat-choices");

  // What was said with them before leads back to where one came from.
  await page.getByRole("link", { name: "About the visitor" }).click();
  await expect(about(page).getByText("Chats with you")).toBeVisible();
  await expect(about(page).getByRole("link", { name: "Open the chat" })).toBeVisible();
  await about(page)
    .getByRole("button", { name: /^Block/ })
    .click();
  const block = page.getByRole("dialog", { name: "Block visitors" });
  const address = await block.getByLabel("IP address").inputValue();
  expect(address).not.toBe("");
  await block.getByLabel("Reason").fill("Only a story");
  await expectAccessible(page);
  await looks(page, "visitors-block");
  await block.getByRole("button", { name: "Block", exact: true }).click();
  await expect(page.getByText(`${address} is blocked`)).toBeVisible();

  await shopper.type("Are you there?");
  await shopper.chat.getByRole("button", { name: "Send", exact: true }).click();
  await expect(shopper.chat.getByText(/Not sent|not available for you/).first()).toBeVisible({ timeout: 30_000 });

  await page.goto(`${demo.url}/settings/blocked-visitors`);
  await expect(page.getByText("Only a story")).toBeVisible();
  await expectAccessible(page);
  await looks(page, "blocked-visitors");
  await page.getByRole("button", { name: `Let ${address} in again` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Let in again" }).click();
  await expect(page.getByText("Nobody is blocked")).toBeVisible();
  await shopper.leave();
});

/** Asks with buttons, by the keyboard alone. */
async function offerChoices(page: Page): Promise<void> {
  await page.getByRole("textbox", { name: "Your reply" }).click();
  await page.keyboard.type("How much may it cost?");
  await page.getByRole("button", { name: "Answers to choose from" }).click();
  await page.getByLabel("Choice 1", { exact: true }).fill("Under 100");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Choice 2", { exact: true })).toBeFocused();
  await page.keyboard.type("More");
  await looks(page, "chat-choices-menu");
  await page.getByLabel("Choice 2", { exact: true }).press("Control+Enter");
  await expect(page.getByRole("log").getByText("How much may it cost?")).toBeVisible();
}

test("what is wrong with a block stands at its field", async ({ demo, page }) => {
  await signIn(page, demo);
  await page.goto(`${demo.url}/settings/blocked-visitors`);
  await page.getByRole("button", { name: "Block visitors" }).click();
  const dialog = page.getByRole("dialog", { name: "Block visitors" });
  await dialog.getByLabel("Block by").selectOption({ label: "Range of addresses" });
  await dialog.getByLabel("Range (CIDR)").fill("everywhere");
  await dialog.getByRole("button", { name: "Block", exact: true }).click();
  await expect(dialog.getByText("This is not a range such as 203.0.113.0/24.")).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel("Range (CIDR)").fill("203.0.113.77/24");
  await dialog.getByRole("button", { name: "Block", exact: true }).click();
  await expect(page.getByText("203.0.113.0/24", { exact: true })).toBeVisible();
});
