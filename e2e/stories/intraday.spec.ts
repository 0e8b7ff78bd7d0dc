import type { Browser, Page } from "@playwright/test";
import { callApi, expect, expectAccessible, looks, Product, signIn, test } from "../fixtures/index.js";

const OWNER = "Andreea Marin";
const EMILY = "Emily Carter";

/** The day that it is where the organisation is, and how many minutes of it are over. */
function now(page: Page): Promise<{ day: string; until: number; agent: { agent_id: number } }> {
  return page.evaluate(async () => {
    const answer = await fetch("/api/v1/workforce/own-day");
    return (await answer.json()) as { day: string; until: number; agent: { agent_id: number } };
  });
}

/** A time of the clock, so many minutes after a day begins; more than a day's are on the next. */
const at = (day: string, minutes: number) =>
  new Date(Date.parse(`${day}T00:00Z`) + minutes * 60_000).toISOString().slice(0, 16);

/** The Monday of a day's week. */
const mondayOf = (day: string) => at(day, -1440 * ((new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7)).slice(0, 10);

/** A published shift of whoever is signed in, which began a while ago and goes on for hours. */
async function shiftNow(page: Page): Promise<string> {
  const { day, until, agent } = await now(page);
  await callApi(page, "POST", "/api/v1/workforce/shifts", {
    agent_id: agent.agent_id,
    start: at(day, Math.max(0, until - 45)),
    end: at(day, until + 240),
    pause_minutes: 0,
  });
  await page.goto(`${new URL(page.url()).origin}/workforce/roster?week=${mondayOf(day)}`);
  await page.getByRole("button", { name: "Publish 1 shift", exact: true }).click();
  await expect(page.getByText("The roster is published.")).toBeVisible();
  return day;
}

/** Says in the rail what one does now. */
async function choose(page: Page, activity: string): Promise<void> {
  await page.getByRole("button", { name: /^You (take|are) / }).click();
  await page.getByRole("radio", { name: activity }).click();
  await expect(page.getByRole("radio", { name: activity })).toBeChecked();
}

/** Enters a meeting of the reader's that began a while ago, and waits until the server has it. */
async function enterMeeting(page: Page, title: string): Promise<void> {
  const { day, until } = await now(page);
  const from = Math.max(0, until - 40);
  await page.getByRole("button", { name: "Plan a meeting" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill(title);
  await dialog.getByLabel("From").fill(at(day, from).slice(11));
  await dialog.getByLabel("To", { exact: true }).fill(at(day, from + 10).slice(11));
  await dialog.getByLabel(OWNER, { exact: true }).check();
  const answered = page.waitForResponse(
    (answer) => answer.request().method() === "POST" && answer.url().endsWith("/workforce/meetings"),
  );
  await dialog.getByRole("button", { name: "Save" }).click();
  expect((await answered).status()).toBe(201);
}

const pages = (page: Page) => page.getByRole("navigation", { name: "Pages of planning" });
const row = (page: Page, name: string) =>
  page.getByRole("list", { name: "Agents" }).getByRole("listitem").filter({ hasText: name });

/** Emily, who makes no rosters, in a browser of her own. */
async function emily(browser: Browser, product: Product): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await signIn(page, product, "emily@lumina.example");
  await page.goto(`${product.url}/workforce/shifts`);
  await expect(page.getByRole("heading", { name: "My shifts" })).toBeVisible();
  return page;
}

test("the day is seen as it goes: by the supervisor all of it, by agents their own", async ({ browser, page }) => {
  test.slow();
  // So much that there is a forecast.
  const demo = await Product.demo(3000);
  try {
    await page.setViewportSize({ width: 1440, height: 900 });
    await signIn(page, demo);
    const day = await shiftNow(page);
    await pages(page).getByRole("link", { name: "Today" }).click();
    await expect(page.getByRole("heading", { name: "How the day goes" })).toBeVisible();
    const mine = row(page, OWNER);
    await expect(mine.getByRole("img", { name: /^Andreea Marin\. Planned: \d\d:\d\d–\d\d:\d\d\./ })).toBeVisible();
    await expect(page.getByText(/^Once a minute it is recorded/)).toBeVisible();

    // What is said in the rail is seen at once, without reading the page again.
    await choose(page, "Break");
    await expect(page.getByText(/^No new chats come until you are back/)).toBeVisible();
    await expectAccessible(page);
    await looks(page, "availability-break");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "You are on a break" })).toBeVisible();
    await expect(mine.getByText("Break", { exact: true })).toBeVisible();
    await choose(page, "Meeting or training");
    await page.keyboard.press("Escape");
    await expect(mine.getByText("Meeting", { exact: true })).toBeVisible();
    await choose(page, "Available");
    await page.keyboard.press("Escape");
    await expect(mine.getByText(/^(Ready|Handling)$/)).toBeVisible();

    // What nobody had planned is entered afterwards, and drawn with the shift.
    await enterMeeting(page, "Fire drill");
    await expect(mine.getByRole("img", { name: /Meetings: .*\d\d:\d\d–\d\d:\d\d Fire drill/ })).toBeVisible();

    await expect(page.getByRole("img", { name: /agents needed, [\d.]+ rostered/ })).toBeVisible();
    await expect(page.getByRole("img", { name: /contacts came, \d[\d,]* were expected by then/ })).toBeVisible();
    await page.getByText("The day as a table").click();
    await expect(page.getByRole("region", { name: "The day as a table" }).getByRole("row").nth(1)).toBeVisible();
    await page.getByText("The day as a table").click();
    await expectAccessible(page);
    await looks(page, "intraday");

    // The days beside it, and back.
    await page.getByRole("button", { name: "The day after" }).click();
    const tomorrow = at(day, 1440).slice(0, 10);
    await expect(page).toHaveURL(new RegExp(`day=${tomorrow}`));
    // On Sundays the day after is in a week that nobody has planned yet.
    await expect(
      page.getByText("Agent-hours planned").or(page.getByText("Nothing is known of this day")),
    ).toBeVisible();
    await page.goBack();
    await expect(page.getByText("There now")).toBeVisible();
    await page.goForward();
    await page.getByRole("button", { name: "Today", exact: true }).click();
    await expect(page).not.toHaveURL(/day=/);
    await expect(mine).toBeVisible();

    // Emily sees her own day and no other; she says that she takes a break, and the supervisor sees it.
    const hers = await emily(browser, demo);
    await expect(pages(hers).getByRole("link", { name: "My shifts" })).toBeVisible();
    await expect(pages(hers).getByRole("link", { name: "Today" })).toHaveCount(0);
    await choose(hers, "Break");
    await hers.keyboard.press("Escape");
    const own = hers.getByRole("region", { name: "Today" });
    await expect(own.getByRole("img", { name: /^Emily Carter\. (No shift|Planned)/ })).toBeVisible();
    await expect(own.getByText(/You see it, and those who make rosters\.$/)).toBeVisible();
    await expectAccessible(hers);
    await looks(hers, "own-day");
    await expect(row(page, EMILY).getByText("Break", { exact: true })).toBeVisible();
    await hers.goto(`${demo.url}/workforce/day`);
    await expect(hers.getByText("Your role does not allow this.")).toBeVisible();

    // On a phone the days have the whole width; the page does not scroll sideways.
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(mine).toBeVisible();
    expect(await page.getByRole("main").evaluate((main) => main.scrollWidth - main.clientWidth)).toBe(0);
    await hers.context().close();
  } finally {
    await demo.end();
  }
});

test("a special day is named, and the forecast knows it", async ({ browser, page }) => {
  test.slow();
  const demo = await Product.demo(3000);
  try {
    await page.setViewportSize({ width: 1440, height: 900 });
    await signIn(page, demo);
    const { day } = await now(page);
    const tomorrow = at(day, 1440).slice(0, 10);
    await page.goto(`${demo.url}/workforce?own=true`);
    const special = page.getByRole("region", { name: "Special days" });
    await page.getByText("The forecast as a table").click();
    const expected = page.getByRole("region", { name: "The forecast as a table" });
    const second = expected.getByRole("row").nth(2);
    const before = await second.getByRole("cell").first().textContent();
    await special.getByLabel("Day", { exact: true }).fill(tomorrow);
    await special.getByLabel("Name", { exact: true }).fill("Spring sale");
    await special.getByLabel("% of a usual day").fill("250");
    await special.getByRole("button", { name: "Add the day" }).click();
    await expect(special.getByRole("listitem").filter({ hasText: "Spring sale" })).toContainText(
      "250 % of a usual day",
    );
    // More is expected, and the day has its name in the table and in the chart.
    await expect(second).toContainText("Spring sale");
    await expect(second.getByRole("cell").first()).not.toHaveText(before ?? "");
    await expect(page.getByRole("img", { name: /Special days: .*Spring sale/ })).toBeVisible();
    // The plan is made anew from the other forecast, and pale until it is there.
    await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
    await expectAccessible(page);
    await looks(page, "special-days");

    // One channel alone, in the address.
    await page.getByLabel("Forecast of").selectOption({ label: "Live chat" });
    await expect(page).toHaveURL(/ownChannel=chat/);
    await page.reload();
    await expect(page.getByLabel("Forecast of")).toHaveValue("chat");

    // Everybody sees the day; who makes no rosters changes nothing.
    const hers = await emily(browser, demo);
    await hers.goto(`${demo.url}/workforce?own=true`);
    const read = hers.getByRole("region", { name: "Special days" });
    await expect(read.getByText("Spring sale")).toBeVisible();
    await expect(read.getByRole("button")).toHaveCount(0);
    await hers.context().close();

    // Taken away by mistake: there is a way back.
    await special.getByRole("button", { name: "Remove Spring sale" }).click();
    await expect(special.getByRole("listitem")).toHaveCount(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(special.getByText("Spring sale")).toBeVisible();
  } finally {
    await demo.end();
  }
});
