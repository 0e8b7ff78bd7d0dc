import type { ConversationView } from "@rapport/api";
import { createContext, use } from "react";

/** What can be done in the conversation on screen; nothing is known of it while it loads. */
export const CapabilitiesContext = createContext<ConversationView["capabilities"] | undefined>(undefined);

export function useCapabilities(): ConversationView["capabilities"] | undefined {
  return use(CapabilitiesContext);
}
