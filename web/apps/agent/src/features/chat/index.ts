import { lazy } from "react";
import "./cards";

/** What other parts of the application may use of this area. */
export { applyChatEvent, resyncChats } from "./data/live";
export { useHasSites, useMyChatIds } from "./data/use-live";
export { MAY_BLOCK } from "./blocks/block";
export { useTalking } from "./data/use-talking";
export { useOwnPhoto } from "./data/use-own-photo";
export { useVisitorCount } from "./visitors/use-visitor-count";
export { visitorCommands } from "./commands";
export { ReceiptMark } from "./receipt-mark";

export const ChatBar = lazy(() => import("./bar/chat-bar"));
export const VisitorTypingLine = lazy(() => import("./bar/visitor-typing-line"));
export const Availability = lazy(() => import("./dock/availability"));
export const ChatDock = lazy(() => import("./dock/chat-dock"));
export const OwnPhoto = lazy(() => import("./photo/own-photo"));
