import type { Page } from "@playwright/test";
import { expect, expectAccessible, test, type Product } from "../fixtures/index.js";

async function signIn(page: Page, demo: Product, email: string): Promise<void> {
  await page.goto(`${demo.url}/login`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(demo.login.password);
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-conversation]").first()).toBeVisible();
}

test("a colleague who is mentioned hears of it at once, and looking at it is enough", async ({
  demo,
  page,
  browser,
  picture,
}) => {
  await signIn(page, demo, demo.login.email);
  const other = await browser.newContext({ locale: "en-GB" });
  const emily = await other.newPage();
  await signIn(emily, demo, "emily@lumina.example");
  await expect(emily.getByRole("button", { name: "Notifications" })).toBeVisible();

  await page.locator("[data-conversation]").first().click();
  await page.getByRole("button", { name: "Note", exact: true }).click();
  const note = page.getByRole("textbox", { name: "Your note" });
  await note.click();
  await page.keyboard.type("Please call them, @Emily");
  await expect(
    page.getByRole("listbox", { name: "Mention a colleague" }).getByRole("option", { name: /Emily Carter/ }),
  ).toBeVisible();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("article").getByText("Please call them, @Emily Carter")).toBeVisible();

  const bell = emily.getByRole("button", { name: "1 unread notification" });
  await expect(bell).toBeVisible();
  await expect(emily).toHaveTitle(/^\(1\) /);
  await bell.click();
  const line = emily.getByRole("dialog", { name: "Notifications" }).getByRole("link", { name: /mentioned you/ });
  await expect(line).toBeVisible();
  await expectAccessible(emily);
  await picture(emily, "notifications-list");
  await emily.keyboard.press("Escape");
  await emily.setViewportSize({ width: 390, height: 844 });
  await bell.click();
  await expect(line).toBeInViewport({ ratio: 1 });
  await picture(emily, "notifications-list-390");

  await line.click();
  await expect(emily.getByRole("article").getByText("Please call them, @Emily Carter")).toBeVisible();
  await expect(emily).toHaveTitle(/^(?!\()/);
  await other.close();
});
