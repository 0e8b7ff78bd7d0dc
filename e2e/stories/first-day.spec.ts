import { customer, desk, expect, expectAccessible, test } from "../fixtures/index.js";

test("from an empty installation to a real mail answered", async ({ fresh, mail, page, picture }) => {
  test.setTimeout(120_000);
  await page.goto(fresh.url);
  await expect(page.getByText("Welcome to Rapport")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "setup-owner");
  await page.getByLabel("Organisation").fill("Example Ltd");
  await page.getByLabel("Your name").fill("Olga Owner");
  await page.getByLabel("Your email").fill("olga@example.test");
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("button", { name: "Create account" }).click();

  await expect(page.getByText("Add your first inbox")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "setup-inbox");
  await page.getByRole("button", { name: "Skip for now" }).click();

  // The rest of the form is a matter of the workspace's own tests; here its answers go the way that the form takes.
  const csrf = await page.evaluate(async () => {
    const answer = await fetch("/api/v1/session");
    return ((await answer.json()) as { csrf_token: string }).csrf_token;
  });
  const at = mail.at;
  const settings = (password: string) => ({
    imap: { host: at.host, port: at.imap_port, security: "plain", username: desk.address, password },
    smtp: { host: at.host, port: at.smtp_port, security: "plain", auth: "none" },
    start: "all",
  });
  const post = (path: string, body: unknown) =>
    page.evaluate(
      async ({ path, body, csrf }) => {
        const headers = { "content-type": "application/json", "x-csrf-token": csrf };
        const answer = await fetch(`/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
        return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
      },
      { path, body, csrf },
    );
  const wrong = await post("/inboxes/test", { address: desk.address, email: settings("wrong") });
  expect(wrong.body).toMatchObject({ ok: false });
  const right = await post("/inboxes/test", { address: desk.address, email: settings(desk.password) });
  expect(right.body).toMatchObject({ ok: true });
  const made = await post("/inboxes", { name: "Support", address: desk.address, email: settings(desk.password) });
  expect(made.status).toBe(201);

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
  await page.getByRole("link", { name: /Where is my parcel/ }).first().click();
  const frame = page.frameLocator("iframe").first();
  await expect(frame.getByText("It should be")).toBeVisible();
  await expect(page.getByRole("button", { name: /remote image/ })).toBeVisible();
  await picture(page, "first-mail");
  await page.getByLabel("Your reply").fill("It arrives tomorrow.");
  await page.getByRole("button", { name: "Send reply" }).click();

  const [answer] = await mail.mails(customer.address);
  expect(answer).toContain("It arrives tomorrow.");
  expect(answer).toMatch(/In-Reply-To: <first-day@customer\.test>/);
  expect(answer).toMatch(/Reply-To:.*support\+r\./s);
});
