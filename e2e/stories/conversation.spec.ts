import type { Page } from "@playwright/test";
import { pdf, png, wav } from "../fixtures/files.js";
import { conversationFrom, expect, expectAccessible, looks, signIn, test, type Product } from "../fixtures/index.js";

/** The API as whoever is signed in on the page asks it. */
async function apiOf(page: Page, product: Product) {
  const session = (await (await page.request.get(`${product.url}/api/v1/session`)).json()) as { csrf_token: string };
  const csrf = { "X-CSRF-Token": session.csrf_token };
  return {
    async ask<T>(method: "GET" | "POST" | "PATCH" | "PUT", path: string, data?: unknown): Promise<T> {
      const answer = await page.request.fetch(`${product.url}/api/v1${path}`, { method, headers: csrf, data });
      expect(answer.ok(), `${method} ${path}: ${String(answer.status())} ${await answer.text()}`).toBe(true);
      return (answer.status() === 204 ? undefined : await answer.json()) as T;
    },
    async upload(name: string, type: string, data: Buffer): Promise<number> {
      const answer = await page.request.post(`${product.url}/api/v1/attachments?name=${encodeURIComponent(name)}`, {
        headers: { ...csrf, "Content-Type": type },
        data,
      });
      expect(answer.ok(), await answer.text()).toBe(true);
      return ((await answer.json()) as { id: number }).id;
    },
  };
}

const idOf = (page: Page): number => Number(/conversations\/(\d+)/.exec(page.url())?.[1]);

/** A second of film, drawn and recorded by the browser itself. */
async function film(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 320;
    canvas.height = 180;
    const context = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm" });
    const parts: Blob[] = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const ended = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    for (let at = 0; at < 25; at += 1) {
      if (context) {
        context.fillStyle = `hsl(${String(at * 12)} 60% 45%)`;
        context.fillRect(0, 0, 320, 180);
      }
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    recorder.stop();
    await ended;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
  });
  return Buffer.from(base64, "base64");
}

test("files of every kind are looked at without leaving the conversation", async ({ demo, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo);
  await conversationFrom(demo, page, "Filip Photo", "filip@photo.example");
  const api = await apiOf(page, demo);
  const ids = [
    await api.upload("Lamp on the table.png", "image/png", png(1200, 800, [20, 110, 130], [240, 190, 90])),
    await api.upload("The crack.png", "image/png", png(600, 900, [90, 40, 120], [230, 120, 140])),
    await api.upload("Invoice 1024.pdf", "application/pdf", pdf(["Invoice 1024", "Terms of sale", "Third page"])),
    await api.upload("Voice message.wav", "audio/wav", wav(2)),
    await api.upload("It flickers.webm", "video/webm", await film(page)),
    await api.upload("order.csv", "text/csv", Buffer.from("article;price\nĐèn bàn;350000\nRaft;120\n")),
    await api.upload("harmful.html", "text/html", Buffer.from("<script>document.title = 'taken over'</script>")),
    await api.upload("archive.zip", "application/zip", Buffer.from("PK no real archive")),
  ];
  await api.ask("POST", `/conversations/${String(idOf(page))}/notes`, { text: "All of it.", attachment_ids: ids });

  const files = page.getByRole("group", { name: "Attachments" });
  await expect(files.getByRole("button", { name: /^Open/ })).toHaveCount(7);
  // The first page of a PDF is drawn once it is in sight.
  await expect(files.locator("canvas")).toHaveCSS("opacity", "1");
  await expectAccessible(page);
  await looks(page, "conversation-files");

  // By keyboard alone: open, go on, zoom, close, and be where one was.
  const first = files.getByRole("button", { name: "Open Lamp on the table.png" });
  await first.focus();
  await page.keyboard.press("Enter");
  const viewer = page.locator("dialog[open]");
  await expect(viewer.getByText("1 of 7")).toBeVisible();
  const picture = viewer.getByRole("img", { name: "Lamp on the table.png" });
  const fitting = (await picture.boundingBox())?.width ?? 0;
  await page.keyboard.press("+");
  await expect.poll(async () => (await picture.boundingBox())?.width ?? 0).toBeGreaterThan(fitting * 1.2);
  await page.keyboard.press("0");
  await expectAccessible(page);
  await looks(page, "conversation-viewer");
  await page.keyboard.press("ArrowRight");
  await expect(viewer.getByRole("img", { name: "The crack.png" })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(viewer.getByText("Invoice 1024", { exact: true })).toBeAttached();
  await expect(viewer.getByRole("region", { name: "Page 3 of 3" })).toBeAttached();
  await expectAccessible(page);
  await looks(page, "conversation-pdf");
  await page.keyboard.press("ArrowRight");
  await expect(viewer.locator("audio")).toHaveJSProperty("error", null);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => viewer.locator("video").evaluate((video: HTMLVideoElement) => video.videoWidth)).toBe(320);
  await page.keyboard.press("ArrowRight");
  await expect(viewer.getByText("Đèn bàn;350000")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  // What a stranger's page says, and not what it does.
  await expect(viewer.getByText("document.title = 'taken over'")).toBeVisible();
  expect(await page.title()).not.toContain("taken over");
  await page.keyboard.press("Escape");
  await expect(viewer).toBeHidden();
  await expect(first).toBeFocused();

  // Players jump by asking for parts.
  const part = await page.request.get(`${demo.url}/api/v1/attachments/${String(ids[3])}?inline=1`, {
    headers: { range: "bytes=100-199" },
  });
  expect(part.status()).toBe(206);
  expect((await part.body()).length).toBe(100);
});

test("everything about the customer and the case stands beside the conversation", async ({ demo, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo);
  const api = await apiOf(page, demo);
  // Attributes are defined in the settings.
  await page.goto(`${demo.url}/settings/attributes`);
  await page.getByRole("button", { name: "New attribute of contacts" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Gói dịch vụ");
  await expect(dialog.getByLabel("Key")).toHaveValue("goi_dich_vu");
  await dialog.getByLabel("Kind").selectOption("Choice");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("This is needed.")).toBeVisible();
  await dialog.getByLabel("Choices").fill("Gold\nSilver");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  for (const [subject, label, kind] of [
    ["contact", "Seats", "number"],
    ["contact", "Customer since", "date"],
    ["conversation", "Order number", "text"],
    ["conversation", "Shop page", "link"],
  ] as const) {
    const key = label.toLowerCase().replaceAll(" ", "_");
    await api.ask("POST", "/attributes", { subject, key, label, kind, required: label === "Order number" });
  }
  await expect(page.getByText("Shop page")).toBeVisible();
  await expectAccessible(page);
  await looks(page, "settings-attributes");
  await page.setViewportSize({ width: 1440, height: 900 });

  await conversationFrom(demo, page, "Karl Karte", "karl@cards.example");
  const { contact } = await api.ask<{ contact: { id: number } }>("GET", `/conversations/${String(idOf(page))}`);
  await api.ask("PATCH", `/contacts/${String(contact.id)}`, {
    time_zone: "Pacific/Auckland",
    company: "Karten & Söhne",
  });
  await page.reload();
  const sidebar = page.getByRole("complementary", { name: "Details" });
  const card = (name: string) => sidebar.getByRole("region", { name, exact: true });
  await expect(card("Contact").getByText("Pacific/Auckland")).toBeVisible();

  // Notes, and a colleague who is faster.
  await card("Notes about the contact").getByRole("button", { name: "Add a note" }).click();
  await page.keyboard.type("Calls twice a day.");
  await api.ask("PATCH", `/contacts/${String(contact.id)}`, { notes: "Prefers mail." });
  await page.keyboard.press("Control+Enter");
  await expect(card("Notes about the contact").getByText("Prefers mail.")).toBeVisible();
  await card("Notes about the contact").getByRole("button", { name: "Replace with mine" }).click();
  await expect(card("Notes about the contact").getByText("Calls twice a day.")).toBeVisible();
  await expect(card("Notes about the contact").getByRole("textbox")).toHaveCount(0);

  // Attributes: what does not fit says so in its place; what fits is told in the timeline.
  const attributes = card("Attributes");
  await attributes.getByRole("button", { name: /^Seats/ }).click();
  await page.keyboard.type("many");
  await page.keyboard.press("Enter");
  await expect(attributes.getByText("This does not fit the kind of the attribute.")).toBeVisible();
  await attributes.getByRole("textbox", { name: "Seats" }).fill("12,5");
  await page.keyboard.press("Enter");
  await expect(attributes.getByRole("button", { name: "Seats: 12.5" })).toBeFocused();
  await attributes.getByRole("button", { name: /^Shop page/ }).click();
  await page.keyboard.type("javascript:alert(1)");
  await page.keyboard.press("Enter");
  await expect(attributes.getByText("A link begins with https:// or http://.")).toBeVisible();
  await page.keyboard.press("Escape");
  await attributes.getByRole("button", { name: /^Order number/ }).click();
  await page.keyboard.type("A-1024");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("log").getByText("set Order number: A-1024")).toBeVisible();
  await attributes.getByRole("button", { name: /^Gói dịch vụ/ }).click();
  await attributes.getByRole("combobox", { name: "Gói dịch vụ" }).selectOption("Gold");
  await expect(attributes.getByRole("button", { name: "Gói dịch vụ: Gold" })).toBeVisible();

  // A tag for the person, whatever they write about.
  const tag = await api.ask<{ id: number }>("POST", "/tags", { name: "Regular", color: "#16a34a" });
  await api.ask("POST", `/contacts/${String(contact.id)}/tags`, { add: [tag.id] });
  await page.reload();
  await expect(card("Contact").getByText("Regular")).toBeVisible();
  await expectAccessible(page);
  await looks(page, "conversation-cards");
  await page.setViewportSize({ width: 1440, height: 900 });

  // Cards are moved and folded by keyboard, and stay so.
  const titles = () =>
    sidebar.locator("[data-card]").evaluateAll((all) => all.map((each) => each.getAttribute("data-card")));
  expect(await titles()).toEqual(["contact", "notes", "conversation", "attributes", "earlier"]);
  await card("Attributes")
    .getByRole("button", { name: /^Move “Attributes”/ })
    .focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  expect(await titles()).toEqual(["contact", "attributes", "notes", "conversation", "earlier"]);
  await card("Conversation").getByRole("button", { name: "Conversation", exact: true }).click();
  await page.reload();
  await expect(card("Contact")).toBeVisible();
  expect(await titles()).toEqual(["contact", "attributes", "notes", "conversation", "earlier"]);
  await expect(card("Conversation").getByRole("button", { name: "Conversation", exact: true })).toHaveAttribute(
    "aria-expanded",
    "false",
  );

  // What breaks in one card stays there: here the server says something that no card can draw.
  const attributesUrl = "**/api/v1/attributes";
  await page.route(attributesUrl, (route) => route.fulfill({ json: { items: [null] } }));
  await page.reload();
  await expect(card("Attributes").getByText("“Attributes” could not be shown. Everything else goes on.")).toBeVisible();
  await expect(card("Contact").getByText("karl@cards.example")).toBeVisible();
  await expect(page.getByLabel("Your reply")).toBeVisible();
  await page.unroute(attributesUrl);
});

test("two contacts that are one person become one", async ({ demo, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo);
  const api = await apiOf(page, demo);
  await conversationFrom(demo, page, "Zenobia Zwei", "zenobia@home.example");
  await conversationFrom(demo, page, "Zenobia Zwei", "zenobia@work.example");
  const { contact } = await api.ask<{ contact: { id: number } }>("GET", `/conversations/${String(idOf(page))}`);
  await page.goto(`${demo.url}/contacts/${String(contact.id)}`);
  await page.getByRole("button", { name: "Merge" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("searchbox")).toHaveValue("Zenobia Zwei");
  await dialog.getByRole("button", { name: /zenobia@home/ }).click();
  await expect(dialog.getByText("1 address and 1 conversation go to Zenobia Zwei")).toBeVisible();
  await expectAccessible(page);
  await looks(page, "contact-merge");
  await page.setViewportSize({ width: 1440, height: 900 });
  await dialog.getByRole("button", { name: "Merge" }).click();
  await expect(dialog).toBeHidden();
  const addresses = page.getByRole("list", { name: "Addresses" });
  await expect(addresses.getByText("zenobia@home.example")).toBeVisible();
  await expect(addresses.getByText("zenobia@work.example")).toBeVisible();
  await expect(page.getByRole("link", { name: /Order of Zenobia Zwei/ })).toHaveCount(2);
  await expectAccessible(page);
  await looks(page, "contact-page");
});

interface Measured {
  longest: number;
  long: number;
  shifts: number;
  slowest: number;
}

/** Begins to watch what the reader would feel: tasks that hold up the page, things that jump, slow answers to a press. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const felt = { longest: 0, long: 0, shifts: 0, slowest: 0 };
    (window as unknown as { felt: typeof felt }).felt = felt;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        felt.long += 1;
        felt.longest = Math.max(felt.longest, entry.duration);
      }
    }).observe({ type: "longtask" });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) felt.shifts += entry.value;
    }).observe({ type: "layout-shift" });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) felt.slowest = Math.max(felt.slowest, entry.duration);
    }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
  });
}

const felt = (page: Page): Promise<Measured> => page.evaluate(() => (window as unknown as { felt: Measured }).felt);

/** How long the long conversation is; with 5000 the writing alone takes minutes. */
const LONG = Number(process.env["LONG_CONVERSATION"] ?? "1500");

test("a conversation of thousands of messages stays smooth", async ({ demo, page }) => {
  test.setTimeout(900_000);
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo);
  await conversationFrom(demo, page, "Lena Lang", "lena@long.example");
  const api = await apiOf(page, demo);
  const id = idOf(page);
  const at = Date.now();
  // A page that hears of each of them would read them all.
  await page.goto("about:blank");
  for (let done = 0; done < LONG; done += 25) {
    await Promise.all(
      Array.from({ length: 25 }, (_, index) =>
        api.ask("POST", `/conversations/${String(id)}/notes`, {
          text: `Note ${String(done + index)}. ${"What was said on the phone. ".repeat(((done + index) % 5) + 1)}`,
        }),
      ),
    );
  }
  console.log(`${String(LONG)} notes written in ${String(Math.round((Date.now() - at) / 1000))} s`);
  const { last_seq } = await api.ask<{ last_seq: number }>("GET", `/conversations/${String(id)}`);
  await api.ask("PUT", `/conversations/${String(id)}/read`, { seq: LONG / 5 });
  await page.goto(`${demo.url}/conversations`);
  const row = page.locator(`[data-conversation="${String(id)}"]`).first();
  await expect(row).toBeVisible();

  // Opening, with what pointing at it has read ahead.
  await watch(page);
  await row.hover();
  await page.waitForTimeout(500);
  const reads: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "GET" && request.url().endsWith(`/api/v1/conversations/${String(id)}`))
      reads.push(request.url());
  });
  const began = await page.evaluate(() => performance.now());
  await row.click();
  const log = page.getByRole("log", { name: "Conversation" });
  await expect(log.locator("[data-item]").last()).toBeVisible();
  const opened = (await page.evaluate(() => performance.now())) - began;
  // Long enough for the hint of one's own reading to have come back.
  await page.waitForTimeout(1_500);
  expect(reads, "the hint of one's own reading asks for nothing").toEqual([]);
  console.log(`opened in ${opened.toFixed(0)} ms (with the test's own waiting)`, await felt(page));

  // New since the last visit: far above, one press away, with its line.
  await page.getByRole("button", { name: /new entries: go to the first/ }).click();
  await expect(log.locator("#first-unread")).toBeInViewport();
  await expect(page).toHaveURL(new RegExp(`seq=${String(LONG / 5 + 1)}`));
  await expectAccessible(page);
  await looks(page, "conversation-unread");
  await page.setViewportSize({ width: 1440, height: 900 });

  // All of it is scrolled through: what is far away is not drawn.
  await page.getByRole("button", { name: "Newest" }).click();
  await expect(page).not.toHaveURL(/seq=/);
  await expect(log.locator(`[data-seq="${String(last_seq)}"]`)).toBeInViewport();
  await watch(page);
  const scrolled = Date.now();
  await log.hover();
  const firstSeq = () =>
    log
      .locator("[data-seq]")
      .first()
      .evaluate((item) => Number((item as HTMLElement).dataset["seq"]));
  let drawn = 0;
  while ((await firstSeq()) > 1 && Date.now() - scrolled < 300_000) {
    await page.mouse.wheel(0, -6_000);
    await page.waitForTimeout(30);
    drawn = Math.max(drawn, await log.locator("[data-item]").count());
  }
  expect(await firstSeq()).toBe(1);
  console.log(
    `scrolled to the beginning in ${String(Math.round((Date.now() - scrolled) / 1000))} s, at most ${String(drawn)} items drawn`,
    await felt(page),
  );
  expect(drawn).toBeLessThan(600);
  await page.getByRole("button", { name: "Newest" }).click();
  await expect(log.locator(`[data-seq="${String(last_seq)}"]`)).toBeInViewport();
  await watch(page);
  for (let turn = 0; turn < 40; turn += 1) {
    await page.mouse.wheel(0, turn % 8 < 4 ? -2_500 : 2_500);
    await page.waitForTimeout(50);
  }
  console.log("scrolling to and fro with all of it read", await felt(page));
});
