/** Reading without a connection: the little that is needed before the rest is loaded. */
import type { SessionView } from "@rapport/api";
import { queryClient } from "../query-client";

/** Set when the application was opened without a connection: everything on the screen is from before. */
let fromBefore = false;

/** Without a service worker the application cannot be opened without a connection, so there is nothing to keep for it. */
function canOpenOffline(): boolean {
  return "serviceWorker" in navigator && "indexedDB" in globalThis;
}

/** Keeps what this agent reads; returns how to stop. */
export function keepReading(session: SessionView): () => void {
  if (!canOpenOffline()) return () => undefined;
  const stopped = import("./reading").then(({ startKeeping }) => startKeeping(queryClient, session));
  return () => void stopped.then((stop) => stop()).catch(() => undefined);
}

/** The session of before, with everything that was read in it, when the server cannot be asked. */
export async function sessionOfBefore(): Promise<SessionView | undefined> {
  if (!canOpenOffline()) return undefined;
  try {
    const session = await (await import("./reading")).restore(queryClient);
    fromBefore = session !== undefined;
    return session;
  } catch {
    // The browser keeps nothing, or cannot read it any more.
    return undefined;
  }
}

export function forgetReading(): void {
  if (canOpenOffline()) void import("./reading").then(({ wipe }) => wipe()).catch(() => undefined);
}

/** Whether what is shown was read before the connection was lost; asking takes note of it. */
export function takeFromBefore(): boolean {
  const was = fromBefore;
  fromBefore = false;
  return was;
}
