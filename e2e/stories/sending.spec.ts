import type { Locator, Page } from "@playwright/test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  conversationFrom,
  customer,
  desk,
  expect,
  expectAccessible,
  looks,
  MailServers,
  Product,
  signIn,
  test,
  undoFor,
} from "../fixtures/index.js";

const reply = (page: Page): Locator => page.getByRole("textbox", { name: "Your reply" });
const waiting = (page: Page): Locator => page.getByRole("region", { name: "Scheduled replies" });
const later = (page: Page): Locator => page.getByRole("dialog", { name: "Send later" });

const supplier = { address: "sam@supplier.test", password: "supplier-secret" };
const boss = { address: "bo@customer.test", password: "boss-secret" };

/** A red square: eight by eight points, so that it can be told from nothing. */
const PICTURE =
  "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAE0lEQVR42mP8z8Dwn4EIwDiqkL4KAcjRD/FCQm4bAAAAAElFTkSuQmCC";

test("an answer waits for its time, and the customer's next word holds it back", async ({ demo, page }) => {
  await signIn(page, demo);
  await undoFor(page, demo, 0);
  const mailbox = await conversationFrom(demo, page, "Vera Later", "vera.sending@customer.example");

  await reply(page).click();
  await page.keyboard.type("It left yesterday.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Sent", { exact: true }).last()).toBeVisible();

  // By the keyboard alone.
  await reply(page).click();
  await page.keyboard.type("Has the parcel arrived?");
  await page.getByRole("button", { name: "Send later" }).focus();
  await page.keyboard.press("Enter");
  await expect(later(page)).toBeVisible();
  await expectAccessible(page);
  await looks(page, "sending-later");
  await later(page).getByLabel("Date").fill("2020-01-01");
  await later(page).getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(later(page).getByText("This time is over. Choose a later one.")).toBeVisible();
  await later(page)
    .getByRole("button", { name: /Tomorrow morning/ })
    .focus();
  await page.keyboard.press("Enter");
  await expect(waiting(page).getByText(/^Scheduled for .*\b0?9:00/)).toBeVisible();
  await expect(waiting(page).getByText("Has the parcel arrived?")).toBeVisible();
  await expect(page.getByText(/scheduled a reply for/)).toBeVisible();
  await expect(reply(page)).toHaveText("");
  await expectAccessible(page);
  await looks(page, "sending-scheduled");

  // Back into the composer, and given a time again.
  await waiting(page).getByRole("button", { name: "Edit" }).click();
  await expect(reply(page)).toHaveText("Has the parcel arrived?");
  await expect(waiting(page)).toBeHidden();
  await expect(reply(page)).toBeFocused();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" Best regards");
  await page.getByRole("button", { name: "Send later" }).click();
  await later(page)
    .getByRole("button", { name: /In 2 hours/ })
    .click();
  await expect(waiting(page).getByText("Best regards")).toBeVisible();

  await mailbox.bringToFront();
  await mailbox.getByRole("button", { name: "Answer" }).first().click();
  await mailbox.getByLabel("Message").fill("Thank you, it is here!");
  await mailbox.getByRole("button", { name: "Send mail" }).click();
  await page.bringToFront();
  await expect(waiting(page).getByText("Held back: Vera Later wrote meanwhile")).toBeVisible();
  await expect(page.getByText(/Vera Later wrote, so the reply scheduled for/)).toBeVisible();
  await expectAccessible(page);
  await looks(page, "sending-held");
  await waiting(page).getByRole("button", { name: "Discard" }).click();
  await expect(waiting(page)).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(reply(page)).toContainText("Best regards");
});

test("a large upload is paused, loses the connection, and goes on where it stopped", async ({ demo, page }) => {
  await signIn(page, demo);
  await conversationFrom(demo, page, "Paul Upload", "paul.sending@customer.example");
  await reply(page).click();
  await page.keyboard.type("The film is attached.");
  const pieces: string[] = [];
  await page.route(/\/api\/v1\/uploads\/\d+\?offset=/, async (route) => {
    const offset = new URL(route.request().url()).searchParams.get("offset") ?? "";
    pieces.push(offset);
    // The second piece stays under way until it is stopped; after that the line is dead once.
    if (pieces.length === 2) await new Promise((resolve) => setTimeout(resolve, 60_000));
    else if (pieces.length === 3) await route.abort();
    else await route.continue();
  });
  const film = { name: "film.mp4", mimeType: "video/mp4", buffer: Buffer.alloc(3 * 1024 * 1024, 7) };
  await page.locator('input[type="file"]').first().setInputFiles(film);
  const tray = page.getByRole("list", { name: "Attached files" });
  await expect.poll(() => pieces.length).toBe(2);
  await tray.getByRole("button", { name: "Pause film.mp4" }).focus();
  await page.keyboard.press("Enter");
  await expect(tray.getByText(/^Paused at 3\d%$/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send reply" }).click();
  await expect(page.getByText("Wait until all files are uploaded, or remove them.")).toBeVisible();
  await tray.getByRole("button", { name: "Go on with film.mp4" }).click();
  await expect(tray.getByText(/No connection, goes on from/)).toBeVisible();
  await tray.getByRole("button", { name: "Go on with film.mp4" }).click();
  await expect(tray.getByRole("button", { name: "Remove film.mp4" })).toBeVisible();
  await expect(tray.getByRole("progressbar")).toBeHidden();
  // What had arrived was not sent again.
  expect(pieces).toEqual(["0", "1048576", "1048576", "1048576", "2097152"]);
});

test("pictures, copies and forwards at the other end of the wire", async ({ page }) => {
  test.setTimeout(240_000);
  const folder = await mkdtemp(join(tmpdir(), "rapport-sending-"));
  const boxes = [desk, customer, supplier, boss].map(({ address, password }) => `${address}:${password}`);
  const mail = await MailServers.start(boxes);
  const trusted = join(folder, "authorities.pem");
  await writeFile(trusted, mail.authorities);
  const product = await Product.serve({ SSL_CERT_FILE: trusted });
  try {
    await setUp(page, product, mail);
    await mail.send(customer.address, desk.address, question());
    await page.goto(`${product.url}/conversations`);
    await page
      .getByRole("link", { name: /Which switch/ })
      .first()
      .click();
    await seesThePicture(page);
    await answersAllWithAPictureLater(page, mail);
    await forwards(page, mail);
  } finally {
    await product.end();
    await mail.end();
    await rm(folder, { recursive: true, force: true });
  }
});

/** Owner and inbox as programs make them: the forms have a story of their own. */
async function setUp(page: Page, product: Product, { at }: MailServers): Promise<void> {
  const login = { email: "olga@example.test", password: "correct horse battery" };
  const post = async (path: string, data: object, token = ""): Promise<{ csrf_token?: string }> => {
    const headers: Record<string, string> = token === "" ? {} : { "X-CSRF-Token": token };
    const answer = await page.request.fetch(`${product.url}/api/v1${path}`, { method: "POST", data, headers });
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as { csrf_token?: string };
  };
  const { csrf_token: token } = await post("/setup/owner", {
    organisation: "Example Ltd",
    name: "Olga Owner",
    ...login,
  });
  const server = (port: number, security: string): object => {
    return { host: at.host, port, security, username: desk.address, password: desk.password };
  };
  const email = {
    from_name: "Example",
    signature: "Example Ltd, Brașov",
    // What comes before the first look at the mailbox counts as well.
    start: "all",
    imap: server(at.imaps_port, "tls"),
    smtp: server(at.submission_port, "starttls"),
  };
  await post("/inboxes", { name: "Support", address: desk.address, email }, token);
  const changed = await page.request.fetch(`${product.url}/api/v1/organisation`, {
    method: "PATCH",
    data: { undo_send_seconds: 0 },
    headers: { "X-CSRF-Token": token ?? "" },
  });
  expect(changed.ok()).toBe(true);
}

function question(): string {
  return [
    `From: Ana <${customer.address}>`,
    `To: ${desk.address}`,
    `Cc: Bo <${boss.address}>`,
    "Subject: Which switch?",
    "Message-ID: <sending@customer.test>",
    "MIME-Version: 1.0",
    "Content-Type: multipart/related; boundary=r",
    "",
    "--r",
    "Content-Type: text/html; charset=utf-8",
    "",
    '<p>I mean <b>this</b> one: <img src="cid:switch@customer" alt="my switch"></p>',
    "--r",
    "Content-Type: image/png",
    "Content-ID: <switch@customer>",
    "Content-Disposition: inline; filename=switch.png",
    "Content-Transfer-Encoding: base64",
    "",
    PICTURE,
    "--r--",
    "",
  ].join("\r\n");
}

async function seesThePicture(page: Page): Promise<void> {
  const picture = page.locator("iframe").first().contentFrame().getByRole("img", { name: "my switch" });
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(8);
}

/** A real time, the next full minute: it leaves by itself, to everybody, with the picture where it was put. */
async function answersAllWithAPictureLater(page: Page, mail: MailServers): Promise<void> {
  await expect(page.getByRole("note", { name: "Signature" })).toHaveText("Example Ltd, Brașov");
  await page.keyboard.press("r");
  await expect(reply(page)).toBeFocused();
  await expect(page.getByText(boss.address)).toBeHidden();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+R");
  await expect(reply(page)).toBeFocused();
  await expect(page.getByRole("button", { name: `Remove ${boss.address}` })).toBeVisible();
  await page.keyboard.type("Press here:  please");
  for (let step = 0; step < " please".length; step++) await page.keyboard.press("ArrowLeft");
  await pastePicture(page);
  await expect(reply(page).locator("img")).toHaveJSProperty("naturalWidth", 8);
  await expect(reply(page).getByRole("progressbar")).toBeHidden();
  await expect(page.getByText("Draft saved", { exact: true }).first()).toBeAttached();
  await expectAccessible(page);
  await looks(page, "sending-picture");
  // It is there after a reload, too: then from the server.
  await page.reload();
  await expect(reply(page).locator("img")).toHaveJSProperty("naturalWidth", 8);

  await page.getByRole("button", { name: "Send later" }).click();
  const at = new Date(Math.ceil((Date.now() + 8_000) / 60_000) * 60_000).toISOString();
  await later(page).getByLabel("Date").fill(at.slice(0, 10));
  await later(page).getByLabel("Time", { exact: true }).fill(at.slice(11, 16));
  await later(page).getByRole("checkbox", { name: "Solve the conversation when it is sent" }).check();
  await later(page).getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(waiting(page).getByText(/^Scheduled for/)).toBeVisible();
  expect(await mail.mails(customer.address, 0)).toEqual([]);

  const [answer] = await mail.mails(customer.address);
  const [copy] = await mail.mails(boss.address);
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(at));
  expect(copy).toMatch(/^Cc:.*bo@customer\.test/m);
  expect(answer).toMatch(/^To:.*ana@customer\.test/m);
  expect(answer).toContain("multipart/related");
  const cid = /^Content-ID: <([^>]+)>/im.exec(answer ?? "")?.[1] ?? "none";
  expect(answer?.replace(/=\r?\n/g, "")).toContain(`cid:${cid}`);
  expect(answer?.replace(/\s/g, "")).toContain(PICTURE);
  await expect(waiting(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "Reopen", exact: true })).toBeVisible();
  const shown = page.locator("iframe").last().contentFrame().locator("img");
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(8);
}

async function pastePicture(page: Page): Promise<void> {
  await reply(page).evaluate((field, base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], "button.png", { type: "image/png" }));
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, PICTURE);
}

async function forwards(page: Page, mail: MailServers): Promise<void> {
  await page.locator("body").click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("f");
  const panel = page.getByRole("group", { name: "Forward", exact: true });
  await expect(panel.getByRole("textbox", { name: "To" })).toBeFocused();
  await page.keyboard.type(`${supplier.address},`);
  await panel.getByRole("textbox", { name: "Your message" }).click();
  await page.keyboard.type("Do you have this one?");
  await panel.getByLabel("Forward", { exact: true }).selectOption({ index: 2 });
  await expectAccessible(page);
  await looks(page, "sending-forward");
  await page.keyboard.press("Control+Enter");
  await panel
    .getByRole("button", { name: "Send forward" })
    .click({ timeout: 1_000 })
    .catch(() => undefined);
  await expect(page.getByText(`Forwarded to ${supplier.address}`)).toBeVisible();

  const [forwarded] = await mail.mails(supplier.address);
  expect(forwarded).toMatch(/^Subject: Fwd: Which switch\?/m);
  expect(forwarded).not.toMatch(/^(?:In-Reply-To|References):/m);
  const text = forwarded?.replace(/=\r?\n/g, "") ?? "";
  expect(text).toContain("Do you have this one?");
  expect(text).toContain("Example Ltd");
  expect(text).toMatch(/From: Ana <ana@customer\.test>/);
  expect(text).toContain("cid:switch@customer");
  // Solved before, solved after: nobody's wait began.
  await expect(page.getByRole("button", { name: "Reopen", exact: true })).toBeVisible();

  const id = /^Message-ID: <([^>]+)>/im.exec(forwarded ?? "")?.[1] ?? "none";
  const answer = [
    `From: Sam <${supplier.address}>`,
    `To: ${desk.address}`,
    "Subject: Re: Fwd: Which switch?",
    "Message-ID: <answer@supplier.test>",
    `In-Reply-To: <${id}>`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    "Yes, seven of them.",
    "",
  ];
  await mail.send(supplier.address, desk.address, answer.join("\r\n"));
  const theirs = page.getByRole("article").filter({ hasText: "Yes, seven of them." });
  await expect(theirs.getByText(/^Not from the customer/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Solve", exact: true })).toBeVisible();
  // The next answer is the customer's all the same.
  await page.keyboard.press("r");
  await expect(reply(page)).toBeFocused();
  await expect(page.getByRole("button", { name: `Remove ${customer.address}` })).toBeVisible();
  await expect(page.getByRole("button", { name: `Remove ${supplier.address}` })).toBeHidden();
  await expectAccessible(page);
  await looks(page, "sending-third-party");
}
