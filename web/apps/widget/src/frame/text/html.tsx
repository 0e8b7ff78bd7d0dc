import { createElement, Fragment, type ComponentChildren } from "preact";
import { Link, rich } from "./rich.tsx";
import { safeUrl } from "./safe-url.ts";

/** Elements that are taken over, without any of their attributes. Of all others only what stands in them. */
const KEPT = new Set("p br b strong i em u s del code pre blockquote ul ol li h1 h2 h3 h4 hr".split(" "));
/** What stands in these is no text for people. */
const DROPPED = new Set(
  "script style template noscript iframe object embed svg math head title textarea select option".split(" "),
);
const DEEPEST = 40;

/**
 * HTML of an agent as elements of our own. It is read in a document that runs and loads nothing, and what is shown is put
 * together anew from an allow-list: nothing of the markup itself reaches the page.
 */
export function fromHtml(html: string): ComponentChildren {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  return children(body, 0);
}

function children(parent: Node, depth: number): ComponentChildren[] {
  return depth > DEEPEST ? [parent.textContent] : Array.from(parent.childNodes, (node) => rebuilt(node, depth + 1));
}

function rebuilt(node: Node, depth: number): ComponentChildren {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = node.nodeValue ?? "";
    return isInsideLink(node) ? text : rich(text);
  }
  if (!(node instanceof Element)) return null;
  const tag = node.localName;
  if (DROPPED.has(tag)) return null;
  const inner = children(node, depth);
  if (tag === "a") {
    const href = safeUrl(node.getAttribute("href"), "about:blank");
    return href ? <Link href={href}>{inner}</Link> : <Fragment>{inner}</Fragment>;
  }
  if (tag === "div") return <p>{inner}</p>;
  if (!KEPT.has(tag)) return <Fragment>{inner}</Fragment>;
  return createElement(/^h\d$/.test(tag) ? "strong" : tag, null, tag === "br" || tag === "hr" ? undefined : inner);
}

function isInsideLink(node: Node): boolean {
  return node.parentElement?.closest("a") != null;
}
