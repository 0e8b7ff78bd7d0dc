import type { BrowserContext, Page } from "@playwright/test";
import {
  expect,
  expectAccessible,
  looks,
  Product,
  PushReceiver,
  PushService,
  signIn,
  test,
} from "../fixtures/index.js";

test.use({ serviceWorkers: "allow" });

/** Names a colleague in a note on the first conversation. */
async function mentionEmily(page: Page): Promise<void> {
  await page.locator("[data-conversation]").first().click();
  // What stands above the editor is pushed up when that arrives.
  await expect(page.getByRole("textbox", { name: "Your reply" })).toBeVisible();
  await page.getByRole("button", { name: "Note", exact: true }).click();
  await page.getByRole("textbox", { name: "Your note" }).click();
  await page.keyboard.type("Please call them, @Emily");
  await expect(
    page.getByRole("listbox", { name: "Mention a colleague" }).getByRole("option", { name: /Emily Carter/ }),
  ).toBeVisible();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("article").getByText("Please call them, @Emily Carter").first()).toBeVisible();
}

/** A click on a message of the system, as the browser tells the service worker of it; returns the message's title. */
async function click(context: BrowserContext, tag: string): Promise<string> {
  const [worker] = context.serviceWorkers();
  if (!worker) throw new Error("there is no service worker");
  return worker.evaluate(async (wanted) => {
    const scope = globalThis as unknown as {
      registration: ServiceWorkerRegistration;
      NotificationEvent: new (type: string, init: { notification: Notification }) => Event;
    };
    for (;;) {
      // The system takes messages away again after a few seconds.
      const [notification] = await scope.registration.getNotifications({ tag: wanted });
      if (notification) {
        globalThis.dispatchEvent(new scope.NotificationEvent("notificationclick", { notification }));
        return notification.title;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }, tag);
}

/** What the system shows for the application. */
async function shownBySystem(page: Page): Promise<{ title: string; body: string; tag: string }[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const shown = await registration.getNotifications();
    return shown.map(({ title, body, tag }) => ({ title, body, tag }));
  });
}

/** As if another window covered this one: the browser then says that it is hidden. */
async function cover(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
    document.dispatchEvent(new Event("visibilitychange"));
  });
}

test("a colleague who is mentioned hears of it at once, and looking at it is enough", async ({
  demo,
  page,
  browser,
  picture,
}) => {
  await signIn(page, demo);
  const other = await browser.newContext({ locale: "en-GB" });
  const emily = await other.newPage();
  await signIn(emily, demo, "emily@lumina.example");
  await expect(emily.getByRole("button", { name: "Notifications" })).toBeVisible();

  await mentionEmily(page);

  const bell = emily.getByRole("button", { name: "1 unread notification" });
  await expect(bell).toBeVisible();
  await expect(emily).toHaveTitle(/^\(1\) /);
  await bell.click();
  const line = emily.getByRole("dialog", { name: "Notifications" }).getByRole("link", { name: /mentioned you/ });
  await expect(line).toBeVisible();
  await expectAccessible(emily);
  await picture(emily, "notifications-list");
  await emily.keyboard.press("Escape");
  await emily.setViewportSize({ width: 390, height: 844 });
  await bell.click();
  await expect(line).toBeInViewport({ ratio: 1 });
  await picture(emily, "notifications-list-390");

  await line.click();
  await expect(emily.getByRole("article").getByText("Please call them, @Emily Carter")).toBeVisible();
  await expect(emily).toHaveTitle(/^(?!\()/);
  await other.close();
});

test("what one is told of, and when not, is set by keyboard alone", async ({ demo, page }) => {
  await signIn(page, demo, "emily@lumina.example");
  await page.goto(`${demo.url}/settings/notifications`);
  await expect(page.getByRole("heading", { level: 1, name: "Notifications" })).toBeVisible();

  const arrived = page.getByRole("switch", { name: "A new conversation comes in that nobody has yet: In Rapport" });
  await expect(arrived).not.toBeChecked();
  await arrived.focus();
  const saved = page.waitForResponse((answer) => answer.url().endsWith("/notification-settings") && answer.ok());
  await page.keyboard.press("Space");
  await expect(arrived).toBeChecked();
  await saved;
  await page.keyboard.press("Tab");
  await expect(
    page.getByRole("switch", { name: "A new conversation comes in that nobody has yet: Push" }),
  ).toBeFocused();

  await page.getByRole("button", { name: "Add quiet hours" }).focus();
  await page.keyboard.press("Enter");
  const window = page.getByRole("group", { name: "Quiet hours 1" });
  await expect(window.getByText("the next day")).toBeVisible();
  await window.getByRole("checkbox", { name: "Sunday" }).focus();
  await page.keyboard.press("Space");
  // The parts of a time stand in the order of the browser's own language; typing them is the browser's affair.
  await window.getByLabel("From").fill("20:30");
  await expect(window.getByLabel("From")).toHaveValue("20:30");
  await page.getByRole("button", { name: "Save" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await expectAccessible(page);

  await page.reload();
  await expect(arrived).toBeChecked();
  await expect(window.getByLabel("From")).toHaveValue("20:30");
  await expect(window.getByRole("checkbox", { name: "Sunday" })).not.toBeChecked();
  await expect(window.getByRole("checkbox", { name: "Monday" })).toBeChecked();
  await expect(page.getByRole("combobox", { name: "Time zone" })).toHaveValue("Europe/Bucharest");
  await looks(page, "notifications-settings");

  await page.getByRole("button", { name: "Remove quiet hours 1" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("No quiet hours.")).toBeVisible();
  await page.getByRole("button", { name: "Save" }).focus();
  // The words stand there before the server has them: only its answer says that a reload finds them.
  const removed = page.waitForResponse((answer) => answer.url().endsWith("/notification-settings") && answer.ok());
  await page.keyboard.press("Enter");
  await removed;
  await page.reload();
  await expect(page.getByText("No quiet hours.")).toBeVisible();
});

test("a push reaches a browser whose window nobody looks at, and a click leads to the conversation", async ({
  page,
  browser,
  picture,
}) => {
  const service = await PushService.start();
  const product = await Product.demo(20, { RAPPORT_PUSH__ALLOW_LOOPBACK: "true" });
  const context = await browser.newContext({ locale: "en-GB" });
  try {
    await service.serve(context);
    const emily = await context.newPage();
    await signIn(emily, product, "emily@lumina.example");
    await emily.goto(`${product.url}/settings/notifications`);
    await expect(emily.getByText("Off in this browser")).toBeVisible();
    await emily.getByRole("button", { name: "Turn on in this browser" }).click();
    await expect(emily.getByText("On in this browser", { exact: true })).toBeVisible();
    const receiver = await PushReceiver.of(emily);

    // The test goes the whole way: job, encryption, push service, service worker, system.
    await emily.getByRole("button", { name: "Send me a test" }).click();
    await expect(emily.getByText("On its way…")).toBeVisible();
    await expect.poll(() => service.received.length).toBe(1);
    await receiver.deliver(service.received[0] ?? {});
    await expect(emily.getByText(/It arrived/)).toBeVisible();
    await expect.poll(() => shownBySystem(emily)).toMatchObject([{ title: "Notifications work", tag: "test" }]);
    await expectAccessible(emily);
    await looks(emily, "notifications-push-on");

    // In front of the window nothing is pushed; once it is covered, the next event is.
    await signIn(page, product);
    await cover(emily);
    await mentionEmily(page);
    await expect.poll(() => service.received.length).toBe(2);
    const told = service.received[1] ?? {};
    expect(told).toMatchObject({ kind: "mentioned", unread: 1 });
    await receiver.deliver(told);
    expect(await click(context, String(told["key"]))).toMatch(/ mentioned you$/);
    await expect(emily.getByRole("article").getByText("Please call them, @Emily Carter")).toBeVisible();
    await expect(emily).toHaveURL(/\/conversations\/\d+/);
    await picture(emily, "notifications-push-clicked");

    // Turned off, nothing goes out any more.
    await emily.goto(`${product.url}/settings/notifications`);
    await emily.getByRole("button", { name: "Turn off", exact: true }).click();
    await expect(emily.getByText("Off in this browser")).toBeVisible();
  } finally {
    await context.close();
    await product.end();
    await service.end();
  }
});

test("of two windows one shows and one sounds", async ({ demo, page, browser }) => {
  await signIn(page, demo);
  const context = await browser.newContext({ locale: "en-GB" });
  await context.addInitScript(() => {
    const told = { messages: 0, notes: 0 };
    Object.assign(window, { told });
    // Messages go away by themselves, maybe before a slow machine looks.
    new MutationObserver((changes) => {
      for (const added of changes.flatMap((change) => Array.from(change.addedNodes))) {
        if (added instanceof HTMLLIElement && added.textContent.includes("mentioned you")) told.messages += 1;
      }
    }).observe(document, { childList: true, subtree: true });
    window.OscillatorNode = class extends OscillatorNode {
      override start(when?: number): void {
        told.notes += 1;
        super.start(when);
      }
    };
  });
  const first = await context.newPage();
  await signIn(first, demo, "emily@lumina.example");
  const second = await context.newPage();
  await second.goto(`${demo.url}/contacts`);
  // Browsers let nobody be heard whom nobody has touched.
  await second.getByRole("heading", { level: 1 }).first().click();
  for (const window of [first, second]) {
    await expect(window.getByRole("button", { name: "Notifications" })).toBeVisible();
  }
  await mentionEmily(page);
  for (const window of [first, second]) {
    await expect(window.getByRole("button", { name: "1 unread notification" })).toBeVisible();
  }
  const told = async () => {
    const [one, two] = await Promise.all(
      [first, second].map((window) =>
        window.evaluate(() => (globalThis as unknown as { told: { messages: number; notes: number } }).told),
      ),
    );
    return { messages: (one?.messages ?? 0) + (two?.messages ?? 0), notes: (one?.notes ?? 0) + (two?.notes ?? 0) };
  };
  // Two notes are one sound.
  await expect.poll(told).toEqual({ messages: 1, notes: 2 });
  // Long after both had their turn it is still one of each.
  await first.waitForTimeout(1500);
  expect(await told()).toEqual({ messages: 1, notes: 2 });
  await expectAccessible(second);

  // What is read in one window is read in the other.
  await first.getByRole("button", { name: "1 unread notification" }).click();
  await first.getByRole("button", { name: "Mark all as read" }).click();
  await expect(second.getByRole("button", { name: "Notifications", exact: true })).toBeVisible();
  await context.close();
});
