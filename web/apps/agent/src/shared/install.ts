/** Installing the application: the browser says when it can be done, and asks the reader itself. */
import { useSyncExternalStore } from "react";

/** Not in the types of the platform: so far only Chromium's browsers have it. */
interface InstallPrompt extends Event {
  prompt: () => Promise<unknown>;
}

let prompt: InstallPrompt | undefined;
const listeners = new Set<() => void>();

function set(next: InstallPrompt | undefined): void {
  prompt = next;
  for (const listener of listeners) listener();
}

// It comes once, soon after the start, and is lost to whoever does not listen yet.
window.addEventListener("beforeinstallprompt", (event) => {
  // No banner over the work: the offer waits in the menu.
  event.preventDefault();
  set(event as InstallPrompt);
});
window.addEventListener("appinstalled", () => set(undefined));

/** How to install the application; undefined where that is not possible or done already. */
export function useInstall(): (() => void) | undefined {
  const offered = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => prompt,
  );
  if (!offered) return undefined;
  return () => {
    // Each may be used once; the browser makes another one when it was declined.
    set(undefined);
    void offered.prompt().catch(() => undefined);
  };
}
