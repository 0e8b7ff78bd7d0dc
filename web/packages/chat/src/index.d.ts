/** Values that attributes of a visitor may have. `null` removes one. */
export type AttributeValue = string | number | boolean | null;

/** Somebody wrote in the chat. What was written stays in the chat's own frame. */
export interface MessageEvent {
  /** Public number of the conversation. */
  conversation: number;
  from: "visitor" | "agent" | "bot";
  /** Name of the agent, as visitors see it. */
  agent?: string;
  /** RFC 3339. */
  at: string;
}

/** What a page can listen to, and what it is told. */
export interface ChatEvents {
  message: MessageEvent;
  open: undefined;
  close: undefined;
  /** How many messages have not been seen. */
  unread: number;
}

/** A page that the visitor is on. What is left out is taken from the document. */
export interface PageVisit {
  url?: string;
  title?: string;
}

/** What the visitor says or the page knows. `cart_value` is also what invitations look at. */
export interface VisitorAttributes {
  name?: string;
  email?: string;
  phone?: string;
  cart_value?: number;
  [key: string]: AttributeValue | undefined;
}

/** The commands of `window.rapport`. Calls made before the chat is there are obeyed when it is. */
export interface RapportFunction {
  (command: "open" | "close" | "signOut"): void;
  /** Says by a signed token who the visitor is. */
  (command: "identify", jwt: string): void;
  (command: "setAttributes", attributes: VisitorAttributes): void;
  /** Pages reached by the history API are noticed without it. */
  (command: "trackPage", page?: PageVisit): void;
  /** Whether the visitor agreed to storage and tracking. */
  (command: "consent", given: boolean): void;
  /** Language of the chat, for instance `ro`. */
  (command: "locale", locale: string): void;
  <E extends keyof ChatEvents>(command: "on" | "off", event: E, listener: (value: ChatEvents[E]) => void): void;
}

export interface LoadOptions {
  /** Where Rapport is, for instance `https://desk.example.com`. */
  url: string;
  /** Key of the site, from the settings of the inbox. */
  siteKey: string;
  /** Nonce of the page's content security policy, where it has one. */
  nonce?: string;
}

/** The same commands, one function each. */
export interface Chat {
  open(): void;
  close(): void;
  identify(jwt: string): void;
  signOut(): void;
  setAttributes(attributes: VisitorAttributes): void;
  trackPage(page?: PageVisit): void;
  consent(given: boolean): void;
  setLocale(locale: string): void;
  /** Answers with what stops the listening. */
  on<E extends keyof ChatEvents>(event: E, listener: (value: ChatEvents[E]) => void): () => void;
  /** Fulfilled when the launcher is there; rejected when its script could not be loaded. */
  readonly ready: Promise<void>;
}

/**
 * Puts the chat on the page. A second call answers with the same chat.
 *
 * @throws when called outside of a browser, or for another site than the one that is loaded
 */
export function load(options: LoadOptions): Chat;

declare global {
  interface Window {
    rapport?: RapportFunction;
  }
}
