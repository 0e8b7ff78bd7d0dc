import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, test, type Product } from "../fixtures/index.js";

async function signIn(page: Page, demo: Product): Promise<void> {
  await page.goto(`${demo.url}/login`);
  await page.getByLabel("Email").fill(demo.login.email);
  await page.getByLabel("Password", { exact: true }).fill(demo.login.password);
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-conversation]").first()).toBeVisible();
}

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
  await dialog.getByLabel("Name").fill("Nobody's yet");
  await dialog.getByText("Assignee", { exact: true }).click();
  await expect(dialog.getByRole("checkbox", { name: "Nobody" })).toBeChecked();
  await dialog.getByText("Status", { exact: true }).click();
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
  await edit.getByLabel("Name").fill("Urgent for all");
  await edit.getByLabel("Who sees it").selectOption("everyone");
  await edit.getByText("Priority", { exact: true }).click();
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
