import { Editor, type JSONContent } from "@tiptap/core";
import { describe, expect, it } from "vitest";
import { EMOJI } from "@/features/conversations/composer/editor/emoji";
import { extensionsFor } from "@/features/conversations/composer/editor/extensions";
import { matchEmoji, matchNames, matchSaved } from "@/features/conversations/composer/editor/matching";
import { cleanPasted, completeHref } from "@/features/conversations/composer/editor/paste";
import { findTrigger } from "@/features/conversations/composer/editor/trigger";
import { fromWords, textToHtml, toWords } from "@/features/conversations/composer/editor/words";

function editor(content: string | JSONContent): Editor {
  return new Editor({
    element: document.createElement("div"),
    injectCSS: false,
    extensions: extensionsFor("reply", () => ""),
    content,
  });
}

const words = (content: string | JSONContent) => toWords(editor(content).getJSON());

describe("what is sent", () => {
  it("is text alone as long as nothing is formatted", () => {
    expect(words(textToHtml("Hello <b>Ana</b>,\n\nline & line"))).toEqual({
      text: "Hello <b>Ana</b>,\n\nline & line",
      html: undefined,
    });
  });

  it("shows lists, quotes and links in the text as well", () => {
    const content =
      '<p>See <a href="https://acme.example/help">our help</a>:</p><ul><li>one</li><li>two<ol><li>a</li></ol></li></ul><blockquote><p>said</p></blockquote><p>Bye</p>';
    const { text, html } = words(content);
    expect(text).toBe("See our help (https://acme.example/help):\n- one\n- two\n  1. a\n\n> said\n\nBye");
    expect(html).toBe(
      '<div>See <a href="https://acme.example/help">our help</a>:</div><ul><li>one</li><li><div>two</div><ol><li>a</li></ol></li></ul><blockquote><div>said</div></blockquote><div>Bye</div>',
    );
  });

  it("leaves an address that links to itself plain", () => {
    expect(words('<p><a href="https://acme.example/a">https://acme.example/a</a></p>')).toEqual({
      text: "https://acme.example/a",
      html: undefined,
    });
  });

  it("escapes what was typed", () => {
    expect(words('<p><strong>&lt;script&gt;"&amp;</strong></p>').html).toBe(
      "<div><strong>&#60;script&#62;&#34;&#38;</strong></div>",
    );
  });

  it.each([
    "<p>a</p><p></p><p><strong>b</strong></p>",
    '<ol start="3"><li>three</li></ol><p></p>',
    "<p>a<br>b <code>c</code></p><pre><code>x\n  y</code></pre>",
    "<p>Your address: <mark>[email]</mark></p>",
  ])("is read back as it was: %s", (content) => {
    const first = editor(content).getJSON();
    expect(editor(fromWords(toWords(first))).getJSON()).toEqual(first);
  });

  it("becomes formatted by what one types in Markdown", () => {
    const one = editor("");
    const type = (text: string) => {
      for (const char of text) {
        const { from, to } = one.state.selection;
        const taken = one.view.someProp("handleTextInput", (handle) =>
          handle(one.view, from, to, char, () => one.state.tr.insertText(char, from, to)),
        );
        if (!taken) one.view.dispatch(one.state.tr.insertText(char, from, to));
      }
    };
    type("- a **bold** word");
    expect(toWords(one.getJSON()).html).toBe("<ul><li>a <strong>bold</strong> word</li></ul>");
  });
});

describe("what is pasted", () => {
  it("keeps words, emphasis, lists and links, and nothing of its looks", () => {
    const pasted =
      '<meta charset="utf-8"><style>p{color:red}</style><h2 class="x" style="color:red">Title</h2><p style="font-size:40px" onclick="x()">a <b>b</b> <a href="https://a.example/" class="y" target="_blank">c</a><span style="display:none">hidden</span></p><ul><li>d</li></ul><!-- x -->';
    expect(cleanPasted(pasted)).toBe(
      '<p><strong>Title</strong></p><p>a <b>b</b> <a href="https://a.example/">c</a></p><ul><li>d</li></ul>',
    );
  });

  it("drops links that lead into code, and scripts", () => {
    expect(cleanPasted('<p><a href="javascript:alert(1)">x</a><script>y</script></p>')).toBe("<p>x</p>");
  });

  it("knows that the wrapper of Google Docs is not bold", () => {
    expect(cleanPasted('<b style="font-weight:normal" id="docs-internal"><p>a</p></b>')).toBe("<p>a</p>");
  });

  it.each([
    ["acme.example/help", "https://acme.example/help"],
    ["ana@mail.example", "mailto:ana@mail.example"],
    ["https://acme.example", "https://acme.example"],
    ["javascript:alert(1)", undefined],
    ["two words", undefined],
  ])("completes the address %s", (typed, href) => {
    expect(completeHref(typed)).toBe(href);
  });
});

describe("lists at the cursor", () => {
  const all = ["saved", "mention", "emoji"] as const;
  it.each([
    ["/", { kind: "saved", query: "", start: 0 }],
    ["/refund pol", { kind: "saved", query: "refund pol", start: 0 }],
    ["line\n/ref", { kind: "saved", query: "ref", start: 5 }],
    ["ask @Ștef", { kind: "mention", query: "Ștef", start: 4 }],
    ["@Ana Po", { kind: "mention", query: "Ana Po", start: 0 }],
    ["thanks :smi", { kind: "emoji", query: "smi", start: 7 }],
  ])("open for %j", (before, found) => {
    expect(findTrigger(before, all)).toEqual(found);
  });
  it.each(["1/2", "see a/b", "ana@mail.example", "Note:", "at 10:30", ":)", "https://a", "//", "a:b"])(
    "stay closed for %j",
    (before) => {
      expect(findTrigger(before, all)).toBeUndefined();
    },
  );
  it("offer only what belongs to the kind", () => {
    expect(findTrigger("@ana", ["saved", "emoji"])).toBeUndefined();
  });

  it("find emoji by words of each language, with and without marks", () => {
    const first = (query: string) => matchEmoji(EMOJI, query, 8)[0]?.char;
    expect(first("thanks")).toBe("🙏");
    expect(first("multumesc")).toBe("🙏");
    expect(first("cam on")).toBe("🙏");
    expect(first("no such thing")).toBeUndefined();
    expect(new Set(EMOJI.map((emoji) => emoji.char)).size).toBe(EMOJI.length);
  });
  it("find saved replies by all words, those with them in the name first", () => {
    const reply = (name: string, body: string) => ({ name, folder: "Đơn hàng", body });
    const all = [reply("Shipping", "about a refund"), reply("Refund policy", "text"), reply("Hello", "hi")];
    const names = (query: string) => matchSaved(all, query, 9).map((one) => one.name);
    expect(names("refund")).toEqual(["Refund policy", "Shipping"]);
    expect(names("don hang hel")).toEqual(["Hello"]);
    expect(names("")).toHaveLength(3);
  });
  it("find colleagues by either name", () => {
    const all = [{ name: "Ștefan Pop" }, { name: "Ana Ștefănescu" }, { name: "Dan" }];
    expect(matchNames(all, "stef", 9)).toHaveLength(2);
    expect(matchNames(all, "ștefan po", 9)).toEqual([{ name: "Ștefan Pop" }]);
  });
});
