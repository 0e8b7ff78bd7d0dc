import type { Page } from "@playwright/test";
import { conversationFrom, expect, expectAccessible, looks, signIn, test } from "../fixtures/index.js";

const field = (page: Page) => page.getByRole("combobox", { name: "Search messages, subjects and contacts" });
const results = (page: Page) => page.getByRole("list", { name: "Results" });

/** The text of the search in the address. */
const asked = (page: Page) => new URL(page.url()).searchParams.get("q");

test("a search by keyboard alone: operators, hits, back to the same place", async ({ demo, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo);
  await conversationFrom(demo, page, "Đặng Thị Ngọc Hường", "huong@khach.example");
  await page.goto(`${demo.url}/conversations`);
  // Keys are heard from the moment on in which there is something to see.
  await expect(page.locator("[data-conversation]").first()).toBeVisible();
  await page.keyboard.press("/");
  await expect(field(page)).toBeFocused();
  await expect(page.getByText("Search everything your customers wrote")).toBeVisible();
  await expectAccessible(page);
  await looks(page, "search-begin");

  // Without accents what has them is found, and marked.
  await page.keyboard.type("dang ngoc huong");
  await expect(results(page).locator("mark").filter({ hasText: "Đặng" }).first()).toBeVisible();
  // The address follows the words a moment later.
  await expect.poll(() => asked(page)).toBe("dang ngoc huong");

  // The name of an operator and its value are completed.
  await page.keyboard.press("Control+a");
  await page.keyboard.type("order sta");
  const list = page.getByRole("listbox", { name: "Suggestions" });
  await expect(list.getByRole("option", { name: /^status:/ })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(field(page)).toHaveValue("order status:");
  await expect(list.getByRole("option", { name: /^open/ })).toBeVisible();
  await looks(page, "search-completion");
  await page.keyboard.type("op");
  await expect(list.getByRole("option", { selected: true })).toHaveAccessibleName(/^open/);
  await page.keyboard.press("Enter");
  await expect(field(page)).toHaveValue("order status:open ");
  await expect(field(page)).toBeFocused();
  // The control reads the same text.
  await expect(page.getByRole("button", { name: "Status: Open" })).toBeVisible();
  await expect(results(page).getByRole("link").first()).toBeVisible();
  // Those of the search before are paler for the moment in which they stand in.
  await expect.poll(() => asked(page)?.trim()).toBe("order status:open");
  await expect(page.locator(".opacity-60")).toHaveCount(0);
  await expectAccessible(page);
  await looks(page, "search-hits");

  // Down to the third hit, in, and back to it.
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowDown");
  const third = results(page).getByRole("link").nth(2);
  await expect(third).toBeFocused();
  const name = await third.textContent();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/conversations\/\d+/);
  await page.goBack();
  await expect(results(page).getByRole("link").nth(2)).toBeFocused();
  expect(await results(page).getByRole("link").nth(2).textContent()).toBe(name);
  await page.keyboard.press("Escape");
  await expect(field(page)).toBeFocused();
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page.getByRole("button", { name: "order status:open" })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(field(page)).toHaveValue("order status:open");
});

test("filters and text are one, and what is wrong is said", async ({ demo, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo);
  await page.goto(`${demo.url}/search?q=the`);
  await expect(results(page).getByRole("link").first()).toBeVisible();
  await page.getByRole("button", { name: "Inbox", exact: true }).click();
  const inbox = page.getByRole("option").nth(1);
  const chosen = (await inbox.textContent()) ?? "";
  await inbox.click();
  await expect(field(page)).toHaveValue(new RegExp(`^inbox:"?${chosen}"? the$`));
  await page.getByRole("button", { name: "When" }).click();
  await page.getByRole("button", { name: "Last 30 days" }).click();
  await expect(field(page)).toHaveValue(/^after:\d{4}-\d\d-\d\d inbox:/);
  await page.getByRole("button", { name: "Subjects" }).click();
  await expect(field(page)).toHaveValue(/^in:conversations after:/);
  await expect.poll(() => asked(page)).toMatch(/^in:conversations after:.* the$/);
  await page.getByRole("button", { name: "Everything" }).click();
  await expect(field(page)).not.toHaveValue(/in:/);

  // An old address says the same in the new way.
  await page.goto(`${demo.url}/search?q=the&kind=contact`);
  await expect(field(page)).toHaveValue("in:contacts the");

  const problem = page.getByRole("status").filter({ hasText: /date|tag|operator/ });
  await field(page).fill("before:soon lamp");
  await expect(problem).toHaveText(/before: “soon” is not a date/);
  await expect(field(page)).toHaveAccessibleDescription(/is not a date/);
  await expectAccessible(page);
  await looks(page, "search-problem");
  await field(page).fill("tag:nothing-like-it lamp");
  await expect(problem).toHaveText(/There is no tag “nothing-like-it”/);
  await field(page).fill("form:lan");
  await expect(page.getByText("“form:” is not an operator")).toBeVisible();
  await page.getByRole("button", { name: "Use from:" }).click();
  await expect(field(page)).toHaveValue("from:lan");
  await field(page).fill("status:spam xyzzy-nowhere");
  await expect(page.getByText(/Nothing found for/)).toBeVisible();
  await looks(page, "search-nothing");
  await page.getByRole("button", { name: "Search without filters" }).click();
  await expect(field(page)).toHaveValue("xyzzy-nowhere");
});

test("Romanian is found with and without its marks", async ({ demo, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo);
  await conversationFrom(demo, page, "Ștefănescu Țăndărică", "stefanescu@client.example");
  await page.goto(`${demo.url}/search`);
  for (const typed of ["stefanescu tandarica", "Ștefănescu Țăndărică", "ştefănescu ţăndărică"]) {
    await field(page).fill(typed);
    await expect(results(page).locator("mark").filter({ hasText: "Ștefănescu" }).first()).toBeVisible();
  }
});
