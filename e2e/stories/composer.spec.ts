import type { Locator, Page } from "@playwright/test";
import {
  callApi,
  conversationFrom,
  expect,
  expectAccessible,
  savedReply,
  signIn,
  test,
  undoFor,
} from "../fixtures/index.js";

const reply = (page: Page): Locator => page.getByRole("textbox", { name: "Your reply" });
const choices = (page: Page): Locator => page.getByRole("listbox", { name: "Saved replies" });

test("a saved reply is written in the settings", async ({ demo, page, picture }) => {
  await signIn(page, demo);
  await page.goto(`${demo.url}/settings/saved-replies`);
  await page.getByRole("button", { name: "Add saved reply" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Where is my parcel");
  await dialog.getByLabel("Folder").fill("Orders/Delivery");
  await dialog.getByLabel("Text").fill("Hello ");
  await dialog.getByRole("button", { name: "Insert placeholder" }).click();
  await page.getByRole("menuitem", { name: /Customer's first name/ }).click();
  await expect(dialog.getByLabel("Text")).toBeFocused();
  await page.keyboard.type(",\n\nyour parcel is on its way. ");
  await expect(dialog.getByRole("region", { name: "Preview" })).toContainText("Hello Anna,");
  await expectAccessible(page);
  await picture(page, "saved-reply-dialog-light-1440");
  await dialog.getByLabel("Text").fill("Hello {{contact.nme}}");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("There is no such placeholder.")).toBeVisible();
  await dialog
    .getByLabel("Text")
    .fill(
      "Hello {{contact.first_name|there}},\n\nyour parcel for {{conversation.subject}} is on its way.\n{{agent.first_name}}",
    );
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("region", { name: "Orders/Delivery" }).getByText("Where is my parcel")).toBeVisible();
  await page.getByLabel("Search saved replies").fill("delivery parcel");
  await expect(page.getByText("Where is my parcel")).toBeVisible();
  await page.getByLabel("Search saved replies").fill("nothing like this");
  await expect(page.getByText("Nothing matches your search.")).toBeVisible();
  await page.getByLabel("Search saved replies").fill("");
  await expectAccessible(page);
  await picture(page, "saved-replies-light-1440");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, "saved-replies-dark-390");
});

test("an answer is formatted, filled, sent, taken back and sent again", async ({ demo, page, picture }) => {
  await signIn(page, demo);
  await savedReply(page, "Parcel on its way", "Hello {{contact.first_name|there}},\nyour parcel is on its way.");
  await undoFor(page, demo, 120);
  const customer = await conversationFrom(demo, page, "Minh Tran", "minh.composer@customer.example");

  // By the keyboard: `/`, a word, Enter.
  await reply(page).click();
  await page.keyboard.type("/parcel on");
  await expect(choices(page).getByRole("option", { name: /Parcel on its way/ })).toBeVisible();
  await expect(page.getByText("your parcel is on its way.").last()).toBeVisible();
  await expectAccessible(page);
  await picture(page, "composer-saved-light-1440");
  await page.keyboard.press("Enter");
  await expect(reply(page)).toContainText("Hello Minh,");
  await expect(choices(page)).toBeHidden();

  // Markdown as one types, a shortcut, a button of the tool bar reached by keys.
  await page.keyboard.press("Enter");
  await page.keyboard.type("It comes **tomorrow** with:");
  await page.keyboard.press("Enter");
  await page.keyboard.type("- a lamp");
  await page.keyboard.press("Enter");
  await page.keyboard.type("a bulb");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Bye :wav");
  await expect(page.getByRole("option", { name: "wave" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(reply(page).locator("strong")).toHaveText("tomorrow");
  await expect(reply(page).locator("li")).toHaveText(["a lamp", "a bulb"]);
  await expect(reply(page)).toContainText("Bye 👋");
  const bar = page.getByRole("toolbar", { name: "Formatting" });
  await bar.getByRole("button", { name: "Saved replies" }).focus();
  // Past emoji and picture.
  for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowRight");
  await expect(bar.getByRole("button", { name: "Bold" })).toBeFocused();
  await reply(page).focus();
  await expect(page.getByText("Draft saved", { exact: true }).first()).toBeAttached();
  await picture(page, "composer-formatted-light-1440");
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, "composer-formatted-dark-1440");
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "light" });

  // A file by drop, with progress on the way.
  await dropFile(page, "manual.txt", "how to change the bulb");
  await expect(page.getByRole("list", { name: "Attached files" }).getByText("manual.txt")).toBeVisible();
  await expect(page.getByRole("button", { name: "Remove manual.txt" })).toBeVisible();
  // Before it has arrived, nothing is sent.
  await expect(page.getByRole("list", { name: "Attached files" }).getByRole("progressbar")).toHaveCount(0);

  await page.keyboard.press("Control+Enter");
  await expect(reply(page)).toHaveText("");
  // The one of the message that appeared: it also brings the words back.
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(page.getByText("Taken back before it was sent").first()).toBeVisible();
  await expect(reply(page).locator("strong")).toHaveText("tomorrow");
  await expect(page.getByRole("button", { name: "Remove manual.txt" })).toBeVisible();

  await undoForByApi(page, 0);
  await page.getByRole("button", { name: "Send reply" }).click();
  await expect(reply(page)).toHaveText("");
  // HTML is shown in its frame, and the customer's program without HTML shows the same in text.
  await expect(page.locator("iframe").last().contentFrame().locator("strong")).toHaveText("tomorrow");
  await expect(page.locator("iframe").last().contentFrame().locator("li")).toHaveText(["a lamp", "a bulb"]);
  await customer.bringToFront();
  const mail = customer.getByRole("region", { name: "Mailbox" }).getByText("Hello Minh,");
  await expect(mail).toContainText("It comes tomorrow with:");
  await expect(mail).toContainText("- a lamp");
});

test("a draft survives a reload, follows to another device, and two texts are both kept", async ({
  demo,
  page,
  browser,
  picture,
}) => {
  await signIn(page, demo);
  await conversationFrom(demo, page, "Lan Pham", "lan.composer@customer.example");
  await reply(page).click();
  await page.keyboard.type("First thought, **bold**");
  await expect(page.getByText("Draft saved", { exact: true }).first()).toBeAttached();
  await page.reload();
  await expect(reply(page)).toHaveText("First thought, bold");

  const other = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await signIn(other, demo);
  await other.goto(page.url());
  await expect(reply(other)).toHaveText("First thought, bold");
  await expect(reply(other).locator("strong")).toHaveText("bold");
  await expect(other.getByRole("link", { name: /Order of Lan Pham/ }).first()).toContainText("Draft");

  // What one device writes, the other shows at once.
  await reply(other).click();
  await other.keyboard.press("Control+End");
  await other.keyboard.type(" and more");
  await expect(reply(page)).toHaveText("First thought, bold and more");

  // While one is cut off, both write.
  await expect(other.getByText("Draft saved", { exact: true }).first()).toBeAttached();
  await page.context().setOffline(true);
  await reply(page).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" HERE");
  await expect(page.getByText("Draft saved on this device only").first()).toBeAttached();
  await reply(other).click();
  await other.keyboard.press("Control+End");
  await other.keyboard.type(" THERE");
  await expect(other.getByText("Draft saved", { exact: true }).first()).toBeAttached();
  await page.context().setOffline(false);
  await expect(page.getByText("You wrote something else here on another device.")).toBeVisible();
  await expect(page.getByText(/THERE/).first()).toBeVisible();
  await expect(reply(page)).toContainText("HERE");
  await expectAccessible(page);
  await picture(page, "composer-conflict-light-1440");
  await page.getByRole("button", { name: "Put it below mine" }).click();
  await expect(reply(page)).toContainText("HERE");
  await expect(reply(page)).toContainText("THERE");
  await expect(reply(other)).toContainText("HERE");
  await other.context().close();
});

test("signed out in the middle, the words are still there", async ({ demo, page }) => {
  await signIn(page, demo);
  await conversationFrom(demo, page, "Ion Popa", "ion.composer@customer.example");
  await reply(page).click();
  await page.keyboard.type("Before ");
  await expect(page.getByText("Draft saved", { exact: true }).first()).toBeAttached();
  await page.context().clearCookies();
  // At once: what is typed after the sign-in has come up goes nowhere.
  await page.keyboard.insertText("and after the session ended");
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await page.getByLabel("Email").fill(demo.login.email);
  await page.getByLabel("Password", { exact: true }).fill(demo.login.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(reply(page)).toHaveText("Before and after the session ended");
});

test("a note mentions a colleague, and a bad recipient holds the answer back", async ({ demo, page, picture }) => {
  await signIn(page, demo);
  await conversationFrom(demo, page, "Elena Rusu", "elena.composer@customer.example");
  await page.getByRole("button", { name: "Note", exact: true }).click();
  const note = page.getByRole("textbox", { name: "Your note" });
  await note.click();
  await page.keyboard.type("Please look at this, @");
  await page.keyboard.type("a");
  const first = page.getByRole("listbox", { name: "Mention a colleague" }).getByRole("option").first();
  await expect(first).toBeVisible();
  await picture(page, "composer-mention-light-1440");
  await page.keyboard.press("Enter");
  const mention = /@\S+ \S+/.exec(await note.innerText())?.[0] ?? "nobody";
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("article").getByText(mention).last()).toBeVisible();

  await page.getByRole("button", { name: "Reply", exact: true }).click();
  await reply(page).click();
  await page.keyboard.type("To whom it may concern");
  await page.getByRole("button", { name: "Cc", exact: true }).click();
  await page.getByRole("textbox", { name: "Cc" }).fill("not an address");
  await page.getByRole("button", { name: "Send reply" }).click();
  await expect(page.getByText("“not an address” is not a mail address.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Cc" })).toBeFocused();
  await expect(reply(page)).toHaveText("To whom it may concern");
  await expectAccessible(page);
  await picture(page, "composer-bad-recipient-light-1440");
  await page.setViewportSize({ width: 390, height: 844 });
  await picture(page, "composer-light-390");
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, "composer-dark-390");
  await expectAccessible(page);
});

test("a place without a value is marked and must be filled", async ({ demo, page, picture }) => {
  await signIn(page, demo);
  await savedReply(page, "Ask by name", "Hello {{contact.first_name}}, thank you.");
  await conversationFrom(demo, page, "noname@customer.example", "noname@customer.example");
  await reply(page).click();
  await page.keyboard.type("/ask by");
  await expect(choices(page).getByRole("option", { name: /Ask by name/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(reply(page).locator("mark")).toHaveText("[Customer's first name]");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Fill in or remove the highlighted places before you send.")).toBeVisible();
  await picture(page, "composer-missing-light-1440");
  // The place is selected: what is typed stands there.
  await page.keyboard.type("Nora");
  await expect(reply(page)).toHaveText("Hello Nora, thank you.");
  await expect(reply(page).locator("mark")).toHaveCount(0);
});

async function undoForByApi(page: Page, seconds: number): Promise<void> {
  await callApi(page, "PATCH", "/api/v1/organisation", {
    undo_send_seconds: seconds,
  });
}

/** As from the desktop: a file that is dragged over the composer and dropped there. */
async function dropFile(page: Page, name: string, content: string): Promise<void> {
  const files = await page.evaluateHandle(
    ({ name, content }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], name, { type: "text/plain" }));
      return transfer;
    },
    { name, content },
  );
  const target = reply(page);
  await target.dispatchEvent("dragover", { dataTransfer: files });
  await expect(page.getByText("Drop files to attach them")).toBeVisible();
  await target.dispatchEvent("drop", { dataTransfer: files });
}
