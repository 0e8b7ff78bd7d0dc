/** Elements without `innerHTML`: a page may forbid it (Trusted Types). */

type Attributes = Record<string, string>;

function attributed<E extends Element>(element: E, attributes: Attributes): E {
  for (const name in attributes) element.setAttribute(name, attributes[name] ?? "");
  return element;
}

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = attributed(document.createElement(tag), attributes);
  element.append(...children);
  return element;
}

/** A stroked icon on a 24 px grid. */
export function icon(className: string, d: string): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = attributed(document.createElementNS(space, "svg"), {
    class: className,
    viewBox: "0 0 24 24",
    "aria-hidden": "true",
  });
  svg.append(attributed(document.createElementNS(space, "path"), { d }));
  return svg;
}

/** A constructed style sheet is subject to no policy; where there is none yet, the script's nonce opens the way. */
export function addStyles(root: ShadowRoot, css: string, nonce: string): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(el("style", { nonce }, css));
  }
}
