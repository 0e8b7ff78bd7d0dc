/**
 * The service worker: opens the application without a network. It keeps the application itself and nothing that customers
 * said; see `docs/adr/0013-offline.md`. `build/service-worker.ts` makes `/sw.js` of it.
 */
import { cacheName, fileFor, fill, SHELL, tidy, type PrecacheEntry } from "./precache";
import { onNotificationClick, onPush, type PushWorker } from "./push";

/** Put in by the build. */
declare const __PRECACHE__: PrecacheEntry[];
declare const __VERSION__: string;

// The worker has other globals than a page; the two sets of types cannot live in one program.
const worker = self as unknown as WorkerScope;

interface WorkerScope extends PushWorker {
  location: Location;
  clients: PushWorker["clients"] & { claim: () => Promise<void> };
  skipWaiting: () => Promise<void>;
  addEventListener: ((type: "install" | "activate", listener: (event: Lasting) => void) => void) &
    ((type: "fetch", listener: (event: Fetched) => void) => void) &
    ((type: "push", listener: (event: Pushed) => void) => void) &
    ((type: "notificationclick", listener: (event: Clicked) => void) => void) &
    ((type: "message", listener: (event: MessageEvent) => void) => void);
}

interface Lasting extends Event {
  waitUntil: (work: Promise<unknown>) => void;
}

interface Pushed extends Lasting {
  data: { json: () => unknown } | null;
}

interface Clicked extends Lasting {
  notification: Notification;
}

interface Fetched extends Lasting {
  request: Request;
  respondWith: (answer: Promise<Response>) => void;
}

worker.addEventListener("install", (event) => {
  event.waitUntil(fill(caches, __VERSION__, __PRECACHE__, fetch));
});

worker.addEventListener("activate", (event) => {
  // The first visit already counts: who is there now may lose the network next.
  event.waitUntil(tidy(caches, __VERSION__).then(() => worker.clients.claim()));
});

worker.addEventListener("message", (event) => {
  // The page asks for it when nothing unsaved is on any screen.
  if (event.data === "take over") void worker.skipWaiting();
});

worker.addEventListener("fetch", (event) => {
  const file = fileFor(event.request, worker.location.origin);
  if (file === undefined) return;
  if (file !== SHELL && !__PRECACHE__.some(({ url }) => url === file) && !file.startsWith("/assets/")) return;
  event.respondWith(answer(event.request, file));
});

worker.addEventListener("push", (event) => {
  event.waitUntil(onPush(worker, event.data));
});

worker.addEventListener("notificationclick", (event) => {
  event.waitUntil(onNotificationClick(worker, event.notification));
});

/** This version's file, else one that an older version left (a tab that was opened with it), else the server's. */
async function answer(request: Request, file: string): Promise<Response> {
  const own = await caches.open(cacheName(__VERSION__));
  return (await own.match(file)) ?? (await caches.match(file)) ?? fetch(request);
}
