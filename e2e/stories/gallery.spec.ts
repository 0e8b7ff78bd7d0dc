import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "../fixtures/index.js";

/** Every choice with every other one that it could quarrel with: the density changes no colour. */
const LOOKS = [
  { theme: "light", contrast: "standard", density: "comfortable" },
  { theme: "dark", contrast: "standard", density: "compact" },
  { theme: "light", contrast: "more", density: "comfortable" },
  { theme: "dark", contrast: "more", density: "compact" },
];
/** What components are compared with: both ends of every choice, as a picture of each would say nothing more. */
const COMPARED = ["light-standard-comfortable", "dark-more-compact"];

/** What lies over the page: opened one after the other. */
async function compareFloating(page: Page, look: string): Promise<void> {
  const floating = [
    { button: "Dialog", role: "dialog" },
    { button: "Command dialog", role: "dialog" },
    { button: "Menu", role: "menu" },
    { button: "Popover", role: "dialog" },
    { button: "Picker", role: "dialog" },
  ] as const;
  for (const { button, role } of floating) {
    await page.getByRole("button", { name: button, exact: true }).click();
    const opened = page.getByRole(role);
    await expect(opened).toBeVisible();
    // What a colour can break was seen on the page; names and roles are the same in every look.
    if (look === COMPARED[0]) await expectAccessible(page);
    const file = `open-${button.toLowerCase().replaceAll(" ", "-")}-${look}.png`;
    await expect.soft(opened).toHaveScreenshot(file);
    await page.keyboard.press("Escape");
    await expect(opened).toBeHidden();
  }
  await page.getByRole("button", { name: "Explained" }).focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await expect.soft(page.getByRole("tooltip")).toHaveScreenshot(`open-tooltip-${look}.png`);
}

test("every component looks as it did, in every look", async ({ demo, page, picture }) => {
  for (const look of LOOKS) {
    const name = Object.values(look).join("-");
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${demo.url}/dev/ui?${new URLSearchParams(look).toString()}`);
    await expect(page.getByRole("heading", { level: 1, name: "Components" })).toBeVisible();
    for (const [key, value] of Object.entries(look)) {
      await expect(page.locator("html")).toHaveAttribute(`data-${key}`, value);
    }
    await expectAccessible(page);
    const height = await page.getByRole("main").evaluate((main) => main.scrollHeight);
    await page.setViewportSize({ width: 1440, height: Math.min(6000, height) });
    await picture(page, `gallery-${name}`);
    if (!COMPARED.includes(name)) continue;
    for (const specimen of await page.locator("main section:has(> h2)").all()) {
      const title = (await specimen.getByRole("heading", { level: 2 }).textContent()) ?? "";
      const file = title.toLowerCase().replaceAll(/[^a-z]+/g, "-");
      // Soft: one run shows everything that changed.
      await expect.soft(specimen).toHaveScreenshot(`${file}-${name}.png`);
    }
    await compareFloating(page, name);
  }
});

test("the gallery is not there without the demo", async ({ fresh, page }) => {
  await page.goto(`${fresh.url}/dev/ui`);
  await expect(page.getByText("Components")).toBeHidden();
  await expect(page.getByText("There is nothing here")).toBeVisible();
});
