import type { Locator, Page } from "@playwright/test";
import { customer, desk, expect, expectAccessible, test, type MailServers } from "../fixtures/index.js";

test("from an empty installation to a real mail answered", async ({ fresh, mail, page, picture }) => {
  await page.goto(fresh.url);
  await createOwner(page, picture);
  await addInbox(page, mail, picture);

  const raw = [
    `From: Ana <${customer.address}>`,
    `To: ${desk.address}`,
    "Subject: Where is my parcel?",
    "Message-ID: <first-day@customer.test>",
    "Content-Type: text/html; charset=utf-8",
    "",
    '<p>It should be <b>here</b> by now.</p><script>alert("no")</script><img src="https://tracker.example/pixel.png">',
    "",
  ].join("\r\n");
  await mail.send(customer.address, desk.address, raw);
  await page
    .getByRole("link", { name: /Where is my parcel/ })
    .first()
    .click();
  const frame = page.locator("iframe").first().contentFrame();
  await expect(frame.getByText("It should be")).toBeVisible();
  await expect(page.getByRole("button", { name: /remote image/ })).toBeVisible();
  await picture(page, "first-mail");
  await page.getByLabel("Your reply").fill("It arrives tomorrow.");
  await page.getByRole("button", { name: "Send reply" }).click();

  const [answer] = await mail.mails(customer.address);
  expect(answer).toContain("It arrives tomorrow.");
  expect(answer).toMatch(/^Subject: Re: Where is my parcel\?/m);
  expect(answer).toMatch(/^In-Reply-To: <first-day@customer\.test>/m);
  expect(answer).toMatch(/^References: <first-day@customer\.test>/m);
  expect(answer).toMatch(/Reply-To:.*support\+r\./s);
});

type Picture = (page: Page, name: string) => Promise<void>;

async function createOwner(page: Page, picture: Picture): Promise<void> {
  await expect(page.getByText("Welcome to Rapport")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "setup-owner");
  await page.getByLabel("Organisation").fill("Example Ltd");
  await page.getByLabel("Your name").fill("Olga Owner");
  await page.getByLabel("Your email").fill("olga@example.test");
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("Add your first inbox")).toBeVisible();
}

/** The form as somebody fills it who runs mail servers of their own: nothing about them is known beforehand. */
async function addInbox(page: Page, { at }: MailServers, picture: Picture): Promise<void> {
  await expectAccessible(page);
  await picture(page, "setup-inbox");
  await page.getByLabel("Mail address").fill(desk.address);
  await page.getByLabel("Name", { exact: true }).fill("Support");
  await page.getByRole("button", { name: "Continue" }).click();

  const imap = page.getByRole("group", { name: "Fetching mail (IMAP)" });
  const smtp = page.getByRole("group", { name: "Sending mail (SMTP)" });
  // What can be guessed from the address is there already.
  await expect(imap.getByLabel("Server")).toHaveValue("imap.example.test");
  await expect(imap.getByLabel("User name")).toHaveValue(desk.address);
  await fillServer(imap, at.host, at.imaps_port, "TLS");
  await fillServer(smtp, at.host, at.submission_port, "STARTTLS");
  await imap.getByLabel("Password", { exact: true }).fill("a wrong password");
  // Both servers nearly always share the login.
  await expect(smtp.getByLabel("Password", { exact: true })).toHaveValue("a wrong password");

  const result = page.getByRole("region", { name: "Connection test" });
  const run = result.getByRole("button", { name: "Test connection" });
  await run.click();
  await expect(result.getByText("Something does not work yet")).toBeVisible();
  await expect(result.getByText("The server refused the user name or the password.").first()).toBeVisible();
  await expectAccessible(page);
  await result.scrollIntoViewIfNeeded();
  await picture(page, "setup-inbox-refused");

  await imap.getByLabel("Password", { exact: true }).fill(desk.password);
  // What was said about other settings is gone.
  await expect(result.getByText("Something does not work yet")).toBeHidden();
  await run.click();
  await expect(result.getByText("Everything works")).toBeVisible();
  await result.scrollIntoViewIfNeeded();
  await picture(page, "setup-inbox-works");
  await page.getByRole("button", { name: "Add inbox" }).click();
  await expect(page.getByText("“Support” is ready")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Go to conversations" }).click();
}

async function fillServer(form: Locator, host: string, port: number, security: "TLS" | "STARTTLS"): Promise<void> {
  await form.getByLabel("Server").fill(host);
  await form.getByLabel("Encryption").selectOption({ label: security });
  await form.getByLabel("Port").fill(String(port));
}
