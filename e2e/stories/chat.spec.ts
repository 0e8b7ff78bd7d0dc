import type { Page } from "@playwright/test";
import { callApi, endOwnChats, expect, expectAccessible, looks, Shopper, signIn, test } from "../fixtures/index.js";

/** The agent takes chats and nothing begins by itself. */
async function takeChats(page: Page): Promise<void> {
  await callApi(page, "PATCH", "/api/v1/me/capacity", { takes_chats: true, chat_limit: 3, auto_accept: false });
}

const bar = (page: Page) => page.getByRole("region", { name: "Where the chat stands" });
const ringing = (page: Page) => page.getByRole("region", { name: "Incoming chat" });

async function answer(page: Page, words: string): Promise<void> {
  const field = page.getByRole("textbox", { name: "Your reply" });
  await field.click();
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("log").getByText(words)).toBeVisible();
}

test.afterEach(async ({ page }) => {
  await endOwnChats(page);
});

test("a visitor of the shop and an agent talk, and the visitor says how it was", async ({ demo, page, browser }) => {
  await signIn(page, demo);
  await takeChats(page);
  const shopper = await Shopper.at(browser, demo);
  await shopper.begin("Do you have the blue cup in stock?");

  const ring = ringing(page);
  await expect(ring.getByText("Do you have the blue cup in stock?")).toBeVisible();
  await expect(ring.getByText(/goes to a colleague in \d+ s/)).toBeVisible();
  await expectAccessible(page);
  await looks(page, "chat-ring");
  // Taken by the keyboard, from wherever one is. A chat rings for half a minute, and again a minute later: so long may pictures take.
  await expect(async () => {
    await page.keyboard.press("Alt+A");
    await expect(bar(page).getByText("Chatting")).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 150_000 });
  await expect(ring).toBeHidden();
  await expect(bar(page).getByText("Anonymous")).toBeVisible();

  // Each sees that the other writes.
  await shopper.type("And the");
  await expect(page.getByText(/is writing/).first()).toBeVisible();
  await shopper.say(" green one?");
  await answer(page, "Yes, both are in stock.");
  await expect(shopper.log.getByText("Yes, both are in stock.")).toBeVisible();
  await expect(page.getByRole("log").getByText("Seen")).toBeVisible();
  await expectAccessible(page);
  await looks(page, "chat-active");

  // A file of the agent reaches the visitor.
  await page
    .getByRole("region", { name: "Answer" })
    .locator("input[type=file]")
    .setInputFiles({
      name: "cups.txt",
      mimeType: "text/plain",
      buffer: Buffer.from("blue, green"),
    });
  await answer(page, "Here is the list.");
  await expect(shopper.chat.getByText("cups.txt")).toBeVisible();

  await bar(page).getByRole("button", { name: "End chat" }).click();
  await page.getByRole("menuitem", { name: "End and solve" }).click();
  await expect(bar(page).getByText("Ended", { exact: true })).toBeVisible();
  await shopper.chat.getByRole("radio", { name: "Very good" }).check();
  await shopper.chat.getByRole("textbox", { name: "Would you like to add something?" }).fill("Quick and kind");
  await shopper.chat.getByRole("button", { name: "Send", exact: true }).first().click();
  await expect(bar(page).getByRole("img", { name: "Rated 5 of 5" })).toBeVisible();
  await expect(bar(page).getByText("Quick and kind")).toBeVisible();
  await looks(page, "chat-ended");
  await shopper.leave();
});

test("several chats stand side by side, and one is passed on", async ({ demo, page, browser }) => {
  await signIn(page, demo);
  await takeChats(page);
  const first = await Shopper.at(browser, demo);
  await first.begin("My parcel is late.");
  await ringing(page)
    .getByRole("button", { name: /^Accept/ })
    .click();
  const second = await Shopper.at(browser, demo);
  await second.begin("Which size fits me?");
  await expect(ringing(page).getByText("Which size fits me?")).toBeVisible();
  await page.keyboard.press("Alt+A");

  const strip = page.getByRole("navigation", { name: "Your chats" });
  await expect(strip.getByRole("link")).toHaveCount(2);
  await page.keyboard.press("Alt+1");
  await expect(page.getByRole("log").getByText("My parcel is late.")).toBeVisible();
  await second.say("I usually wear M.");
  await expect(strip.getByText("I usually wear M.")).toBeVisible();
  await expectAccessible(page);
  await looks(page, "chat-several");

  await page.keyboard.press("Alt+2");
  await bar(page).getByRole("button", { name: "Transfer" }).click();
  const dialog = page.getByRole("dialog", { name: "Transfer the chat" });
  await dialog.getByLabel("To", { exact: true }).selectOption({ index: 1 });
  await dialog.getByLabel("What they should know").fill("Wears M, asks about the jacket.");
  await expectAccessible(page);
  await looks(page, "chat-transfer");
  await dialog.getByRole("button", { name: "Transfer" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("log").getByText("Wears M, asks about the jacket.")).toBeVisible();
  await first.leave();
  await second.leave();
});

test("a chat is set up from a name to a line for the page", async ({ demo, page }) => {
  await signIn(page, demo);
  await page.goto(`${demo.url}/settings/inboxes/new`);
  await expectAccessible(page);
  await looks(page, "chat-new-channel");
  await page.getByRole("button", { name: /^Chat/ }).click();
  await page.getByLabel("Name").fill("Chat on the shop");
  await page.getByRole("button", { name: "Create chat" }).click();
  await expect(page.getByText("“Chat on the shop” is ready")).toBeVisible();
  await expect(page.getByText(/<script async src="http.*\/chat\/.*\/widget\.js"><\/script>/)).toBeVisible();
  await page.getByRole("button", { name: "To the settings" }).click();

  for (const [tab, name] of [
    ["Look and words", "look"],
    ["Before the chat", "before"],
    ["Hours", "hours"],
    ["Invitations", "invitations"],
    ["Rules", "rules"],
  ] as const) {
    await page.getByRole("tab", { name: tab }).click();
    if (name === "look") await page.getByLabel("Heading", { exact: true }).fill("Hello from the shop");
    if (name === "before") {
      await page.getByRole("button", { name: "Add a question" }).click();
      await page.getByLabel("Question", { exact: true }).fill("Order number");
      await page.getByRole("button", { name: "Add a topic" }).click();
      await page.getByLabel("What visitors read").fill("Returns");
    }
    if (name === "hours") await page.getByLabel("Always open").uncheck();
    if (name === "invitations") {
      await page.getByRole("button", { name: "Add an invitation" }).click();
      await page.getByLabel("What is said").fill("Can we help you choose?");
    }
    if (name === "rules") await page.getByRole("button", { name: "Make a secret" }).click();
    await expectAccessible(page);
    await looks(page, `chat-settings-${name}`);
    if (name === "look") await expect(page.getByRole("figure").getByText("Hello from the shop")).toBeVisible();
    if (name === "hours") {
      await page.getByRole("button", { name: "Save hours" }).click();
      await expect(page.getByText("Saved", { exact: true })).toBeVisible();
    }
  }
  // The word of the hours may still stand there: what is waited for is the answer of the server.
  const saved = page.waitForResponse(
    (answer) => answer.request().method() === "PATCH" && /\/inboxes\/\d+$/.test(answer.url()),
  );
  await page.getByRole("button", { name: "Save", exact: true }).click();
  expect((await saved).status()).toBe(200);
  await expect(page.getByText("Saved", { exact: true }).first()).toBeVisible();
  await page.reload();
  await page.getByRole("tab", { name: "Before the chat" }).click();
  await expect(page.getByLabel("Question", { exact: true })).toHaveValue("Order number");
});

test("whether one takes chats is one key away, and in sight", async ({ demo, page }) => {
  await signIn(page, demo);
  await takeChats(page);
  await page.reload();
  const switcher = page.getByRole("button", { name: /^You take/ });
  await expect(switcher).toHaveAccessibleName(/You take chats: \d+ of 3/);
  await page.keyboard.press("Alt+C");
  await expect(switcher).toHaveAccessibleName("You take no chats");
  await switcher.click();
  await expect(page.getByRole("switch", { name: "Take chats" })).not.toBeChecked();
  await page.getByRole("switch", { name: "Take chats" }).check();
  await expectAccessible(page);
  await looks(page, "chat-availability");
  await page.keyboard.press("Escape");
  await expect(switcher).toHaveAccessibleName(/You take chats/);
});
