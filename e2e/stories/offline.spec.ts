import { chromium, request, type BrowserContext, type Locator, type Page } from "@playwright/test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, expectAccessible, looks, Product, signIn, test as base } from "../fixtures/index.js";

/** A product that may be killed: nobody else's story runs on it. */
const test = base.extend<object, { lonely: Product }>({
  lonely: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
    async ({}, use) => {
      const product = await Product.demo(40);
      await use(product);
      await product.end();
    },
    { scope: "worker", timeout: 180_000 },
  ],
});

// The longest file, and begun last: its stories are spread over those that have nothing to do any more.
test.describe.configure({ mode: "parallel" });
test.use({ serviceWorkers: "allow" });

interface Entry {
  kind: string;
  to?: string;
  message?: { text: string; kind: string };
}

interface Truth {
  entries: (conversation: number) => Promise<Entry[]>;
  status: (conversation: number) => Promise<string>;
  post: (path: string, body: unknown) => Promise<void>;
  end: () => Promise<void>;
}

/** What the server holds, asked past every browser. */
async function truth(product: Product, email = product.login.email): Promise<Truth> {
  const http = await request.newContext({ baseURL: product.url });
  const session = await http.post("/api/v1/session", { data: { email, password: product.login.password } });
  expect(session.ok()).toBe(true);
  const { csrf_token: token } = (await session.json()) as { csrf_token: string };
  const conversation = (id: number) => `/api/v1/conversations/${String(id)}`;
  return {
    entries: async (id) => {
      const answer = await http.get(`${conversation(id)}/timeline?limit=100`);
      return ((await answer.json()) as { entries: Entry[] }).entries;
    },
    status: async (id) => ((await (await http.get(conversation(id))).json()) as { status: string }).status,
    post: async (path, data) => {
      const answer = await http.post(`/api/v1${path}`, { data, headers: { "X-CSRF-Token": token } });
      expect(answer.ok(), await answer.text()).toBe(true);
    },
    end: () => http.dispose(),
  };
}

const times = (entries: Entry[], text: string): number =>
  entries.filter(({ message }) => message?.text.includes(text) === true).length;

const reply = (page: Page): Locator => page.getByRole("textbox", { name: "Your reply" });
const waiting = (page: Page): Locator => page.getByRole("list", { name: "Waiting for connection" });
const bar = (page: Page): Locator => page.getByText(/No connection – what you write is kept/);

/** The application's files are kept from here on: it opens without a network. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 50));
  });
}

/** Opens the nth conversation of the list; returns its id. */
async function openNth(page: Page, product: Product, nth: number): Promise<number> {
  await page.goto(`${product.url}/conversations`);
  await page.locator("[data-conversation]").nth(nth).click();
  await expect(page.getByRole("button", { name: "Send reply" })).toBeVisible();
  await expect(page.getByRole("article").first()).toBeVisible();
  const id = Number(/conversations\/(\d+)/.exec(page.url())?.[1]);
  expect(id).toBeGreaterThan(0);
  return id;
}

async function sendReply(page: Page, text: string): Promise<void> {
  await reply(page).click();
  await page.keyboard.type(text);
  await page.keyboard.press("Control+Enter");
  await expect(reply(page)).toHaveText("");
}

async function sendNote(page: Page, text: string): Promise<void> {
  await page.getByRole("button", { name: "Note", exact: true }).click();
  await page.getByRole("textbox", { name: "Your note" }).click();
  await page.keyboard.type(text);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("textbox", { name: "Your note" })).toHaveText("");
  await page.getByRole("button", { name: "Reply", exact: true }).click();
}

/** What was read is written down a little later. */
const settle = (page: Page): Promise<void> => page.waitForTimeout(3000);

test("a browser offers to install it", async ({ demo }) => {
  // Not in a context of its own: those are private windows, in which nothing can be installed.
  const folder = await mkdtemp(join(tmpdir(), "rapport-profile-"));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env["RAPPORT_CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(demo.url);
    await kept(page);
    const devtools = await context.newCDPSession(page);
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    expect(installabilityErrors).toEqual([]);
    const manifest = await devtools.send("Page.getAppManifest");
    expect(manifest.errors).toEqual([]);
    expect(manifest.url).toBe(`${demo.url}/manifest.webmanifest`);
    const { icons, shortcuts } = JSON.parse(manifest.data ?? "{}") as {
      icons: { src: string }[];
      shortcuts: { url: string }[];
    };
    for (const { src } of icons) expect((await page.request.get(`${demo.url}${src}`)).ok(), src).toBe(true);
    expect(shortcuts.map(({ url }) => url)).toEqual(["/conversations", "/search", "/conversations#new"]);
  } finally {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test("what is written without a network is there once when it is back", async ({ demo, page, context, picture }) => {
  await signIn(page, demo);
  const id = await openNth(page, demo, 1);
  await kept(page);
  await settle(page);
  const server = await truth(demo);
  const before = await server.entries(id);

  await context.setOffline(true);
  await expect(bar(page)).toBeVisible();
  await sendReply(page, "First answer from the train");
  await sendReply(page, "Second answer, taken back");
  await sendNote(page, "A note from the train");
  await page.locator("body").click({ position: { x: 2, y: 2 } });
  await page.keyboard.press("e");
  await expect(waiting(page).getByRole("article")).toHaveCount(4);
  await expect(page.getByText(/4 things wait to be sent/)).toBeVisible();
  await expectAccessible(page);
  await looks(page, "offline-waiting");

  // What has not left can be changed or taken back.
  const second = waiting(page).getByRole("article").filter({ hasText: "Second answer, taken back" });
  await second.getByRole("button", { name: "Edit" }).click();
  await expect(reply(page)).toHaveText("Second answer, taken back");
  await expect(waiting(page).getByRole("article")).toHaveCount(3);
  await reply(page).click();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("Second answer, better");
  await page.keyboard.press("Control+Enter");
  await expect(waiting(page).getByRole("article")).toHaveCount(4);

  // The tab is closed and another one opened, still without a network.
  await page.close();
  const next = await context.newPage();
  await next.goto(`${demo.url}/conversations/${String(id)}`);
  await expect(waiting(next).getByRole("article")).toHaveCount(4);
  await expect(next.getByText(/No connection/)).toBeVisible();
  await picture(next, "offline-opened-light-1280");
  expect(times(await server.entries(id), "answer")).toBe(times(before, "answer"));

  // A second window of the same agent is there when the network comes back.
  const other = await context.newPage();
  await other.goto(`${demo.url}/conversations`);
  await expect(other.locator("[data-conversation]").first()).toBeVisible();
  await context.setOffline(false);
  await expect(waiting(next)).toBeHidden();
  await expect(bar(next)).toBeHidden();
  await expect(next.getByRole("article").filter({ hasText: "A note from the train" })).toBeVisible();
  const after = await server.entries(id);
  for (const text of ["First answer from the train", "Second answer, better", "A note from the train"]) {
    expect(times(after, text), text).toBe(1);
  }
  expect(times(after, "taken back")).toBe(0);
  const news = after.slice(before.length).flatMap(({ message }) => message?.text ?? []);
  expect(news.map((text) => text.split("\n")[0])).toEqual([
    "First answer from the train",
    "A note from the train",
    "Second answer, better",
  ]);
  expect(await server.status(id)).toBe("solved");
  // The words are nobody's draft any more, here or on the server.
  await next.reload();
  await expect(next.getByRole("article").filter({ hasText: "Second answer, better" })).toBeVisible();
  await expect(reply(next)).toHaveText("");
  await server.end();
});

test("the server dies and comes back, and nothing is lost or done twice", async ({ lonely, page, context }) => {
  await signIn(page, lonely);
  const id = await openNth(page, lonely, 0);
  await kept(page);
  await settle(page);
  await lonely.kill();
  await sendReply(page, "While the server was down");
  await expect(waiting(page).getByRole("article")).toHaveCount(1);
  await sendNote(page, "It is down");
  await page.close();

  const next = await context.newPage();
  await next.goto(`${lonely.url}/conversations/${String(id)}`);
  await expect(waiting(next).getByRole("article")).toHaveCount(2);
  await expect(bar(next)).toBeVisible();
  await expect(next.getByRole("article").first()).toBeVisible();
  // Lists and other places too.
  await next.getByRole("link", { name: "Conversations" }).first().click();
  await expect(next.locator("[data-conversation]").first()).toBeVisible();
  await next.goto(`${lonely.url}/conversations/${String(id)}`);
  await expect(waiting(next).getByRole("article")).toHaveCount(2);

  await lonely.restart();
  await expect(waiting(next)).toBeHidden();
  const server = await truth(lonely);
  const entries = await server.entries(id);
  expect(times(entries, "While the server was down")).toBe(1);
  expect(times(entries, "It is down")).toBe(1);
  await expect(bar(next)).toBeHidden();
  await server.end();
});

test("an answer whose receipt was lost is not sent twice", async ({ demo, page }) => {
  await signIn(page, demo);
  const id = await openNth(page, demo, 2);
  let lost = 0;
  await page.route("**/replies", async (route) => {
    lost += 1;
    if (lost > 2) return route.continue();
    // It reaches the server, and the server does it; only the browser never hears.
    await route.fetch();
    return route.abort("connectionreset");
  });
  await sendReply(page, "Did this arrive?");
  await expect(page.getByText("Sent; the server has not confirmed it yet")).toBeVisible();
  await expect(waiting(page)).toBeHidden();
  expect(lost).toBe(3);
  const server = await truth(demo);
  expect(times(await server.entries(id), "Did this arrive?")).toBe(1);
  await server.end();
});

test("the session ends meanwhile, and somebody else's words stay theirs", async ({ demo, page, context }) => {
  await signIn(page, demo);
  const id = await openNth(page, demo, 3);
  await kept(page);
  await context.setOffline(true);
  await sendReply(page, "Written by the owner");
  await expect(waiting(page).getByRole("article")).toHaveCount(1);
  await context.clearCookies();
  await context.setOffline(false);
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  const server = await truth(demo);

  // A colleague takes the place at this computer.
  const login = async (email: string) => {
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(demo.login.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("button", { name: /^You:/ })).toBeVisible();
  };
  await login("emily@lumina.example");
  await page.goto(`${demo.url}/conversations`);
  await expect(page.locator("[data-conversation]").first()).toBeVisible();
  await settle(page);
  expect(times(await server.entries(id), "Written by the owner")).toBe(0);
  await page.getByRole("button", { name: /^You:/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();

  await login(demo.login.email);
  await expect.poll(async () => times(await server.entries(id), "Written by the owner")).toBe(1);
  await server.end();
});

test("what is refused comes back with the reason and the words", async ({ demo, page, context }) => {
  await signIn(page, demo);
  const id = await openNth(page, demo, 4);
  await kept(page);
  const server = await truth(demo, "emily@lumina.example");
  await context.setOffline(true);
  await sendReply(page, "My late answer");
  await page.locator("body").click({ position: { x: 2, y: 2 } });
  await page.keyboard.press("e");
  await expect(waiting(page).getByRole("article")).toHaveCount(2);
  await server.post(`/conversations/${String(id)}/replies`, { text: "Emily was faster" });
  await context.setOffline(false);

  const refused = waiting(page).getByRole("article", { name: "Reply, not sent yet" });
  await expect(refused.getByText(/Not sent\./)).toBeVisible();
  // What followed on it waits for the agent.
  await expect(page.getByText("Waiting for your decision above")).toBeVisible();
  expect(await server.status(id)).not.toBe("solved");
  await expectAccessible(page);
  await looks(page, "offline-refused");
  await refused.getByRole("button", { name: "Edit" }).click();
  await expect(reply(page)).toHaveText("My late answer");
  await expect.poll(() => server.status(id)).toBe("solved");
  expect(times(await server.entries(id), "My late answer")).toBe(0);
  await server.end();
});

/** A phone in the hand. */
async function phone(context: BrowserContext, product: Product): Promise<Page> {
  const page = await context.newPage();
  await signIn(page, product);
  return page;
}

test("it works on a phone", async ({ demo, browser, picture }) => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 2,
    locale: "en-GB",
  });
  const page = await phone(context, demo);
  const fits = async (place: string) => {
    const { wide, small } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      // WCAG 2.5.8; links within a sentence are excepted.
      small: Array.from(document.querySelectorAll("button, a, [role=menuitem], [role=option], input, select"))
        .filter((element) => {
          const { width, height } = element.getBoundingClientRect();
          const inText = getComputedStyle(element).display === "inline";
          const label = element.closest("label") !== null;
          const hidden = !element.checkVisibility() || element.className.includes("sr-only");
          return !hidden && !inText && !label && width > 0 && (width < 24 || height < 24);
        })
        .map((element) => element.outerHTML.slice(0, 160)),
    }));
    expect.soft(wide, place).toBeLessThanOrEqual(0);
    expect.soft(small, `${place}\n${small.join("\n")}`).toEqual([]);
    await expectAccessible(page);
  };
  await fits("list");
  await picture(page, "phone-list");
  // Several are chosen by tapping the pictures of the customers: a finger cannot hover.
  await page.touchscreen.tap(22, 120);
  const bulk = page.getByRole("toolbar", { name: "Change the selected conversations" });
  await expect(bulk.getByText("1 selected")).toBeVisible();
  await fits("list with one chosen");
  await picture(page, "phone-list-chosen");
  await bulk.getByRole("button", { name: "Clear selection" }).tap();
  await expect(bulk).toBeHidden();
  await page.locator("[data-conversation]").first().tap();
  await expect(page.getByRole("article").first()).toBeVisible();
  await fits("conversation");
  await picture(page, "phone-conversation");
  await page.getByRole("button", { name: "Reply", exact: true }).tap();
  await expect(reply(page)).toBeFocused();
  await page.keyboard.type("From the phone");
  // The keyboard takes the lower half of the screen; the words and the button stay above it.
  await page.setViewportSize({ width: 390, height: 460 });
  await expect(reply(page)).toBeInViewport();
  await expect(page.getByRole("button", { name: "Send reply" })).toBeInViewport({ ratio: 1 });
  await picture(page, "phone-keyboard");
  await fits("composer");
  await page.setViewportSize({ width: 390, height: 844 });
  await picture(page, "phone-composer");
  await page.goBack();
  await expect(page.locator("[data-conversation]").first()).toBeVisible();
  for (const place of ["search", "contacts", "settings", "settings/profile", "settings/notifications"]) {
    await page.goto(`${demo.url}/${place}`);
    await expect(page.getByRole("navigation", { name: "Areas" })).toBeVisible();
    await page.waitForLoadState("networkidle");
    await fits(place);
    await picture(page, `phone-${place.replace("/", "-")}`);
  }
  await context.close();
});
