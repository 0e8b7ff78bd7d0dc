import { describe, expect, it } from "vitest";
import { addAddresses, formatAddress, parseAddresses } from "@/features/conversations/composer/addresses";
import { buildDocument, prepareBody, type Palette } from "@/features/conversations/view/html-document";
import { linkify } from "@/features/conversations/view/plain-text";
import { verdictOf } from "@/features/conversations/view/verdict";

const photo = {
  id: 3,
  name: "p.png",
  content_type: "image/png",
  size: 1,
  inline: true,
  content_id: "photo@1",
  url: "/api/v1/attachments/3",
};
const body = (html: string, showRemote = false) => prepareBody({ html, attachments: [photo], showRemote }).body;
const light: Palette = { text: "#000", muted: "#555", link: "#00f", line: "#ccc", dark: false };

describe("the frame for HTML mail", () => {
  it("shows images of the mail itself", () => {
    expect(body('<img src="cid:photo@1">')).toContain('src="/api/v1/attachments/3?inline=1"');
    expect(body('<img src="CID:photo%401">')).toContain("/api/v1/attachments/3?inline=1");
    expect(body('<img src="cid:gone">')).not.toContain("src=");
  });
  it("loads remote images only when asked, and then encrypted and without a referrer", () => {
    const html = '<img data-remote-src="http://t.example/x.png" alt="Logo">';
    expect(body(html)).not.toContain("t.example");
    expect(body(html)).toContain("Logo");
    expect(body(html, true)).toContain('src="https://t.example/x.png"');
    expect(body(html, true)).toContain("no-referrer");
    expect(body('<p><img data-remote-src="http://t.example/x.gif" width="1"></p>')).toBe("<p></p>");
  });
  it("drops what could undo its policy", () => {
    const html =
      '<base href="//evil"><meta http-equiv="refresh" content="0;url=//evil"><form><input></form><script>1</script><b>x</b>';
    expect(body(html)).toBe("<b>x</b>");
  });
  it("opens links in a new tab that cannot reach back", () => {
    expect(body('<a href="https://x.example" target="_top">x</a>')).toContain(
      'target="_blank" rel="noopener noreferrer"',
    );
  });
  it("forbids everything but images, and remote ones too until they are wanted", () => {
    const closed = buildDocument({ html: "x", attachments: [], showRemote: false }, light).document;
    const policy = /Content-Security-Policy" content="([^"]*)"/u.exec(closed)?.[1] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("script-src");
    expect(policy).not.toMatch(/img-src[^;]* https:(;| )/u);
    const open = buildDocument({ html: "x", attachments: [], showRemote: true }, light).document;
    expect(open).toMatch(/img-src[^;]* https:;/u);
  });
  it("lays mail with colours of its own on white paper in the dark", () => {
    const dark = { ...light, dark: true };
    expect(
      buildDocument({ html: '<p style="color: #111">x</p>', attachments: [], showRemote: false }, dark).paper,
    ).toBe(true);
    expect(buildDocument({ html: "<p>x</p>", attachments: [], showRemote: false }, dark).paper).toBe(false);
  });
});

describe("addresses", () => {
  it("reads what people paste", () => {
    const { addresses, rest } = parseAddresses(
      'ana@x.example; "Popescu, Ion" <ion@x.example>,nobody\nMinh <minh@y.example>',
    );
    expect(addresses.map((item) => item.address)).toEqual(["ana@x.example", "ion@x.example", "minh@y.example"]);
    expect(addresses[2]?.name).toBe("Minh");
    expect(rest).toContain("nobody");
  });
  it("keeps one of each", () => {
    const list = addAddresses(
      [{ name: "", address: "a@x.example" }],
      [
        { name: "A", address: "A@X.example" },
        { name: "", address: "b@x.example" },
      ],
    );
    expect(list.map((item) => item.address)).toEqual(["a@x.example", "b@x.example"]);
  });
  it("writes names only where they say something", () => {
    expect(formatAddress({ name: "Ana", address: "a@x.example" })).toBe("Ana <a@x.example>");
    expect(formatAddress({ name: "a@x.example", address: "a@x.example" })).toBe("a@x.example");
  });
});

describe("links in plain text", () => {
  it.each([
    ["see https://x.example/a?b=1.", "https://x.example/a?b=1"],
    ["(http://x.example/y)", "http://x.example/y"],
    ["mail me@x.example now", "mailto:me@x.example"],
  ])("%s", (text, href) => {
    const parts = linkify(text);
    expect(parts.map((part) => part.text).join("")).toBe(text);
    expect(parts.find((part) => part.href)?.href).toBe(href);
  });
  it("makes none of other schemes", () => {
    expect(linkify("javascript:alert(1)").some((part) => part.href)).toBe(false);
  });
});

describe("the sender check", () => {
  it.each([
    [{ dmarc: "pass", spf: "fail", dkim: "fail" }, "proven"],
    [{ dmarc: "fail", spf: "pass", dkim: "pass" }, "doubtful"],
    [{ dmarc: "none", spf: "fail", dkim: "none" }, "doubtful"],
    [{ dmarc: "none", spf: "pass", dkim: "pass" }, undefined],
    [{}, undefined],
  ])("%j: %s", (checks, expected) => {
    expect(verdictOf(checks)).toBe(expected);
  });
});
