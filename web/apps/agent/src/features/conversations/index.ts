import { lazy } from "react";

/** What other parts of the application may use of this area. */
export { applyConversationEvent, refreshSavedViews, resyncConversations } from "./data/live";
export { applyDelivered, tellRefused } from "./data/outbox";
export { fillGap } from "./data/timeline-cache";
export { parseFilters, type ConversationFilters } from "./data/filters";
export { ContactConversations } from "./contact-list";
export { newConversationCommands } from "./commands";

export const NewConversation = lazy(() => import("./new/new-conversation"));
