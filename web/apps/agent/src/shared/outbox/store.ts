/** Where the outbox is kept: IndexedDB, so that it outlives the tab, with a copy in memory where that is forbidden. */
import type { OutboxItem } from "./item";

export interface OutboxStore {
  add: (item: Omit<OutboxItem, "id">) => Promise<OutboxItem>;
  /** Of one agent, in the order in which they were added. */
  list: (agentId: number) => Promise<OutboxItem[]>;
  /**
   * Changes an item as one step against all tabs: nobody else's change comes between what `change` saw and what it
   * returns. Returning undefined leaves it; `null` removes it. The result is what was written or removed.
   */
  update: (id: number, change: (item: OutboxItem) => OutboxItem | null | undefined) => Promise<OutboxItem | undefined>;
}

const NAME = "rapport.outbox";
const ITEMS = "items";

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the database of the browser failed"));
  });
}

/** Written means on the disk: a message that the screen calls kept must survive the tab. */
function finished(tx: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve();
    tx.onabort = () => reject(tx.error ?? new Error("the database of the browser gave up"));
  });
}

/** A request as callbacks, for what must happen before the transaction is over. */
class IndexedStore implements OutboxStore {
  constructor(private readonly db: IDBDatabase) {}

  async add(item: Omit<OutboxItem, "id">): Promise<OutboxItem> {
    const tx = this.db.transaction(ITEMS, "readwrite", { durability: "strict" });
    const id = asked(tx.objectStore(ITEMS).add(item));
    await finished(tx);
    return { ...item, id: Number(await id) };
  }

  async list(agentId: number): Promise<OutboxItem[]> {
    const store = this.db.transaction(ITEMS, "readonly").objectStore(ITEMS);
    const items = (await asked(store.index("agent").getAll(agentId))) as OutboxItem[];
    return items.sort((a, b) => a.id - b.id);
  }

  async update(
    id: number,
    change: (item: OutboxItem) => OutboxItem | null | undefined,
  ): Promise<OutboxItem | undefined> {
    const tx = this.db.transaction(ITEMS, "readwrite", { durability: "strict" });
    const store = tx.objectStore(ITEMS);
    let result: OutboxItem | undefined;
    const request = store.get(id) as IDBRequest<OutboxItem | undefined>;
    request.onsuccess = () => {
      const before = request.result;
      const next = before && change(before);
      if (!before || next === undefined) return;
      result = next ?? before;
      if (next === null) store.delete(id);
      else store.put(next);
    };
    await finished(tx);
    return result;
  }
}

export async function openStore(factory: IDBFactory = indexedDB): Promise<OutboxStore> {
  const request = factory.open(NAME, 1);
  request.onupgradeneeded = () => {
    const items = request.result.createObjectStore(ITEMS, { keyPath: "id", autoIncrement: true });
    items.createIndex("agent", "agentId");
  };
  const db = await asked(request);
  // A later version of the application in another tab may want another shape.
  db.onversionchange = () => db.close();
  return new IndexedStore(db);
}

/** For browsers that keep nothing: what is asked for is still done once, as long as the tab is open. */
export function memoryStore(): OutboxStore {
  const items = new Map<number, OutboxItem>();
  let last = 0;
  return {
    add: (item) => {
      last += 1;
      const added = { ...item, id: last };
      items.set(last, added);
      return Promise.resolve(added);
    },
    list: (agentId) => Promise.resolve([...items.values()].filter((item) => item.agentId === agentId)),
    update: (id, change) => {
      const before = items.get(id);
      const next = before && change(before);
      if (!before || next === undefined) return Promise.resolve(undefined);
      if (next === null) items.delete(id);
      else items.set(id, next);
      return Promise.resolve(next ?? before);
    },
  };
}
