/**
 * What the frame keeps. Until the visitor agrees (where the site asks for that) it is kept only as long as the page lives;
 * when they agree, what was gathered is written down; when they take it back, it is forgotten.
 */
export interface Storage {
  get<T>(name: string): T | undefined;
  set(name: string, value: unknown): void;
  /** Whether anything may be written down. */
  allow(allowed: boolean): void;
  /** Another tab changed something. Answers with what stops the listening. */
  listen(listener: (name: string) => void): () => void;
}

export function createStorage(siteKey: string, allowed: boolean): Storage {
  const prefix = `rapport.chat.${siteKey}.`;
  const memory = new Map<string, string>();
  let writing = allowed;

  const write = (name: string, text: string | undefined): void => {
    if (!writing) return;
    // Storage may be closed or full: then the memory has to do.
    try {
      if (text === undefined) localStorage.removeItem(prefix + name);
      else localStorage.setItem(prefix + name, text);
    } catch {
      /* kept in memory */
    }
  };

  const read = (name: string): string | undefined => {
    if (!writing) return memory.get(name);
    try {
      return localStorage.getItem(prefix + name) ?? undefined;
    } catch {
      return memory.get(name);
    }
  };

  return {
    get<T>(name: string): T | undefined {
      const text = read(name) ?? memory.get(name);
      if (text === undefined) return undefined;
      try {
        return JSON.parse(text) as T;
      } catch {
        return undefined;
      }
    },

    set(name, value) {
      const text = value === undefined ? undefined : JSON.stringify(value);
      if (text === undefined) memory.delete(name);
      else memory.set(name, text);
      write(name, text);
    },

    allow(next) {
      if (next === writing) return;
      if (next) {
        writing = true;
        for (const [name, text] of memory) write(name, text);
        return;
      }
      try {
        for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
      } catch {
        /* nothing was there */
      }
      writing = false;
    },

    listen(listener) {
      const heard = ({ key }: StorageEvent) => {
        if (!key?.startsWith(prefix)) return;
        const name = key.slice(prefix.length);
        memory.delete(name);
        listener(name);
      };
      addEventListener("storage", heard);
      return () => removeEventListener("storage", heard);
    },
  };
}
