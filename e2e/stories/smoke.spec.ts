import { expect, expectAccessible, test } from "../fixtures/index.js";

test("the product answers and asks who is there", async ({ demo, page, picture }) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });

  await page.goto(demo.url);

  await expect(page.getByLabel(/e-?mail/i)).toBeVisible();
  await expect(page.getByLabel(/password/i)).toBeVisible();
  await expectAccessible(page);
  await picture(page, "login");
  // Being told that nobody is signed in is no error.
  expect(errors.filter((error) => !error.includes("401"))).toEqual([]);
});

test("the mail servers of the stories carry a mail", async ({ mail }) => {
  const reply = await mail.send("ana@customer.test", "support@example.test", "Subject: hello\n\nIs anybody there?\n");
  expect(reply.code).toBe(250);
  const [arrived] = await mail.mails("support@example.test");
  expect(arrived).toContain("Is anybody there?");
});
