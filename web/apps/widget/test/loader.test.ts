import { beforeEach, describe, expect, it, vi } from "vitest";
import type { HostHello, ToFrame, ToHost } from "@/bridge";
import type { SiteView } from "@/chat/protocol";
import { createWidget } from "@/loader/widget";
import { aSite } from "./fake-server";

const BASE = "https://desk.example";
let root: ShadowRoot;
let inside: MessagePort;
let asked: { url: string; body: unknown }[];
let answers: Response[];

/** Keeps the root that is made. */
beforeEach(() => {
  vi.useFakeTimers();
  document.body.replaceChildren();
  document.documentElement.lang = "en";
  history.replaceState(null, "", "/chat/site_1");
  const attachShadow = Object.getOwnPropertyDescriptor(Element.prototype, "attachShadow")
    ?.value as Element["attachShadow"];
  vi.spyOn(Element.prototype, "attachShadow").mockImplementation(function (this: Element) {
    root = attachShadow.call(this, { mode: "open" });
    return root;
  });
  // Frames in a shadow tree have no window in jsdom; a port can stand for one.
  const port = new MessageChannel().port1;
  inside = port;
  vi.spyOn(HTMLIFrameElement.prototype, "contentWindow", "get").mockImplementation(function (this: Element) {
    return (this.isConnected ? port : null) as never;
  });
  asked = [];
  answers = [];
  vi.stubGlobal("fetch", (url: string, init: { body: string }) => {
    asked.push({ url, body: JSON.parse(init.body) as unknown });
    return Promise.resolve(answers.shift() ?? new Response(null, { status: 204 }));
  });
});

const one = <E extends Element = HTMLElement>(selector: string) => root.querySelector<E & HTMLElement>(selector);
const launcher = () => one<HTMLButtonElement>(".launcher");
const frame = () => one<HTMLIFrameElement>("iframe");
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

function start(change: Partial<SiteView> = {}) {
  const obey = createWidget(aSite(change), BASE, "");
  return (...call: unknown[]) => obey(call);
}

/** The frame's script runs: what it hears, and how it speaks. */
function meet(origin = BASE, source: MessageEventSource = inside) {
  const heard: ToFrame[] = [];
  const met: { hello: HostHello; port: MessagePort }[] = [];
  vi.spyOn(inside, "postMessage").mockImplementation(((hello: HostHello, _origin: string, [port]: [MessagePort]) => {
    port.onmessage = ({ data }: MessageEvent<ToFrame>) => heard.push(data);
    met.push({ hello, port });
  }) as unknown as typeof inside.postMessage);
  dispatchEvent(new MessageEvent("message", { data: { rapport: "ready" }, origin, source }));
  return {
    heard,
    hello: () => met[0]?.hello,
    say: async (message: ToHost) => {
      met[0]?.port.postMessage(message);
      vi.useRealTimers();
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
}

describe("before the first click", () => {
  it("there is a button, and nothing is loaded or kept", async () => {
    start({ consent_required: true, tracking: true });
    await pass(60_000);
    expect(launcher()?.ariaLabel).toBe("Chat: Aria Home");
    expect(frame()).toBeNull();
    expect(asked).toEqual([]);
    expect([localStorage.length, sessionStorage.length, document.cookie]).toEqual([0, 0, ""]);
  });

  it("the page is not changed but by one element that takes no room", () => {
    document.body.append("shop");
    start();
    expect(document.body.children).toHaveLength(1);
    expect(document.head.querySelector("[data-rapport], style")).toBeNull();
    expect(document.body.firstElementChild?.shadowRoot?.querySelectorAll("script, link, img")).toHaveLength(0);
  });

  it("may be a button with words", () => {
    const rapport = start({ look: { launcher_text: { en: "Need help?", vi: "Cần giúp?" }, icon: "question" } });
    expect(one(".label")?.textContent).toBe("Need help?");
    expect(launcher()?.ariaLabel).toBe("Need help?");
    rapport("locale", "vi");
    expect(one(".label")?.textContent).toBe("Cần giúp?");
    expect(launcher()?.ariaLabel).toBe("Cần giúp?");
  });

  it.each([
    ["vi-VN", "Đóng"],
    ["ro", "Închide"],
    ["de", "Close"],
  ])("speaks the language of the page, %s", async (lang, wanted) => {
    document.documentElement.lang = lang;
    start({ invitations: [{ id: "i1", when: {}, text: { en: "Can I help?" } }] });
    await pass(2000);
    expect(one(".x")?.getAttribute("aria-label")).toBe(wanted);
  });
});

describe("open", () => {
  it("loads the frame, shows it and says so", async () => {
    const rapport = start();
    const events: string[] = [];
    rapport("on", "open", () => events.push("open"));
    rapport("on", "close", () => events.push("close"));
    launcher()?.click();
    expect(frame()?.src).toBe("https://desk.example/chat/site_1#https://desk.example");
    expect(launcher()?.ariaExpanded).toBe("true");
    launcher()?.click();
    await pass(1);
    expect(events).toEqual(["open", "close"]);
    expect(frame()).not.toBeNull();
  });

  it("tells the frame what was said before it was there, in its order", async () => {
    const rapport = start();
    rapport("identify", "a.b.c");
    rapport("setAttributes", { plan: "gold" });
    rapport("setAttributes", { cart_value: 5 });
    rapport("open");
    const { heard, hello } = meet();
    vi.useRealTimers();
    await vi.waitFor(() => expect(heard).toHaveLength(3));
    expect(hello()).toMatchObject({ rapport: "hello", consent: true, locale: "en", site: { key: "site_1" } });
    expect(heard).toEqual([
      { type: "identify", jwt: "a.b.c" },
      { type: "attributes", attributes: { plan: "gold", cart_value: 5 } },
      { type: "opened", phone: false, invitation: undefined },
    ]);
  });

  it.each([
    ["another origin", "https://evil.example", false],
    ["another window", BASE, true],
  ])("tells nothing to %s", (_who, origin, elsewhere) => {
    const rapport = start();
    rapport("open");
    const { hello } = meet(origin, elsewhere ? window : inside);
    expect(hello()).toBeUndefined();
  });

  it("is closed by the frame, with the focus back on the button", async () => {
    const rapport = start();
    rapport("open");
    await meet().say({ type: "close" });
    expect(launcher()?.ariaExpanded).toBe("false");
    expect(root.activeElement).toBe(launcher());
  });

  it("shows and tells what was not read, while it is closed", async () => {
    const rapport = start();
    const told: number[] = [];
    rapport("on", "unread", (count: number) => told.push(count));
    rapport("open");
    const { say } = meet();
    rapport("close");
    await say({ type: "unread", count: 12 });
    expect(one(".badge")?.textContent).toBe("9+");
    expect(launcher()?.ariaLabel).toBe("Chat: Aria Home (12)");
    expect(told).toEqual([12]);
  });

  it("hears no more listeners that were taken away, and outlives those that fail", async () => {
    vi.useRealTimers();
    const rapport = start();
    const called = vi.fn();
    rapport("on", "open", called);
    rapport("off", "open", called);
    rapport("open");
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(called).not.toHaveBeenCalled();
  });

  it("obeys nothing that is no command", () => {
    const warned = vi.spyOn(console, "warn").mockReturnValue(undefined);
    const rapport = start();
    for (const call of [["dance"], [], [null], ["constructor"], ["__proto__"]]) rapport(...call);
    expect(warned).toHaveBeenCalled();
    expect(frame()).toBeNull();
  });
});

describe("who is in a chat", () => {
  it("hears of answers on the next page, without a click", async () => {
    const rapport = start();
    rapport("open");
    await meet().say({ type: "live", live: true });
    vi.useFakeTimers();
    document.body.replaceChildren();
    start();
    expect(frame()).toBeNull();
    await pass(2000);
    expect(frame()).not.toBeNull();
    expect(launcher()?.ariaExpanded).toBe("false");
  });
});

describe("pages", () => {
  const told = () => asked.map(({ body }) => (body as { url: string }).url.replace("https://desk.example", ""));

  it("are told where the site tracks them, also those that load nothing, and again while one is looked at", async () => {
    start({ tracking: true });
    await pass(5000);
    history.pushState(null, "", "/lamps");
    await pass(2000);
    history.replaceState(null, "", "/lamps?page=2");
    await pass(2000);
    expect(told()).toEqual(["/chat/site_1", "/lamps", "/lamps?page=2"]);
    await pass(30_000);
    expect(told()).toHaveLength(4);
    const browsers = new Set(asked.map(({ body }) => (body as { browser: string }).browser));
    expect([...browsers]).toEqual([expect.stringMatching(/^[\da-f]{32}$/)]);
  });

  it("are not told of before the visitor agrees, and not after they took it back", async () => {
    const rapport = start({ tracking: true, consent_required: true });
    await pass(40_000);
    expect(asked).toEqual([]);
    rapport("consent", true);
    expect(asked).toHaveLength(1);
    expect(localStorage).toHaveLength(1);
    rapport("consent", false);
    await pass(120_000);
    expect(asked).toHaveLength(1);
    expect(localStorage).toHaveLength(0);
  });

  it("are not told of while nobody looks", async () => {
    start({ tracking: true });
    vi.spyOn(document, "hidden", "get").mockReturnValue(true);
    await pass(120_000);
    expect(asked).toHaveLength(1);
  });

  it("bring the frame when an agent has begun a chat", async () => {
    answers.push(Response.json({ invited: true }));
    start({ tracking: true });
    await pass(10);
    expect(frame()).not.toBeNull();
  });

  it("go to the frame once there is one", async () => {
    const rapport = start({ tracking: true });
    rapport("open");
    const { heard } = meet();
    rapport("trackPage", { url: "https://shop.example/app#step-2", title: "Step 2" });
    vi.useRealTimers();
    await vi.waitFor(() => expect(heard.at(-1)?.type).toBe("page"));
    expect(heard.at(-1)).toMatchObject({ page: { url: "https://shop.example/app#step-2", title: "Step 2" } });
    expect(asked).toHaveLength(1);
  });
});

describe("an invitation", () => {
  const invitations = [
    {
      id: "i1",
      when: { seconds_on_page: 3 },
      text: { en: "Can I help?", ro: "Te pot ajuta?" },
      agent_name: "Ana Ionescu",
    },
  ];

  it("comes when its time is there, and brings nothing with it", async () => {
    start({ invitations });
    await pass(2000);
    expect(one(".invitation")).toBeNull();
    await pass(2000);
    expect(one(".invitation")?.textContent).toBe("Ana IonescuCan I help?");
    expect(one(".invitation")?.closest("[role=status]")).not.toBeNull();
    expect(frame()).toBeNull();
  });

  it("that is followed opens the chat with it", async () => {
    start({ invitations });
    await pass(4000);
    one(".go")?.click();
    const { heard } = meet();
    vi.useRealTimers();
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    expect(heard.at(-1)).toEqual({ type: "opened", phone: false, invitation: "i1" });
    expect(one(".invitation")).toBeNull();
  });

  it("that is sent away stays away, also on the next page", async () => {
    start({ invitations });
    await pass(4000);
    one(".x")?.click();
    expect(one(".invitation")).toBeNull();
    document.body.replaceChildren();
    start({ invitations });
    await pass(10_000);
    expect(one(".invitation")).toBeNull();
  });

  it("may open the whole chat, and does not come where nobody is there", async () => {
    start({ invitations: invitations.map((one) => ({ ...one, open: true })), open: false });
    await pass(10_000);
    expect(frame()).toBeNull();
    document.body.replaceChildren();
    start({ invitations: invitations.map((one) => ({ ...one, open: true })) });
    await pass(10_000);
    expect(frame()).not.toBeNull();
  });

  it("looks at the cart as soon as that is known", () => {
    const rapport = start({
      invitations: [{ id: "cart", when: { min_cart_value: 100 }, text: { en: "Free delivery!" } }],
    });
    rapport("setAttributes", { cart_value: 99 });
    expect(one(".invitation")).toBeNull();
    rapport("setAttributes", { cart_value: 100 });
    expect(one(".invitation")?.textContent).toBe("Free delivery!");
  });
});

describe("the script", () => {
  async function run(site: SiteView): Promise<void> {
    self.__rapport_chat = site;
    const script = document.createElement("script");
    script.src = `${BASE}/sub/chat/${site.key}/widget.js`;
    vi.spyOn(document, "currentScript", "get").mockReturnValue(script);
    vi.resetModules();
    await import("@/loader/main");
  }

  it("obeys what was called before it came, knows where it is from, and comes once", async () => {
    const warned = vi.spyOn(console, "warn").mockReturnValue(undefined);
    const early = Object.assign((...call: unknown[]) => early.q.push(call), { q: [["open"]] as unknown[][] });
    window.rapport = early;
    await run(aSite());
    expect(frame()?.src).toBe("https://desk.example/sub/chat/site_1#https://desk.example");
    const [first] = document.body.children;
    await run(aSite());
    await run(aSite({ key: "site_2" }));
    expect([...document.body.children]).toEqual([first]);
    expect(warned).toHaveBeenCalledTimes(1);
    delete window.rapport;
  });
});
