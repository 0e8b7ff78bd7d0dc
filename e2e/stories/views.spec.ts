import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, looks, signIn, test } from "../fixtures/index.js";
import { screenshots } from "../fixtures/paths.js";

const line = (page: Page, name: string): Locator =>
  page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: new RegExp(`^${name}`) });

/** The number at the end of the view's line; 0 is not written. */
async function count(page: Page, name: string): Promise<number> {
  const text = (await line(page, name).textContent()) ?? "";
  return Number(text.replace(name, "").replaceAll(",", "") || "0");
}

test("a view is saved from filters, counts live, is changed and deleted", async ({ demo, page, context, picture }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo);
  await page.goto(`${demo.url}/conversations?view=unassigned&status=open`);
  await expect(page.getByRole("heading", { level: 1, name: "Unassigned" })).toBeVisible();
  await page.getByRole("button", { name: "Actions for this list" }).click();
  await page.getByRole("menuitem", { name: "Save as view" }).click();
  const dialog = page.getByRole("dialog", { name: "Save as view" });
  await dialog.getByLabel("Name", { exact: true }).fill("Nobody's yet");
  await dialog.locator("summary", { hasText: "Assignee" }).click();
  await expect(dialog.getByRole("checkbox", { name: "Nobody" })).toBeChecked();
  await dialog.locator("summary", { hasText: "Status" }).click();
  await expect(dialog.getByRole("checkbox", { name: "Open" })).toBeChecked();
  await expect(dialog.getByRole("checkbox", { name: "Pending" })).not.toBeChecked();
  await expectAccessible(page);
  await picture(page, "views-dialog");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();

  await expect(page).toHaveURL(/saved_view=\d+/);
  await expect(page.getByRole("heading", { level: 1, name: "Nobody's yet" })).toBeVisible();
  const own = page.getByRole("region", { name: "My views" });
  await expect(own.getByRole("link", { name: /^Nobody's yet/ })).toHaveAttribute("aria-current", "page");
  await expect.poll(() => count(page, "Nobody's yet"), { timeout: 45_000 }).toBeGreaterThan(0);
  const before = await count(page, "Nobody's yet");

  const customer = await context.newPage();
  await customer.goto(`${demo.url}/demo`);
  await customer.getByLabel("Subject").fill("A shelf for the views");
  await customer.getByLabel("Message").fill("Do you have one of oak?");
  await customer.getByRole("button", { name: "Send mail" }).click();
  await page.bringToFront();
  await expect.poll(() => count(page, "Nobody's yet"), { timeout: 45_000 }).toBe(before + 1);
  await expect(page.getByRole("link", { name: /A shelf for the views/ })).toBeVisible();
  await expectAccessible(page);
  await picture(page, "views-list");

  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Nobody's yet" })).toBeVisible();
  await expect(page.getByRole("link", { name: /A shelf for the views/ })).toBeVisible();
  await expect.poll(() => count(page, "Nobody's yet"), { timeout: 45_000 }).toBe(before + 1);

  // Everyone gets it, and only what is urgent.
  await line(page, "Nobody's yet").hover();
  await page.getByRole("button", { name: "Actions for the view Nobody's yet" }).click();
  await page.getByRole("menuitem", { name: "Edit Nobody's yet" }).click();
  const edit = page.getByRole("dialog", { name: "Edit Nobody's yet" });
  await edit.getByLabel("Name", { exact: true }).fill("Urgent for all");
  await edit.getByLabel("Who sees it").selectOption("everyone");
  await edit.locator("summary", { hasText: "Priority" }).click();
  await edit.getByRole("checkbox", { name: "Urgent" }).check();
  await edit.getByLabel("Waiting longer than").fill("-5");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(edit.getByText("This number is out of range.")).toBeVisible();
  await edit.getByLabel("Waiting longer than").fill("");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(edit).toBeHidden();
  await expect(page.getByRole("heading", { level: 1, name: "Urgent for all" })).toBeVisible();
  const shared = page.getByRole("region", { name: "Views for everyone" });
  await expect(shared.getByRole("link", { name: /^Urgent for all/ })).toBeVisible();
  await expect(page.getByRole("link", { name: /A shelf for the views/ })).toBeHidden();

  // From elsewhere by its name.
  await page.goto(`${demo.url}/conversations`);
  await expect(line(page, "Urgent for all")).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Commands" })).toBeFocused();
  await page.keyboard.type("urgent for all");
  await expect(page.getByRole("option", { selected: true })).toHaveAccessibleName(/^Urgent for all/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Urgent for all" })).toBeVisible();

  await page.getByRole("button", { name: "Actions for this list" }).click();
  await page.getByRole("menuitem", { name: "Delete Urgent for all" }).click();
  const sure = page.getByRole("dialog", { name: "Delete Urgent for all" });
  await expectAccessible(page);
  await sure.getByRole("button", { name: "Delete" }).click();
  await expect(sure).toBeHidden();
  await expect(page.getByRole("heading", { level: 1, name: "All" })).toBeVisible();
  await expect(line(page, "Urgent for all")).toBeHidden();
});

/** Asks the server without the screens: for what comes before a story. */
async function call<T = unknown>(page: Page, method: string, path: string, body?: object): Promise<T> {
  const text = await page.evaluate(
    async ({ method, path, body }) => {
      const session = (await (await fetch("/api/v1/session")).json()) as { csrf_token: string };
      const headers = { "content-type": "application/json", "x-csrf-token": session.csrf_token };
      const answer = await fetch(`/api/v1${path}`, { method, headers, body: body ?? null });
      const text = await answer.text();
      if (!answer.ok) throw new Error(text);
      return text;
    },
    { method, path, body: body && JSON.stringify(body) },
  );
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

const makeView = async (page: Page, view: object) => (await call<{ id: number }>(page, "POST", "/views", view)).id;

const names = (page: Page, group: string) =>
  page
    .getByRole("region", { name: group })
    .getByRole("link")
    .evaluateAll((links) => links.map((link) => link.getAttribute("title")));

test("views are put in order, copied, folded away, and mended when a tag is gone", async ({ demo, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo);
  const long = "Reclamații și retururi în așteptare, luna trecută";
  for (const name of ["First", long, "Khiếu nại của khách hàng thân thiết ở miền Trung"]) {
    await makeView(page, { name, conditions: [{ field: "waiting", minutes: 120 }], sort: "priority" });
  }
  await page.reload();
  const group = "My views";
  await expect(line(page, "First")).toBeVisible();
  const before = await names(page, group);
  // By the keyboard, and remembered by the server.
  await line(page, "First").focus();
  const saved = page.waitForResponse((answer) => answer.url().endsWith("/views/order"));
  await page.keyboard.press("Alt+ArrowDown");
  expect((await saved).ok()).toBe(true);
  const down = [before[1], before[0], before[2]];
  await expect.poll(() => names(page, group)).toEqual(down);
  await expect(line(page, "First")).toBeFocused();
  await page.reload();
  await expect.poll(() => names(page, group)).toEqual(down);
  // And with the mouse.
  await line(page, "Khiếu nại").dragTo(line(page, "Reclama"));
  await expect.poll(() => names(page, group)).toEqual([before[2], before[1], before[0]]);
  await looks(page, "nav-long-names");

  const head = page.getByRole("button", { name: group });
  await head.click();
  await expect(line(page, "First")).toBeHidden();
  await page.reload();
  await expect(head).toHaveAttribute("aria-expanded", "false");
  await expect(line(page, "First")).toBeHidden();
  await head.click();

  await line(page, "First").hover();
  await page.getByRole("button", { name: "Actions for the view First" }).click();
  await page.getByRole("menuitem", { name: "Duplicate First" }).click();
  const copy = page.getByRole("dialog", { name: "Save as view" });
  await expect(copy.getByLabel("Name", { exact: true })).toHaveValue("First (copy)");
  await expect(copy.getByLabel("Waiting longer than")).toHaveValue("120");
  await expect(copy.getByLabel("Order")).toHaveValue("priority");
  await copy.getByRole("checkbox", { name: "Number" }).check();
  await copy.getByRole("checkbox", { name: "Tags", exact: true }).last().uncheck();
  await copy.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "First (copy)" })).toBeVisible();
  await expect(page.locator("[data-conversation]").first()).toContainText(/#\d{4}/);

  // A tag goes, and a view asks for it.
  const tag = await call<{ id: number }>(page, "POST", "/tags", { name: "Passing" });
  const broken = await makeView(page, { name: "Needs mending", conditions: [{ field: "tag", any_of: [tag.id] }] });
  await call(page, "DELETE", `/tags/${String(tag.id)}`);
  await page.goto(`${demo.url}/conversations?saved_view=${String(broken)}`);
  await expect(page.getByText("This view asks for a tag that no longer exists.")).toBeVisible();
  await expect(line(page, "Needs mending").getByLabel("Needs mending")).toBeVisible();
  await expectAccessible(page);
  await looks(page, "views-broken");
  await page.getByRole("button", { name: "Mend", exact: true }).click();
  const mend = page.getByRole("dialog", { name: "Edit Needs mending" });
  await mend.getByRole("checkbox", { name: /^Gone/ }).click();
  await expectAccessible(page);
  await looks(page, "views-mend");
  await mend.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("This view asks for")).toBeHidden();
});

test("a table with columns, many marked as read, a number in the palette", async ({ demo, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo);
  const rows = page.locator("[data-conversation]");
  await page.goto(`${demo.url}/conversations?status=any`);
  await page.getByRole("button", { name: "Show as table" }).click();
  const table = page.getByRole("table", { name: "Conversations" });
  await expect(table.getByRole("columnheader", { name: "Customer" })).toBeVisible();
  await expect(table.getByRole("row").nth(8)).toBeVisible();
  await page.mouse.move(5, 5);
  await expectAccessible(page);
  await looks(page, "list-table");
  await table.getByRole("button", { name: "Priority" }).click();
  await expect(page).toHaveURL(/sort=priority/);
  await expect(table.getByRole("columnheader", { name: "Priority" })).toHaveAttribute("aria-sort", "descending");
  await expect(table.getByRole("row").nth(1)).toContainText("Urgent");

  // Beside a conversation the list is narrow again; without one it is a table as before.
  await page.keyboard.press("j");
  await expect(page).toHaveURL(/\/conversations\/\d+/);
  await expect(table).toBeHidden();
  await page.goBack();
  await expect(table).toBeVisible();
  await page.reload();
  await expect(table).toBeVisible();

  const boxes = page.getByRole("checkbox", { name: /^Select / });
  await boxes.nth(0).click({ force: true });
  await boxes.nth(2).click({ modifiers: ["Shift"], force: true });
  const bar = page.getByRole("toolbar", { name: "Change the selected conversations" });
  const mark = async (name: string) => {
    await bar.getByRole("button", { name, exact: true }).click();
    await expect(bar).toBeHidden();
  };
  const third = table.getByRole("row").nth(3);
  if (await bar.getByRole("button", { name: "Mark as read" }).isVisible()) {
    await mark("Mark as read");
    await expect(third).not.toContainText("Unread");
    await boxes.nth(0).click({ force: true });
    await boxes.nth(2).click({ modifiers: ["Shift"], force: true });
  }
  await mark("Mark as unread");
  await expect(table.getByRole("row").nth(1)).toContainText("Unread");
  await expect(third).toContainText("Unread");
  await looks(page, "list-table-unread");
  await page.getByRole("button", { name: "Show as cards" }).click();
  await expect(table).toBeHidden();

  await rows.nth(1).click();
  await expect(page).toHaveURL(/\/conversations\/\d+/);
  const number = /#(\d+)/.exec((await page.getByRole("main").textContent()) ?? "")?.[1] ?? "";
  await page.goto(`${demo.url}/contacts`);
  // Before the application has begun, keys are the browser's.
  await expect(page.getByRole("heading", { level: 1, name: "Contacts" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type(`#${number}`);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/conversations\/\d+/);
  await expect(page.getByRole("main")).toContainText(`#${number}`);
});

test("the list at twice the size, without motion, and told to a screen reader", async ({ demo, page, context }) => {
  // A window of 1440 pixels at 200 %.
  await page.setViewportSize({ width: 720, height: 450 });
  await page.emulateMedia({ reducedMotion: "reduce" });
  await signIn(page, demo);
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth))
    .toBe(0);
  const moving = () =>
    page.evaluate(() => document.getAnimations().filter((one) => Number(one.effect?.getTiming().duration) > 10).length);
  expect(await moving()).toBe(0);
  await expectAccessible(page);
  await page.screenshot({ path: `${screenshots}list-200-percent.png` });
  await page.getByRole("button", { name: "Views" }).click();
  await expect(page.getByRole("dialog").getByRole("link", { name: /^Unassigned/ })).toBeVisible();
  expect(await moving()).toBe(0);
  await page.screenshot({ path: `${screenshots}nav-200-percent.png` });
  await page.keyboard.press("Escape");

  // What comes while somebody reads further down waits, and is told.
  await page.goto(`${demo.url}/conversations?status=any`);
  const rows = page.locator("[data-conversation]");
  await rows.first().hover();
  await page.mouse.wheel(0, 240);
  const seen = () =>
    rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().top).find((top) => top > 150));
  await expect.poll(() => rows.first().evaluate((row) => row.getBoundingClientRect().top)).toBeLessThan(0);
  const before = await seen();
  const customer = await context.newPage();
  await customer.goto(`${demo.url}/demo`);
  for (const subject of ["First of two", "Second of two"]) {
    await customer.getByLabel("Subject").fill(subject);
    await customer.getByLabel("Message").fill("Hello");
    await customer.getByRole("button", { name: "Send mail" }).click();
    await expect(customer.getByRole("region", { name: "Mailbox" }).getByText(subject).first()).toBeVisible();
  }
  await page.bringToFront();
  const told = page.getByRole("status").filter({ hasText: /new conversations?/ });
  await expect(told).toHaveText("2 new conversations");
  expect(await seen()).toBe(before);
  await expectAccessible(page);
  await told.getByRole("button").click();
  await expect(page.getByRole("link", { name: /Second of two/ })).toBeVisible();
});
