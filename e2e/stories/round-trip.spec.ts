import { expect, expectAccessible, signIn, test, undoFor } from "../fixtures/index.js";

test("a customer writes, an agent answers, the customer reads the answer", async ({ demo, page, context, picture }) => {
  await signIn(page, demo);
  await undoFor(page, demo, 0);
  const customer = await context.newPage();
  await customer.goto(`${demo.url}/demo`);
  await customer.getByLabel("Subject").fill("Đèn của tôi không sáng");
  await customer.getByLabel("Message").fill("Xin chào, đèn Aurora 40 của tôi không sáng nữa. Tôi phải làm gì?");
  await customer.getByRole("button", { name: "Send mail" }).click();

  // It slides into the agent's list by itself.
  const row = page.getByRole("link", { name: /Đèn của tôi không sáng/ }).first();
  await row.click();
  await expect(page.getByText("Tôi phải làm gì?").last()).toBeVisible();
  await page.getByLabel("Your reply").fill("Chào bạn, xin thử thay bóng đèn trước nhé.");
  await picture(page, "conversation-light-1440");
  await page.getByRole("button", { name: "Send reply" }).click();
  await expect(page.getByText("Chào bạn, xin thử thay bóng đèn trước nhé.").last()).toBeVisible();

  await customer.bringToFront();
  await expect(customer.getByText("Chào bạn, xin thử thay bóng đèn trước nhé.")).toBeVisible();
  await customer.getByRole("button", { name: "Answer" }).first().click();
  await customer.getByLabel("Message").fill("Cảm ơn, đèn sáng rồi!");
  await customer.getByRole("button", { name: "Send mail" }).click();

  await page.bringToFront();
  await expect(page.getByText("Cảm ơn, đèn sáng rồi!").last()).toBeVisible();
});

test("an answer can be taken back", async ({ demo, page }) => {
  await signIn(page, demo);
  await undoFor(page, demo, 120);
  await page
    .getByRole("link", { name: /#|LH-|!/ })
    .first()
    .click();
  await page.getByLabel("Your reply").fill("This was written too fast.");
  await page.getByRole("button", { name: "Send reply" }).click();
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect(page.getByText("Taken back before it was sent").first()).toBeVisible();
});

test("a conversation is searched, noted, given away and solved", async ({ demo, page }) => {
  await signIn(page, demo);
  await page.goto(`${demo.url}/search?q=reclamatie`);
  await expect(page.getByText(/result/).first()).toBeVisible();
  await page.goto(`${demo.url}/conversations`);
  await page
    .getByRole("link", { name: /LH-|!|\?/ })
    .first()
    .click();
  await page
    .getByRole("tab", { name: "Note" })
    .or(page.getByRole("radio", { name: "Note" }))
    .or(page.getByRole("button", { name: "Note", exact: true }))
    .first()
    .click();
  await page.getByLabel("Your note").fill("Called the carrier.");
  await page.getByRole("button", { name: "Add note" }).click();
  await expect(page.getByText("Called the carrier.").last()).toBeVisible();
  await page.getByRole("button", { name: "Solve", exact: true }).click();
  // The button stays, unlike the message about it.
  await expect(page.getByRole("button", { name: "Reopen", exact: true })).toBeVisible();
});

test("the workspace is open to everybody, in every language, light and dark, on a phone", async ({
  demo,
  page,
  picture,
}) => {
  await signIn(page, demo);
  await page
    .getByRole("link", { name: /LH-|!|\?/ })
    .first()
    .click();
  await expect(page.getByLabel("Your reply")).toBeVisible();
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, "conversation-dark-1440");
  await expectAccessible(page);
  await page.setViewportSize({ width: 1024, height: 768 });
  await picture(page, "conversation-dark-1024");
  await page.setViewportSize({ width: 390, height: 844 });
  await picture(page, "conversation-dark-390");
  await page.goto(`${demo.url}/conversations`);
  await picture(page, "list-dark-390");
  await expectAccessible(page);
});
