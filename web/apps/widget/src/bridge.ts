import type { MessageEvent as ChatMessage, VisitorAttributes } from "@rapport/chat";
import type { SiteView } from "./chat/protocol.ts";

/**
 * What loader and frame say to each other. The first word of each goes by `postMessage` to a known origin; it hands over
 * a `MessagePort`, and everything else goes through that.
 */

/** Page and frame are of different origins and see neither each other's storage nor addresses. */
export interface HostPage {
  url: string;
  title: string;
  referrer: string;
  /** The first page of this walk; campaigns are told by its address. */
  landing: string;
}

/** Frame → loader, by `postMessage`: the frame's script runs. */
export interface FrameReady {
  rapport: "ready";
}

/** Loader → frame, by `postMessage`, with the port. */
export interface HostHello {
  rapport: "hello";
  site: SiteView;
  /** As the page asked for, else of the page's own language. */
  locale: string | undefined;
  browser: string | undefined;
  consent: boolean;
  /** An agent has begun a chat with this browser. */
  invited: boolean;
  page: HostPage;
}

export type ToFrame =
  | { type: "opened"; invitation?: string | undefined; phone: boolean }
  | { type: "closed" }
  | { type: "identify"; jwt: string | null }
  | { type: "attributes"; attributes: VisitorAttributes }
  | { type: "page"; page: HostPage }
  | { type: "consent"; given: boolean }
  | { type: "locale"; locale: string };

export type ToHost =
  | { type: "close" }
  /** An agent began a chat: show it. */
  | { type: "open" }
  | { type: "unread"; count: number }
  | { type: "message"; message: ChatMessage }
  | { type: "consent"; given: boolean }
  /** Whether a chat is going on, for which the frame is loaded at once on the next page. */
  | { type: "live"; live: boolean };
