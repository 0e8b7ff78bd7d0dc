import { render } from "preact";
import { describe, expect, it } from "vitest";
import type { Content, Field, MessageView } from "@/chat/protocol";
import { Avatar } from "@/frame/parts/avatar";
import { Files } from "@/frame/parts/files";
import { Message } from "@/frame/parts/message";
import type { MessageRow } from "@/frame/parts/rows";
import { fromHtml } from "@/frame/text/html";
import { isEmoji, rich } from "@/frame/text/rich";
import { safeImage, safeUrl } from "@/frame/text/safe-url";
import { PAYLOADS } from "./payloads";
import { inChat } from "./views";

const ALLOWED = new Set(
  "div fieldset legend p br b strong i em u s del code pre blockquote ul ol li hr a span svg path img button time form label input select option textarea".split(
    " ",
  ),
);

/** Nothing in it can run, load or lead anywhere but where a person presses to go. */
function expectHarmless(root: Element, payload: string): void {
  const wrong: string[] = [];
  for (const element of root.querySelectorAll("*")) {
    if (!ALLOWED.has(element.localName)) wrong.push(`<${element.localName}>`);
    for (const { name, value } of element.attributes) {
      if (/^on|^style$|srcdoc|formaction|xlink/.test(name)) wrong.push(`${name}=${value}`);
      if ((name === "href" || name === "src") && !/^(https?|mailto|tel):/.test(value)) wrong.push(`${name}=${value}`);
    }
    if (element.localName !== "a" || !element.hasAttribute("href")) continue;
    const { rel, target } = element as HTMLAnchorElement;
    if (rel !== "noopener noreferrer nofollow" || target !== "_blank") wrong.push(`${rel} ${target}`);
  }
  expect(wrong, payload).toEqual([]);
}

const aRow: MessageRow = {
  type: "message",
  key: "k",
  own: false,
  from: "agent",
  agent: undefined,
  at: new Date(0).toISOString(),
  message: { id: 1, text: "" },
  seq: 1,
  state: "sent",
  code: undefined,
  first: true,
  last: true,
};

function contentOf(kind: Content["kind"], payload: string): Content | undefined {
  switch (kind) {
    case "quick_replies":
      return { kind, options: [{ label: payload, value: payload }] };
    case "card": {
      const buttons = [
        { label: payload, url: payload },
        { label: payload, value: payload },
      ];
      return { kind, title: payload, text: payload, image_url: payload, buttons };
    }
    case "link_preview":
      return { kind, url: payload, title: payload, description: payload, image_url: payload };
    case "form": {
      const fields: Field[] = [{ key: payload, label: payload, kind: "select", options: [payload] }];
      return { kind, id: payload, title: payload, fields, submit: payload };
    }
    default:
      return undefined;
  }
}

function drawn(node: Parameters<typeof render>[0]): HTMLElement {
  const box = document.createElement("div");
  render(node, box);
  return box;
}

describe("what strangers write", () => {
  it("is many things", () => {
    expect(new Set(PAYLOADS).size).toBeGreaterThanOrEqual(120);
  });

  it.each(PAYLOADS)("is text and stays text: %s", (payload) => {
    const box = drawn(<p>{rich(payload)}</p>);
    expect(box.textContent).toBe(payload);
    expectHarmless(box, payload);
  });

  it.each(PAYLOADS)("does nothing as the HTML of an agent: %s", (payload) => {
    const box = drawn(<div>{fromHtml(`<p>before</p>${payload}<p>after</p>`)}</div>);
    expect(box.textContent).toContain("before");
    expect(box.querySelector("img, script, iframe, form, input, svg")).toBeNull();
    expectHarmless(box, payload);
  });

  it.each(["quick_replies", "card", "link_preview", "form"] as const)("does nothing in %s", async (kind) => {
    const chat = await inChat();
    for (const payload of PAYLOADS) {
      const message: MessageView = { id: 1, text: payload, html: payload, content: contentOf(kind, payload) };
      const agent = { name: payload, photo_url: payload };
      const row = { ...aRow, agent, message };
      const box = chat.draw(<Message row={row} receipt={undefined} conversation="c" answerable />);
      // Sizes of ours, set through the object model.
      for (const styled of box.querySelectorAll(".avatar")) styled.removeAttribute("style");
      expectHarmless(box, payload);
    }
  });

  it.each(PAYLOADS)("does nothing as the name and the place of a file: %s", (payload) => {
    const file = { id: 1, name: payload, type: "image/png", size: 1, url: payload };
    expectHarmless(drawn(<Files files={[file, { ...file, id: 2, type: "text/html" }]} />), payload);
  });

  it("cannot make a picture of something that runs", () => {
    const svg = { id: 1, name: "x.svg", type: "image/svg+xml", size: 1, url: "https://desk.example/x.svg" };
    expect(drawn(<Files files={[svg]} />).querySelector("img")).toBeNull();
  });

  it("does not take longer than its length asks for", () => {
    const hard = [
      "a".repeat(20_000),
      "a.".repeat(10_000),
      "(((".repeat(5000),
      "@".repeat(20_000),
      "https://" + "x)".repeat(9000),
    ];
    const started = performance.now();
    for (const text of hard) drawn(<p>{rich(text)}</p>);
    isEmoji("👍".repeat(5000));
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("may be nested deeper than the stack is", () => {
    const deep = "<div>".repeat(600) + "deep" + "</div>".repeat(600);
    expect(drawn(<div>{fromHtml(deep)}</div>).textContent).toBe("deep");
  });
});

describe("links", () => {
  const linked = (text: string) =>
    [...drawn(<p>{rich(text)}</p>).querySelectorAll("a")].map((link) => [link.textContent, link.getAttribute("href")]);

  it("are found in sentences, without their full stops and brackets", () => {
    expect(linked("See https://a.example/x_(y), or (www.b.example).")).toEqual([
      ["https://a.example/x_(y)", "https://a.example/x_(y)"],
      ["www.b.example", "https://www.b.example/"],
    ]);
    expect(linked("Write to ana@example.com! Or call tel:+40-21-555.")).toEqual([
      ["ana@example.com", "mailto:ana@example.com"],
      ["tel:+40-21-555", "tel:+40-21-555"],
    ]);
    expect(linked("v1.2 and 10:30, a.b and x@y")).toEqual([]);
  });

  it("are shown as they are written, also in Vietnamese and Romanian", () => {
    expect(linked("Xem https://đặt-hàng.example/đơn?id=1 nhé")[0]?.[0]).toBe("https://đặt-hàng.example/đơn?id=1");
    expect(drawn(<p>{rich("întrebări? https://a.example/ș")}</p>).textContent).toBe("întrebări? https://a.example/ș");
  });

  it("of files and pictures lead to the web or nowhere", () => {
    expect(safeUrl("/api/v1/chat/attachments/1?token=t")).toBe(
      "https://desk.example/api/v1/chat/attachments/1?token=t",
    );
    expect(safeUrl("//evil.example")).toBe("https://evil.example/");
    expect(safeImage("mailto:a@b.example")).toBeUndefined();
    expect(safeImage("https://user:pass@a.example/x.png")).toBeUndefined();
  });
});

describe("emoji alone", () => {
  it("are told from text", () => {
    expect(["👍", "🎉🎉", "❤️", "👨‍👩‍👧", "👍🏽 🙏"].map(isEmoji)).toEqual([true, true, true, true, true]);
    expect(["1", "ok 👍", "👍👍👍👍", "", "#"].map(isEmoji)).toEqual([false, false, false, false, false]);
  });
});

describe("a face", () => {
  it("is two letters without a photo", () => {
    expect(drawn(<Avatar agent={{ name: "Minh Văn Trần" }} />).textContent).toBe("MT");
    expect(drawn(<Avatar agent={{ name: "đặng" }} />).textContent).toBe("Đ");
    expect(drawn(<Avatar agent={{ name: "" }} />).textContent).toBe("");
  });
});
