import type { Page } from "@playwright/test";
import {
  callApi,
  customer,
  desk,
  expect,
  expectAccessible,
  looks,
  signIn,
  test,
  type MailServers,
  type Product,
} from "../fixtures/index.js";

const OWNER = { name: "Olga Owner", email: "olga@example.test", password: "correct horse battery" };
/** The colleague reads the mailbox that other stories give to a customer. */
const COLLEAGUE = { name: "Ana Ionescu-Ștefănescu", email: customer.address, password: "mật khẩu rất dài" };

test("a colleague comes by mail, forgets the password, and comes back", async ({ fresh, mail, page, browser }) => {
  await beginWithInbox(page, fresh, mail);
  await page.goto(`${fresh.url}/settings/agents`);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Invite a colleague" });
  await dialog.getByLabel("Name", { exact: true }).fill(COLLEAGUE.name);
  await dialog.getByLabel("Email").fill(COLLEAGUE.email);
  await dialog.getByLabel("Language of the letter").selectOption("ro");
  await dialog.getByLabel("Support").check();
  await expectAccessible(page);
  await looks(page, "settings-invite");
  await dialog.getByRole("button", { name: "Send invitation" }).click();
  const invited = page.getByRole("region", { name: "Invited" });
  await expect(invited.getByText(COLLEAGUE.email)).toBeVisible();
  await looks(page, "settings-invited");

  const [letter] = await mail.mails(COLLEAGUE.email);
  expect(letter).toMatch(/^Auto-Submitted: auto-generated/im);
  expect(letter).toMatch(new RegExp(`^From: .*${desk.address}`, "im"));
  const theirs = await browser.newContext();
  const guest = await theirs.newPage();
  await guest.goto(linkIn(letter, "invitation"));
  // The letter was in Romanian, and so is the page.
  await expect(guest.getByRole("heading", { name: "Bun venit la Example Ltd" })).toBeVisible();
  await expect(guest.getByLabel("Numele tău")).toHaveValue(COLLEAGUE.name);
  await guest.getByLabel("Parolă", { exact: true }).fill("scurt");
  await guest.getByRole("button", { name: "Acceptă și intră în cont" }).click();
  await expect(guest.getByRole("alert")).toBeVisible();
  await expectAccessible(guest);
  await looks(guest, "invitation");
  await guest.getByLabel("Parolă", { exact: true }).fill(COLLEAGUE.password);
  await guest.getByLabel("Fus orar").selectOption("Europe/Bucharest");

  await guest.getByRole("button", { name: "Acceptă și intră în cont" }).click();
  await expect(guest).toHaveURL(/\/conversations/);

  // The list hears of it by itself: no invitation any more, an agent instead.
  await expect(invited).toBeHidden();
  await expect(page.getByRole("row", { name: new RegExp(COLLEAGUE.name) })).toBeVisible();
  const late = await theirs.newPage();
  await late.goto(linkIn(letter, "invitation"));
  await expect(late.getByText("Această invitație nu mai funcționează", { exact: false })).toBeVisible();
  await late.close();

  await forgetAndComeBack(page, guest, fresh, mail);
  await theirs.close();
});

/** The colleague asks for a link somewhere else; where they were signed in, that ends. */
async function forgetAndComeBack(page: Page, guest: Page, product: Product, mail: MailServers): Promise<void> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("no browser");
  const elsewhere = await browser.newContext();
  const lost = await elsewhere.newPage();
  await lost.goto(`${product.url}/login`);
  await lost.getByRole("link", { name: "Forgot your password?" }).click();
  for (const email of ["stranger@example.test", COLLEAGUE.email]) {
    await lost.getByLabel("Email").fill(email);
    await lost.getByRole("button", { name: "Send link" }).click();
    await expect(lost.getByRole("status")).toContainText(`If ${email} belongs to an account`);
    if (email !== COLLEAGUE.email) await lost.getByRole("button", { name: "Use another address" }).click();
  }
  await expectAccessible(lost);
  await looks(lost, "forgot-password");
  const mails = await mail.mails(COLLEAGUE.email, 2);
  const link = mails.map((one) => linkIn(one, "reset-password", "")).find((found) => found !== "");
  await lost.goto(link ?? "");
  await lost.getByLabel("New password").fill("another long password");
  await expectAccessible(lost);
  await looks(lost, "reset-password");
  await lost.getByRole("button", { name: /Save and sign in|Salvează și intră/ }).click();
  await expect(lost).toHaveURL(/\/conversations/);
  // The agent is told, and the other browser asks for the password where it was.
  const told = await mail.mails(COLLEAGUE.email, 3);
  expect(told.some((one) => /Parola ta|=?utf-8/i.test(one))).toBe(true);
  await guest.goto(`${product.url}/settings/profile`);
  await expect(guest).toHaveURL(/\/login\?next=/);
  await lost.goto(link ?? "");
  await expect(lost.getByText(/nu mai funcționează|does not work any more/)).toBeVisible();
  await elsewhere.close();
}

test("without a mail server the link is handed over", async ({ demo, page }) => {
  await signIn(page, demo);
  await page.goto(`${demo.url}/settings/agents`);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Invite a colleague" });
  await expect(dialog.getByText("No inbox can send mail yet", { exact: false })).toBeVisible();
  await dialog.getByLabel("Name", { exact: true }).fill("Nguyễn Thị Hoàng Phương Thảo của Phòng Chăm Sóc Khách Hàng");
  await dialog.getByLabel("Email").fill("a.very.long.address.of.a.colleague@customer-care.lumina.example");
  await dialog.getByRole("button", { name: "Create link" }).click();
  const made = page.getByRole("dialog", { name: /^Link for/ });
  await expect(made.getByLabel("Link", { exact: true })).toHaveValue(
    new RegExp(`^${demo.url}/invitation/[a-z0-9]{52}$`),
  );
  await expectAccessible(page);
  await looks(page, "settings-invitation-link");
  await made.getByRole("button", { name: "Done" }).click();
  await looks(page, "settings-agents");
  await page.getByRole("button", { name: /^Withdraw the invitation/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByRole("region", { name: "Invited" })).toBeHidden();

  await page.context().clearCookies();
  await page.goto(`${demo.url}/forgot-password`);
  await expect(page.getByText("cannot send mail yet", { exact: false })).toBeVisible();
});

test("the brand's colour is the colour of the workspace, when it can be read on", async ({ demo, page }) => {
  await signIn(page, demo);
  await page.goto(`${demo.url}/settings/brands`);
  await page.getByRole("button", { name: /^Edit/ }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Colour as a code").fill("#ffcc00");
  await expect(dialog.getByText("White text cannot be read well on it", { exact: false })).toBeVisible();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeVisible();
  await looks(page, "settings-brand-refused");
  await dialog.getByLabel("Colour as a code").fill("#9d174d");
  await expect(dialog.getByText("White text can be read well on it", { exact: false })).toBeVisible();
  await dialog.getByLabel("Logo").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: await logo(page) });
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("main").locator("img").first()).toHaveJSProperty("complete", true);
  const button = page.getByRole("button", { name: "Add brand" });
  await expect(button).toHaveCSS("background-color", "rgb(157, 23, 77)");
  await expectAccessible(page);
  await looks(page, "settings-brands");
  for (const theme of ["dark", "light"] as const) {
    for (const contrast of ["more", "no-preference"] as const) {
      await page.emulateMedia({ colorScheme: theme, contrast });
      await expectAccessible(page);
    }
  }
  await page.emulateMedia({ colorScheme: null, contrast: null });
  // Before anything is loaded, and before anybody is signed in.
  await page.goto(`${demo.url}/conversations`);
  await looks(page, "workspace-in-brand");
  await page.context().clearCookies();
  await page.goto(`${demo.url}/login`);
  await expect(page.getByRole("button", { name: "Sign in" })).toHaveCSS("background-color", "rgb(157, 23, 77)");
  await expectAccessible(page);
  await looks(page, "login-in-brand");
});

test("the first steps tell what is done and go away", async ({ fresh, mail, page }) => {
  await beginWithInbox(page, fresh, mail);
  const entry = page.getByRole("link", { name: /^First steps: 1 of 7 done/ });
  await entry.click();
  await expect(page.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "1");
  await expectAccessible(page);
  await looks(page, "first-steps");
  await page.getByRole("link", { name: "Add team" }).click();
  await page.getByRole("button", { name: "Add team" }).first().click();
  await page.getByRole("dialog").getByLabel("Name").fill("Day shift");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "First steps" }).click();
  await expect(page.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "2");
  await page.getByRole("button", { name: "Hide for everyone" }).click();
  await expect(page.getByRole("link", { name: /^First steps: / })).toBeHidden();
  await page.reload();
  await expect(page.getByRole("button", { name: "Show again" })).toBeVisible();
  await expect(page.getByRole("link", { name: /^First steps: / })).toBeHidden();
});

test("a session that ended leads back to where one was, with the draft kept", async ({ demo, page, browser }) => {
  await signIn(page, demo);
  await page.locator("[data-conversation]").first().click();
  await page.getByLabel("Your reply").fill("Half of an answer, written with care.");
  const address = page.url();
  // The draft is on the server a moment later.
  await page.waitForResponse((answer) => answer.url().includes("/draft") && answer.request().method() === "PUT");

  // Signed out everywhere else from another browser.
  const other = await browser.newContext();
  const second = await other.newPage();
  await signIn(second, demo);
  await second.goto(`${demo.url}/settings/profile`);
  await second.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(second.getByText("Signed out everywhere else")).toBeVisible();
  await other.close();

  await expect(page).toHaveURL(/\/login\?next=/);
  await expect(page.getByText("What you wrote is kept", { exact: false })).toBeVisible();
  await expectAccessible(page);
  await looks(page, "session-ended");
  await page.getByLabel("Email").fill(demo.login.email);
  await page.getByLabel("Password", { exact: true }).fill(demo.login.password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(address);
  await expect(page.getByLabel("Your reply")).toContainText("Half of an answer, written with care.");
});

/** Every page of the settings, in the language with the longest words and in the one with the most marks. */
test("settings hold in every language", async ({ demo, page, picture }) => {
  test.slow();
  await signIn(page, demo);
  const pages = ["profile", "tokens", "start", "organisation", "brands", "inboxes", "agents", "teams", "roles"];
  pages.push("saved-replies", "tags", "audit");
  await callApi(page, "POST", "/api/v1/teams", {
    name: "Echipa pentru reclamații, retururi și reparații în garanție București-Nord",
    agent_ids: [],
  });
  for (const locale of ["vi", "ro", "en"]) {
    await callApi(page, "PATCH", "/api/v1/me", { locale });
    for (const name of pages) {
      await page.goto(`${demo.url}/settings/${name}`);
      const main = page.getByRole("main");
      await expect(main.getByRole("heading", { level: 1 })).toBeVisible();
      // One sentence says what the page is for.
      await expect(main.locator("header p").first()).not.toBeEmpty();
      await expect(main.locator(".animate-pulse")).toHaveCount(0);
      await page.setViewportSize({ width: 390, height: 844 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wide, `${name} in ${locale} is wider than a phone`).toBeLessThanOrEqual(0);
      if (locale !== "en") await picture(page, `settings-${name}-${locale}-390-light`);
      await page.setViewportSize({ width: 1440, height: 900 });
      if (locale === "ro") await expectAccessible(page);
      if (locale !== "en") await picture(page, `settings-${name}-${locale}-1440-light`);
    }
  }
});

/** Organisation, owner and an inbox that sends, made through the API; signed in, on the conversations. */
async function beginWithInbox(page: Page, product: Product, { at }: MailServers): Promise<void> {
  await page.goto(product.url);
  await expect(page.getByText("Welcome to Rapport")).toBeVisible();
  const owner = { organisation: "Example Ltd", ...OWNER };
  const made = await page.evaluate(
    async (body) =>
      (
        await fetch("/api/v1/setup/owner", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(body),
        })
      ).status,
    owner,
  );
  expect(made).toBe(200);
  const login = { security: "tls", username: desk.address, password: desk.password };
  const email = {
    from_name: "Example",
    imap: { host: at.host, port: at.imaps_port, ...login },
    smtp: { host: at.host, port: at.smtps_port, ...login },
  };
  await callApi(page, "POST", "/api/v1/inboxes", { name: "Support", address: desk.address, email });
  await page.goto(`${product.url}/conversations`);
  await expect(page.getByRole("button", { name: /^You:/ })).toBeVisible();
}

/** The link to a page in a mail. */
function linkIn(mail: string | undefined, page: string, otherwise?: string): string {
  const words = (mail ?? "").replaceAll(/=\r?\n/g, "");
  const found = new RegExp(`http://[^\\s"<>]+/${page}/[a-z0-9]{52}`).exec(words)?.[0];
  if (found !== undefined) return found;
  if (otherwise !== undefined) return otherwise;
  throw new Error(`no link to ${page} in:\n${mail ?? "no mail"}`);
}

/** A picture that a browser can show: drawn by one. */
async function logo(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [128, 128];
    const pen = canvas.getContext("2d");
    if (pen === null) throw new Error("no canvas");
    pen.fillStyle = "#9d174d";
    pen.beginPath();
    pen.arc(64, 64, 56, 0, Math.PI * 2);
    pen.fill();
    return canvas.toDataURL("image/png").split(",")[1] ?? "";
  });
  return Buffer.from(base64, "base64");
}
