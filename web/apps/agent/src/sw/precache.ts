/**
 * What the service worker keeps so that the application opens without a network, and how it answers from it. Free of
 * the worker's globals, so that it can be tested.
 */

/** One file of the build. `revision` tells files apart whose names stay the same from version to version. */
export interface PrecacheEntry {
  url: string;
  revision: string | null;
}

/** The one page of the application; every address of it is answered with this. */
export const SHELL = "/index.html";
const PREFIX = "rapport-app-";
/**
 * The caches that stay: the present version and the one before it, because tabs that were opened with that one still
 * load parts of it when they are first needed, and the new server no longer has them.
 */
const VERSIONS_KEPT = 2;

export function cacheName(version: string): string {
  return `${PREFIX}${version}`;
}

/** Whether the name says what the file holds. Such a file never changes, whoever kept it. */
function isHashed(url: string): boolean {
  return url.startsWith("/assets/");
}

/**
 * Puts every file of this version into its cache; what an older version already has is not fetched again. Fails as a
 * whole when one file is missing: half an application must not replace a whole one.
 */
export async function fill(
  store: CacheStorage,
  version: string,
  entries: readonly PrecacheEntry[],
  fetcher: typeof fetch,
): Promise<void> {
  const cache = await store.open(cacheName(version));
  const take = async ({ url }: PrecacheEntry): Promise<void> => {
    const known = isHashed(url) ? await store.match(url) : undefined;
    // Past the browser's own cache: a page of the old version in the cache of the new one would ask for files in vain.
    const answer = known ?? (await fetcher(new Request(url, { cache: isHashed(url) ? "default" : "reload" })));
    if (!answer.ok || answer.redirected) throw new Error(`${url}: ${String(answer.status)}`);
    await cache.put(url, answer);
  };
  // A few at a time: the page that is being looked at needs the network too.
  const waiting = [...entries];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await take(next);
  };
  await Promise.all([lane(), lane(), lane()]);
}

/** Removes what versions left behind that nobody can still have open. Caches of others are not touched. */
export async function tidy(store: CacheStorage, version: string): Promise<void> {
  // In the order in which they were made; the present one may be older than that when a version came back.
  const ours = (await store.keys()).filter((name) => name.startsWith(PREFIX) && name !== cacheName(version));
  const gone = ours.slice(0, Math.max(0, ours.length - (VERSIONS_KEPT - 1)));
  await Promise.all(gone.map((name) => store.delete(name)));
}

/** Which file answers a request; undefined for everything that only the server may answer. */
export function fileFor(request: Pick<Request, "method" | "mode" | "url">, origin: string): string | undefined {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin) return undefined;
  // Customers' data, files and mails are never answered from here.
  if (url.pathname.startsWith("/api/") || url.pathname === "/api") return undefined;
  if (/^\/(?:healthz|readyz|metrics|sw\.js)$/u.test(url.pathname)) return undefined;
  if (request.mode === "navigate") return SHELL;
  return url.pathname;
}
