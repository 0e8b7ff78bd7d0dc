/**
 * How the window in which somebody signed in at a provider tells the window with the form. A channel instead of
 * `window.opener`, because the provider's pages may cut that.
 */
const CHANNEL = "rapport.oauth";

/** Said by the window that came back from the provider. */
export function announceGrant(grant: string): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(grant);
  channel.close();
}

/** Calls back when the sign-in `grant` is finished, until the returned function is called. */
export function onGrantFinished(grant: string, finished: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (event: MessageEvent<unknown>) => {
    if (event.data === grant) finished();
  };
  return () => channel.close();
}
