import { isApiError } from "@rapport/api";
import { notifyManager, QueryClient } from "@tanstack/react-query";

/** Problems that asking again does not solve: the server has understood the request and refused it. */
function isFinal(error: Error): boolean {
  return isApiError(error) && error.status >= 400 && error.status < 500 && error.status !== 429;
}

// What is chosen is shown before the next frame: with the usual timer a switch falls back until the timer has run, because React holds it to
// what it was drawn with.
notifyManager.setScheduler(queueMicrotask);

/** The one cache of what the server said. A module, so that live events reach it from outside of React. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Live events say when something changed; age alone is no reason to ask again.
      staleTime: 60_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      // The browser's own idea of being connected is often wrong; whether the server answers is found out by asking. The
      // live connection says when everything must be read again.
      networkMode: "always",
      retry: (failures, error) => failures < 2 && !isFinal(error),
    },
    mutations: { retry: false, networkMode: "always" },
  },
});
