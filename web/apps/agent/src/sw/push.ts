/**
 * What the service worker does with pushes: shows them, and leads from a click to the conversation. Free of the worker's
 * globals, so that it can be tested.
 */

/** What the server puts into a push. It says everything, in the agent's language: no page of ours may be open. */
export interface PushPayload {
  kind: string;
  /** The same for what is about the same thing: the later one takes the place of the earlier. */
  key: string;
  title: string;
  body: string;
  url: string;
  silent: boolean;
  /** How many notifications wait, for the icon of the installed application. */
  unread?: number;
}

/** What pages and the worker say to each other about pushes. */
export type PushSignal = { type: "push-test" } | { type: "push-open"; url: string };

interface Window {
  url: string;
  focused?: boolean;
  visibilityState?: string;
  focus?: () => Promise<unknown>;
  navigate?: (url: string) => Promise<unknown>;
  postMessage: (message: PushSignal, transfer?: Transferable[]) => void;
}

/** The part of a service worker's globals that is needed here. */
export interface PushWorker {
  location: { origin: string };
  navigator: object;
  registration: { showNotification: (title: string, options: NotificationOptions) => Promise<void> };
  clients: {
    matchAll: (options: { type: "window"; includeUncontrolled: boolean }) => Promise<readonly Window[]>;
    openWindow: (url: string) => Promise<unknown>;
  };
}

/** A page that answers takes its time to draw, but no longer than somebody waits. */
const ANSWER_WITHIN_MS = 1500;
const HOME = "/conversations";

function read(data: { json: () => unknown } | null): PushPayload {
  // A browser that takes pushes must show each of them, so that nobody is followed in secret; even one it cannot read.
  const fallback = { kind: "", key: "unknown", title: "Rapport", body: "", url: HOME, silent: false };
  try {
    const told = data?.json();
    return typeof told === "object" && told !== null ? { ...fallback, ...told } : fallback;
  } catch {
    return fallback;
  }
}

/** Only addresses of this application: whatever comes in must not lead anywhere else. */
function ownUrl(url: unknown, origin: string): string {
  if (typeof url !== "string") return HOME;
  try {
    const parsed = new URL(url, origin);
    return parsed.origin === origin ? parsed.pathname + parsed.search : HOME;
  } catch {
    return HOME;
  }
}

/** A push came. */
export async function onPush(worker: PushWorker, data: { json: () => unknown } | null): Promise<void> {
  const told = read(data);
  const options: NotificationOptions & { renotify?: boolean; timestamp?: number } = {
    body: told.body,
    tag: told.key,
    // What takes the place of an earlier one is news all the same.
    renotify: !told.silent,
    silent: told.silent,
    icon: "/icons/icon-192.png",
    data: { url: ownUrl(told.url, worker.location.origin) },
  };
  await worker.registration.showNotification(told.title, options);
  if (told.unread !== undefined) await showBadge(worker, told.unread);
  if (told.kind === "test") {
    const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
    for (const window of windows) window.postMessage({ type: "push-test" });
  }
}

async function showBadge({ navigator }: PushWorker, unread: number): Promise<void> {
  const { setAppBadge } = navigator as { setAppBadge?: (count: number) => Promise<void> };
  // Not every system has one, and those that do may refuse it.
  await setAppBadge?.call(navigator, unread).catch(() => undefined);
}

/** Somebody clicked: to the window that is open, else to a new one. */
export async function onNotificationClick(
  worker: PushWorker,
  notification: { data?: unknown; close: () => void },
): Promise<void> {
  notification.close();
  const { url: wanted } = (notification.data ?? {}) as { url?: unknown };
  const url = ownUrl(wanted, worker.location.origin);
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const own = windows.filter((window) => window.url.startsWith(`${worker.location.origin}/`));
  const best =
    own.find((window) => window.focused) ?? own.find((window) => window.visibilityState === "visible") ?? own[0];
  if (!best) {
    await worker.clients.openWindow(url);
    return;
  }
  await best.focus?.().catch(() => undefined);
  // The page changes its address itself where it can: nothing is loaded anew, and what is being written stays.
  if (await asked(best, url)) return;
  await best.navigate?.(url).catch(() => worker.clients.openWindow(url));
}

function asked(window: Window, url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(() => resolve(false), ANSWER_WITHIN_MS);
    port1.onmessage = () => {
      clearTimeout(timer);
      resolve(true);
    };
    window.postMessage({ type: "push-open", url }, [port2]);
  });
}
