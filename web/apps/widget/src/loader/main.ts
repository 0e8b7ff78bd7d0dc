import type { RapportFunction } from "@rapport/chat";
import type { SiteView } from "../chat/protocol.ts";
import { createWidget } from "./widget.ts";

/** `window.rapport`, before and after: calls made early wait in `q`. */
type Rapport = RapportFunction & { q?: ArrayLike<unknown>[]; site?: string };

declare global {
  /** The server writes the site's public settings in front of this script. */
  var __rapport_chat: SiteView | undefined;
}

function start(): void {
  const site = self.__rapport_chat;
  const script = document.currentScript;
  if (!site || !(script instanceof HTMLScriptElement)) return;
  const early: Rapport | undefined = window.rapport;
  if (early?.site) {
    if (early.site !== site.key) console.warn("rapport: one chat is enough");
    return;
  }
  const base = script.src.slice(0, script.src.lastIndexOf("/chat/"));
  const { nonce } = script;
  const calls: ArrayLike<unknown>[] = Array.from(early?.q ?? []);
  let obey = (call: ArrayLike<unknown>): void => void calls.push(call);
  // The first of several scripts takes the name at once: the body may not be there for a while.
  window.rapport = Object.assign((...call: unknown[]) => obey(call), { site: site.key });
  const begin = () => {
    obey = createWidget(site, base, nonce ?? "");
    calls.forEach(obey);
  };
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
}

start();
