import { onColor } from "../color.ts";
import type { Invitation, SiteView } from "../chat/protocol.ts";
import { addStyles, el, icon } from "./dom.ts";
import styles from "./launcher.css?inline";

const CHAT = "M21 11.5a8.4 8.4 0 0 1-12.3 7.4L3 21l2.1-5.7A8.4 8.4 0 1 1 21 11.5z";
/** The others are letters: they weigh nothing. */
const ICONS: Record<string, string | undefined> = { question: "?", wave: "👋", heart: "♥\ufe0e" };

interface Handlers {
  toggle: () => void;
  accept: (invitation: Invitation) => void;
  dismiss: () => void;
}

/**
 * Everything that is seen on the host's page: button, panel around the frame, invitation.
 *
 * @param word the word for closing, in the present language
 * @param words what stands beside the icon, in the present language
 */
export function createLauncher(
  site: SiteView,
  word: () => string,
  words: () => string,
  on: Handlers,
  base: string,
  nonce: string,
) {
  const look = site.look ?? {};
  const color = look.color || site.brand.color;
  const host = el("div");
  // Open, so that whatever checks a page for accessibility sees into it. Closed, it would protect from nothing: who runs scripts on the
  // page owns the page.
  const root = host.attachShadow({ mode: "open" });
  const viewport = window.visualViewport;

  const side = `side ${look.position} `;
  const shade = ` ${look.dark ?? "auto"} `;
  const sign = ICONS[look.icon ?? ""];
  const chat = sign ? el("span", { class: "chat sign" }, sign) : icon("chat", CHAT);
  const label = el("span", { class: "label" });
  const badge = el("span", { class: "badge" });
  const button = el("button", { type: "button" }, chat, icon("down", "m6 9 6 6 6-6"), label, badge);
  const panel = el("div");
  /** There before anything is said in it, or screen readers do not notice. */
  const said = el("div", { role: "status" });
  let opened = false;
  let unread = 0;

  /** On a phone the panel fills what the keyboard leaves; only the page, not the frame, knows how much that is. */
  const fit = () => {
    if (!viewport) return;
    vary(panel, "h", `${viewport.height}px`);
    vary(panel, "t", `${viewport.offsetTop}px`);
  };

  const paint = () => {
    const state = opened ? " open" : "";
    button.className = side + "launcher" + state;
    panel.className = side + "panel" + shade + state;
    badge.textContent = unread > 9 ? "9+" : unread > 0 && !opened ? String(unread) : "";
    // The same word in every language, so that a language more costs next to nothing.
    label.textContent = words();
    button.ariaLabel = (label.textContent || `Chat: ${site.brand.name}`) + (badge.textContent && ` (${unread})`);
    button.ariaExpanded = String(opened);
    fit();
  };

  vary(host, "c", color);
  vary(host, "on", onColor(color));
  vary(host, "rx", `${look.offset_x ?? 20}px`);
  vary(host, "ry", `${look.offset_y ?? 20}px`);
  button.onclick = on.toggle;
  viewport?.addEventListener("resize", fit);
  viewport?.addEventListener("scroll", fit);
  addStyles(root, styles, nonce);
  root.append(panel, said, button);
  paint();
  document.body.append(host);

  return {
    host,
    paint,
    focus: () => button.focus(),
    isPhone: () => matchMedia("(max-width:480px)").matches,
    hold: (frame: HTMLElement) => panel.replaceChildren(frame),

    show(open: boolean): void {
      opened = open;
      paint();
    },

    count(count: number): void {
      unread = count;
      paint();
    },

    invite(invitation: Invitation, text: string): void {
      const { agent_name: name } = invitation;
      const photo = site.agents?.find((agent) => agent.name === name)?.photo_url;
      const go = el("button", { class: "go", type: "button" }, el("span", {}, name ? el("b", {}, name) : "", text));
      if (photo) go.prepend(el("img", { src: new URL(photo, base).href, alt: "" }));
      const close = el("button", { class: "x", type: "button", "aria-label": word() });
      close.append(icon("", "M18 6 6 18M6 6l12 12"));
      go.onclick = () => on.accept(invitation);
      close.onclick = on.dismiss;
      const card = el("div", { class: side + "invitation" + shade }, go, close);
      card.onkeydown = ({ key }) => {
        if (key === "Escape") on.dismiss();
      };
      said.replaceChildren(card);
    },

    uninvite: () => said.replaceChildren(),
  };
}

function vary(element: HTMLElement, name: string, value: string): void {
  element.style.setProperty(`--${name}`, value);
}
