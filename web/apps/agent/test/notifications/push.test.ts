import { describe, expect, it, vi } from "vitest";
import { onNotificationClick, onPush, type PushSignal, type PushWorker } from "@/sw/push";

const ORIGIN = "https://desk.test";

interface Fake extends PushWorker {
  shown: { title: string; options: NotificationOptions & { renotify?: boolean } }[];
  opened: string[];
  badge: number | undefined;
}

function worker(windows: Partial<Awaited<ReturnType<PushWorker["clients"]["matchAll"]>>[number]>[] = []): Fake {
  const fake: Fake = {
    shown: [],
    opened: [],
    badge: undefined,
    location: { origin: ORIGIN },
    navigator: {
      setAppBadge: (count: number) => {
        fake.badge = count;
        return Promise.resolve();
      },
    },
    registration: {
      showNotification: (title, options) => {
        fake.shown.push({ title, options });
        return Promise.resolve();
      },
    },
    clients: {
      matchAll: () =>
        Promise.resolve(windows.map((window) => ({ url: `${ORIGIN}/`, postMessage: () => undefined, ...window }))),
      openWindow: (url) => {
        fake.opened.push(url);
        return Promise.resolve();
      },
    },
  };
  return fake;
}

const told = {
  kind: "replied",
  key: "n7",
  title: "Lan đã trả lời",
  body: "#12 Đèn hỏng",
  url: "/conversations/5?seq=3",
  silent: false,
  unread: 4,
};
const data = (value: unknown) => ({ json: () => value });

describe("a push", () => {
  it("is shown under its key, so that the next one about the same takes its place", async () => {
    const fake = worker();
    await onPush(fake, data(told));
    const [one] = fake.shown;
    expect(one?.title).toBe("Lan đã trả lời");
    expect(one?.options).toMatchObject({ tag: "n7", body: "#12 Đèn hỏng", renotify: true, silent: false });
    expect(one?.options.data).toEqual({ url: "/conversations/5?seq=3" });
    expect(fake.badge).toBe(4);
  });

  it("is shown even when it cannot be read: browsers demand it", async () => {
    for (const broken of [null, data(null), data("x"), { json: () => JSON.parse("{") as unknown }]) {
      const fake = worker();
      await onPush(fake, broken);
      expect(fake.shown).toHaveLength(1);
      expect(fake.shown[0]?.options.data).toEqual({ url: "/conversations" });
    }
  });

  it("never leads out of the application", async () => {
    for (const url of ["https://evil.test/x", "//evil.test/x", "javascript:alert(1)", 7]) {
      const fake = worker();
      await onPush(fake, data({ ...told, url }));
      expect(fake.shown[0]?.options.data).toEqual({ url: "/conversations" });
    }
  });

  it("that is a test is told to the pages that wait for it", async () => {
    const heard: PushSignal[] = [];
    const fake = worker([{ postMessage: (signal) => heard.push(signal) }]);
    await onPush(fake, data({ ...told, kind: "test", key: "test" }));
    expect(heard).toEqual([{ type: "push-test" }]);
  });
});

describe("a click", () => {
  const notification = () => ({ data: { url: "/conversations/5?seq=3" }, close: vi.fn() });

  it("asks the window in front to go there, and brings it forward", async () => {
    const heard: PushSignal[] = [];
    const focus = vi.fn(() => Promise.resolve());
    const navigate = vi.fn(() => Promise.resolve());
    const behind = { postMessage: () => expect.unreachable(), focus: () => expect.unreachable() };
    const front = {
      focused: true,
      focus,
      navigate,
      postMessage: (signal: PushSignal, ports?: Transferable[]) => {
        heard.push(signal);
        (ports?.[0] as MessagePort).postMessage("here");
      },
    };
    const one = notification();
    await onNotificationClick(worker([behind, front]), one);
    expect(one.close).toHaveBeenCalled();
    expect(focus).toHaveBeenCalled();
    expect(heard).toEqual([{ type: "push-open", url: "/conversations/5?seq=3" }]);
    expect(navigate).not.toHaveBeenCalled();
  });

  it("loads the address in a window that does not answer", async () => {
    const navigate = vi.fn(() => Promise.resolve());
    await onNotificationClick(worker([{ navigate }]), notification());
    expect(navigate).toHaveBeenCalledWith("/conversations/5?seq=3");
  });

  it("opens a window where there is none of ours", async () => {
    const fake = worker([{ url: "https://other.test/", focus: () => expect.unreachable() }]);
    await onNotificationClick(fake, notification());
    expect(fake.opened).toEqual(["/conversations/5?seq=3"]);
  });
});
