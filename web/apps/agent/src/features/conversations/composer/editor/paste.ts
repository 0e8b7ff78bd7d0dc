/** What programs put into the clipboard beside the words; the editor's schema drops the rest. */
const NOISE = "script,style,meta,link,title,head > *,o\\:p,xml,noscript,template";

/** Shown nowhere, so it must not be sent: preview lines of newsletters, Word's hidden list marks. */
function isHidden(element: HTMLElement): boolean {
  return /display:\s*none|mso-list:\s*ignore|mso-hide:\s*all/iu.test(element.getAttribute("style") ?? "");
}

/** Only addresses that a customer can follow. */
export function safeHref(href: string): string | undefined {
  const trimmed = href.trim();
  return /^(?:https?:\/\/|mailto:|tel:)\S+$/iu.test(trimmed) ? trimmed : undefined;
}

/** What somebody types as an address: the scheme may be missing. */
export function completeHref(typed: string): string | undefined {
  const text = typed.trim();
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/u.test(text)) return `mailto:${text}`;
  if (/^[\w-]+(?:\.[\w-]+)+(?:[/?#:]\S*)?$/u.test(text)) return `https://${text}`;
  return safeHref(text);
}

/**
 * Pasted rich text, reduced to what an answer may hold: words, links, lists, quotes, emphasis. Headings become bold
 * lines; looks, hidden parts and what Office writes for itself go.
 */
export function cleanPasted(html: string): string {
  // A document of DOMParser runs no script and loads nothing.
  const parsed = new DOMParser().parseFromString(html.replace(/<!--[\s\S]*?-->/gu, ""), "text/html");
  for (const element of parsed.querySelectorAll(NOISE)) element.remove();
  for (const element of parsed.body.querySelectorAll<HTMLElement>("[style]")) {
    if (isHidden(element)) element.remove();
  }
  for (const link of parsed.body.querySelectorAll("a")) {
    const href = safeHref(link.getAttribute("href") ?? "");
    if (href === undefined) link.replaceWith(...link.childNodes);
    else for (const { name } of [...link.attributes]) if (name !== "href") link.removeAttribute(name);
  }
  // A highlighted word of another page is no place that lacks its value.
  for (const mark of parsed.body.querySelectorAll("mark")) mark.replaceWith(...mark.childNodes);
  for (const heading of parsed.body.querySelectorAll("h1,h2,h3,h4,h5,h6")) {
    const line = parsed.createElement("p");
    const bold = parsed.createElement("strong");
    bold.append(...heading.childNodes);
    line.append(bold);
    heading.replaceWith(line);
  }
  for (const element of parsed.body.querySelectorAll<HTMLElement>("*")) {
    // Google Docs wraps everything in a bold element that is not bold: this one style carries meaning.
    const weight = element.style.fontWeight;
    // Pictures of the net would be loaded by whoever reads the answer; those of the text itself may be moved about in it.
    const own = element.tagName === "IMG" && /^cid:/iu.test(element.getAttribute("src") ?? "");
    for (const { name } of [...element.attributes]) {
      if (own && (name === "src" || name === "alt")) continue;
      if (name !== "href" && name !== "start") element.removeAttribute(name);
    }
    if (element.tagName === "B" && weight === "normal") element.replaceWith(...element.childNodes);
  }
  return parsed.body.innerHTML;
}
