/**
 * The words of the editor between its own document and what is sent and kept: plain text, and HTML only when something
 * is formatted. What is plain stays plain: it is quoted, searched and read aloud best.
 */
import type { JSONContent } from "@tiptap/core";

/** What somebody wrote. Without `html` nothing is formatted and the text says all. */
export interface Words {
  text: string;
  html?: string | undefined;
}

/** `mark` is a place that still lacks its value: kept with the draft, and nothing leaves while there is one. */
const TAGS = { bold: "strong", italic: "em", code: "code", missing: "mark" } as const;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/gu, (char) => `&#${char.charCodeAt(0)};`);
}

function linkOf(node: JSONContent): string | undefined {
  const href: unknown = node.marks?.find((mark) => mark.type === "link")?.attrs?.["href"];
  return typeof href === "string" ? href : undefined;
}

/** A link that shows its own address says no more than the text does. */
function isPlainLink(node: JSONContent): boolean {
  const href = linkOf(node);
  return (
    href !== undefined && href.replace(/^(?:mailto:|https?:\/\/)/u, "") === node.text?.replace(/^https?:\/\//u, "")
  );
}

/** The picture of a node; undefined while it is on its way. */
function pictureOf(node: JSONContent): { cid: string; alt: string } | undefined {
  const cid: unknown = node.type === "image" ? node.attrs?.["cid"] : undefined;
  return typeof cid === "string" ? { cid, alt: String(node.attrs?.["alt"] ?? "") } : undefined;
}

function isFormatted(node: JSONContent): boolean {
  if (node.type === "image") return pictureOf(node) !== undefined;
  if (node.type === "text") {
    return (node.marks ?? []).some((mark) => (mark.type === "link" ? !isPlainLink(node) : mark.type in TAGS));
  }
  const plain = node.type === "doc" || node.type === "paragraph" || node.type === "hardBreak";
  return !plain || (node.content ?? []).some(isFormatted);
}

function inlineText(node: JSONContent): string {
  return (node.content ?? [])
    .map((child) => {
      if (child.type === "hardBreak") return "\n";
      // What somebody without pictures has instead.
      if (child.type === "image") return pictureOf(child) ? `[${pictureOf(child)?.alt ?? ""}]` : "";
      const href = linkOf(child);
      const text = child.text ?? "";
      return href === undefined || isPlainLink(child) ? text : `${text} (${href.replace(/^mailto:/u, "")})`;
    })
    .join("");
}

/** Lines of a block as a mail program without HTML shows it. */
function lines(node: JSONContent): string[] {
  const children = node.content ?? [];
  switch (node.type) {
    case "bulletList":
    case "orderedList": {
      const first = Number(node.attrs?.["start"] ?? 1);
      return children.flatMap((item, index) => {
        const sign = node.type === "bulletList" ? "- " : `${first + index}. `;
        const indent = " ".repeat(sign.length);
        return blockLines(item.content ?? []).map((line, at) => (at === 0 ? sign : indent) + line);
      });
    }
    case "blockquote":
      return blockLines(children).map((line) => (line === "" ? ">" : `> ${line}`));
    default:
      return inlineText(node).split("\n");
  }
}

/** Quotes, code and what follows a list stand apart; paragraphs, and a list after its introduction, follow line by line. */
function blockLines(blocks: readonly JSONContent[]): string[] {
  const all: string[] = [];
  blocks.forEach((block, index) => {
    const before = blocks[index - 1];
    const apart = before !== undefined && (before.type !== "paragraph" || block.type !== "paragraph");
    const introduced = before?.type === "paragraph" && (block.type === "bulletList" || block.type === "orderedList");
    if (apart && !introduced && all.at(-1) !== "") all.push("");
    all.push(...lines(block));
  });
  return all;
}

function inlineHtml(node: JSONContent): string {
  return (node.content ?? [])
    .map((child) => {
      if (child.type === "hardBreak") return "<br>";
      const picture = pictureOf(child);
      if (picture) return `<img src="cid:${escapeHtml(picture.cid)}" alt="${escapeHtml(picture.alt)}">`;
      let html = escapeHtml(child.text ?? "");
      for (const mark of child.marks ?? []) {
        const tag = TAGS[mark.type as keyof typeof TAGS] as string | undefined;
        if (tag !== undefined) html = `<${tag}>${html}</${tag}>`;
      }
      const href = linkOf(child);
      return href === undefined ? html : `<a href="${escapeHtml(href)}">${html}</a>`;
    })
    .join("");
}

/**
 * A block as HTML. Paragraphs are written as `div`, as mail programs do: a `p` would get a gap around it that nobody
 * saw while writing.
 */
function blockHtml(node: JSONContent): string {
  const children = node.content ?? [];
  const inner = () => children.map(blockHtml).join("");
  switch (node.type) {
    case "bulletList":
      return `<ul>${inner()}</ul>`;
    case "orderedList": {
      const start = Number(node.attrs?.["start"] ?? 1);
      return start === 1 ? `<ol>${inner()}</ol>` : `<ol start="${start}">${inner()}</ol>`;
    }
    case "listItem":
      return `<li>${children.length === 1 && children[0] ? inlineHtml(children[0]) : inner()}</li>`;
    case "blockquote":
      return `<blockquote>${inner()}</blockquote>`;
    case "codeBlock":
      return `<pre><code>${inlineHtml(node)}</code></pre>`;
    default:
      return `<div>${inlineHtml(node) || "<br>"}</div>`;
  }
}

/** What is sent and kept of a document. */
export function toWords(document: JSONContent): Words {
  const blocks = document.content ?? [];
  const text = blockLines(blocks).join("\n");
  return { text, html: isFormatted(document) ? blocks.map(blockHtml).join("") : undefined };
}

/** The editor reads paragraphs as `p`, and an empty one must not become a line break inside of it. */
function paragraphs(html: string): string {
  return html
    .replace(/<div>\s*<br\s*\/?>\s*<\/div>/gu, "<p></p>")
    .replace(/<div>/gu, "<p>")
    .replace(/<\/div>/gu, "</p>");
}

/** Plain text as paragraphs, one for each line. */
export function textToHtml(text: string): string {
  return text
    .split("\n")
    .map((line) => `<p>${escapeHtml(line)}</p>`)
    .join("");
}

/** What the editor begins with. */
export function fromWords({ text, html }: Words): string {
  return html === undefined || html === "" ? textToHtml(text) : paragraphs(html);
}

export function sameWords(a: Words, b: Words): boolean {
  return a.text === b.text && (a.html ?? "") === (b.html ?? "");
}
