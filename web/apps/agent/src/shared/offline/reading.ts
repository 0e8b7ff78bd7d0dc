/**
 * What was on the screen lately, kept in the browser so that it can be read without a connection: the lists, the last
 * conversations, the names that go with them. It is customers' data on an agent's device; what is kept, for how long and
 * when it is wiped is laid down in `docs/adr/0013-offline.md`. Loaded when it is needed.
 */
import type { SessionView } from "@rapport/api";
import type { Query, QueryClient } from "@tanstack/react-query";

const NAME = "rapport.reading";
const STORE = "kept";
const SESSION = "session";
/** After this long without a sign of the server nobody knows whether this agent may still read it. */
const KEPT_MS = 3 * 24 * 3600_000;
/** Of each kind the ones that were read last. */
const MOST = { list: 12, one: 60, timeline: 60 } as const;
const WRITE_AFTER_MS = 1_500;
/** What gives names to the numbers in conversations, and what the navigation is made of. */
const NAMES = new Set(["inboxes", "agents", "teams", "tags", "views", "saved_replies", "roles", "organisation"]);

interface Kept {
  hash: string;
  queryKey: readonly unknown[];
  data: unknown;
  /** When the server said it. */
  at: number;
  group: keyof typeof MOST | "name";
}

interface KeptSession {
  hash: typeof SESSION;
  session: SessionView;
  at: number;
}

function groupOf(queryKey: readonly unknown[]): Kept["group"] | undefined {
  const [area, what] = queryKey;
  if (typeof area !== "string") return undefined;
  if (NAMES.has(area)) return "name";
  if (area !== "conversations") return undefined;
  if (what === "counts") return "name";
  return what === "list" || what === "one" || what === "timeline" ? what : undefined;
}

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the database of the browser failed"));
  });
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STORE, { keyPath: "hash" });
  };
  const db = await asked(request);
  db.onversionchange = () => db.close();
  return db;
}

/** Opened for each use: nothing here is urgent, and an open database would stand in the way of wiping. */
async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T> | T): Promise<T> {
  const db = await open();
  try {
    const tx = db.transaction(STORE, mode);
    const result = await work(tx.objectStore(STORE));
    await new Promise<void>((resolve, reject) => {
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error ?? new Error("the database of the browser gave up"));
      if (mode === "readonly") resolve();
    });
    return result;
  } finally {
    db.close();
  }
}

/** Keeps what this agent reads from now on; what another one left goes first. Returns how to stop. */
export function startKeeping(client: QueryClient, session: SessionView): () => void {
  const changed = new Map<string, Query>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    timer = undefined;
    const entries = [...changed.values()].map(toKept).filter((entry) => entry !== undefined);
    changed.clear();
    void keep(session, entries).catch(() => undefined);
  };
  const note = (query: Query) => {
    if (query.state.status !== "success" || groupOf(query.queryKey) === undefined) return;
    changed.set(query.queryHash, query);
    timer ??= setTimeout(write, WRITE_AFTER_MS);
  };
  const stop = client.getQueryCache().subscribe((event) => {
    if (event.type === "updated" && event.action.type === "success") note(event.query as Query);
  });
  for (const query of client.getQueryCache().getAll()) note(query);
  timer ??= setTimeout(write, WRITE_AFTER_MS);
  return () => {
    stop();
    clearTimeout(timer);
  };
}

function toKept(query: Query): Kept | undefined {
  const group = groupOf(query.queryKey);
  if (!group || query.state.data === undefined) return undefined;
  const { queryHash: hash, queryKey } = query;
  return { hash, queryKey, data: query.state.data, at: query.state.dataUpdatedAt, group };
}

async function keep(session: SessionView, entries: Kept[]): Promise<void> {
  await inStore("readwrite", async (store) => {
    const before = (await asked(store.get(SESSION))) as KeptSession | undefined;
    if (before && before.session.agent.id !== session.agent.id) store.clear();
    // Without its token: with what is kept here one can read, and change nothing.
    const kept: KeptSession = { hash: SESSION, session: { ...session, csrf_token: "" }, at: Date.now() };
    store.put(kept);
    for (const entry of entries) store.put(entry);
    thin(
      store,
      ((await asked(store.getAll())) as (Kept | KeptSession)[]).filter((one) => "group" in one),
    );
  });
}

/** Takes out the oldest beyond what is kept of each group. */
function thin(store: IDBObjectStore, all: Kept[]): void {
  for (const [group, most] of Object.entries(MOST)) {
    const ofGroup = all.filter((one) => one.group === group).sort((a, b) => b.at - a.at);
    for (const old of ofGroup.slice(most)) store.delete(old.hash);
  }
}

/** Brings back what was kept, and whose it is; undefined when there is nothing that may still be shown. */
export async function restore(client: QueryClient): Promise<SessionView | undefined> {
  const all = (await inStore("readonly", (store) => asked(store.getAll()))) as (Kept | KeptSession)[];
  const kept = all.find((one): one is KeptSession => one.hash === SESSION);
  if (!kept || Date.now() - kept.at > KEPT_MS) {
    if (kept) await wipe();
    return undefined;
  }
  for (const one of all) {
    if (!("group" in one) || client.getQueryData(one.queryKey) !== undefined) continue;
    client.setQueryData(one.queryKey, one.data, { updatedAt: one.at });
  }
  return kept.session;
}

/** Forgets everything: nobody is signed in any more, or somebody else is. */
export async function wipe(): Promise<void> {
  await inStore("readwrite", (store) => {
    store.clear();
  });
}
