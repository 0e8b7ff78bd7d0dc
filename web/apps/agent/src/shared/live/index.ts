import type { Topic } from "@rapport/api";
import { createContext, use } from "react";

/** What screens may ask of the live connection. Without one (in a test, on the login page) asking does nothing. */
export interface Live {
  setTopics: (topics: Topic[]) => void;
  watch: (conversationId: number, lastSeq: () => number) => void;
  unwatch: (conversationId: number) => void;
  typing: (conversationId: number, active: boolean) => void;
}

const silent: Live = {
  setTopics: () => undefined,
  watch: () => undefined,
  unwatch: () => undefined,
  typing: () => undefined,
};

export const LiveContext = createContext<Live>(silent);

export function useLive(): Live {
  return use(LiveContext);
}
