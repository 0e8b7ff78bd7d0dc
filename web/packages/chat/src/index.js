// @ts-check

/** @import { Chat, LoadOptions, RapportFunction } from "./index.js" */

/** @type {{ source: string, chat: Chat } | undefined} */
let loaded;

/**
 * Calls are kept until the script is there; it takes `rapport.q` over.
 * @returns {RapportFunction}
 */
function queue() {
  if (window.rapport) return window.rapport;
  /** @type {unknown[][]} */
  const calls = [];
  const rapport = Object.assign(
    /** @param {unknown[]} call */ (...call) => {
      calls.push(call);
    },
    { q: calls },
  );
  window.rapport = rapport;
  return rapport;
}

/**
 * @param {string} source
 * @param {string | undefined} nonce
 * @returns {Promise<void>}
 */
function script(source, nonce) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = source;
    element.async = true;
    if (nonce) element.nonce = nonce;
    element.onload = () => resolve();
    element.onerror = () => reject(new Error(`The chat could not be loaded from ${source}`));
    document.head.append(element);
  });
}

/**
 * @param {LoadOptions} options
 * @returns {Chat}
 */
export function load({ url, siteKey, nonce }) {
  if (typeof window === "undefined") throw new Error("The chat can only be loaded in a browser");
  const source = `${url.replace(/\/+$/, "")}/chat/${encodeURIComponent(siteKey)}/widget.js`;
  if (loaded) {
    if (loaded.source !== source) throw new Error("Another chat is already on this page");
    return loaded.chat;
  }
  queue();
  /** The script replaces the function, so it is looked up at each call. */
  const rapport = () => queue();
  const ready = script(source, nonce);
  // Whoever does not ask is not troubled by a rejection that nobody handles.
  ready.catch(() => undefined);
  /** @type {Chat} */
  const chat = {
    open: () => rapport()("open"),
    close: () => rapport()("close"),
    identify: (jwt) => rapport()("identify", jwt),
    signOut: () => rapport()("signOut"),
    setAttributes: (attributes) => rapport()("setAttributes", attributes),
    trackPage: (page) => rapport()("trackPage", page),
    consent: (given) => rapport()("consent", given),
    setLocale: (locale) => rapport()("locale", locale),
    on: (event, listener) => {
      rapport()("on", event, listener);
      return () => rapport()("off", event, listener);
    },
    ready,
  };
  loaded = { source, chat };
  return chat;
}
