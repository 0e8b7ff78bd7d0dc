import { beforeEach, describe, expect, it, vi } from "vitest";
import type { load as Load } from "../src/index.js";

let load: typeof Load;

beforeEach(async () => {
  document.head.replaceChildren();
  delete window.rapport;
  vi.resetModules();
  ({ load } = await import("../src/index.js"));
});

const scripts = () => [...document.head.querySelectorAll("script")];
const options = { url: "https://desk.example.com/", siteKey: "site_1" };

describe("the chat of a page", () => {
  it("is one script from the company's own address, with the nonce of the page", () => {
    load({ ...options, nonce: "n1" });
    expect(scripts().map(({ src, async, nonce }) => [src, async, nonce])).toEqual([
      ["https://desk.example.com/chat/site_1/widget.js", true, "n1"],
    ]);
  });

  it("is loaded once, and for one site", () => {
    expect(load(options)).toBe(load({ ...options, url: "https://desk.example.com" }));
    expect(scripts()).toHaveLength(1);
    expect(() => load({ ...options, siteKey: "site_2" })).toThrow("Another chat");
  });

  it("keeps what is called until the script is there, and calls that afterwards", () => {
    const chat = load(options);
    chat.identify("a.b.c");
    chat.setAttributes({ cart_value: 5 });
    const { q } = window.rapport as unknown as { q: unknown[] };
    expect(q).toEqual([
      ["identify", "a.b.c"],
      ["setAttributes", { cart_value: 5 }],
    ]);
    const script = vi.fn();
    window.rapport = script;
    const listener = vi.fn();
    const stop = chat.on("unread", listener);
    chat.open();
    stop();
    expect(script.mock.calls).toEqual([["on", "unread", listener], ["open"], ["off", "unread", listener]]);
  });

  it("tells when it is ready, and why it will not be", async () => {
    const chat = load(options);
    scripts()[0]?.dispatchEvent(new Event("error"));
    await expect(chat.ready).rejects.toThrow("https://desk.example.com/chat/site_1/widget.js");
  });
});
