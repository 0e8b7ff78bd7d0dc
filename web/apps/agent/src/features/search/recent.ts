/** What somebody searched for, kept in the browser per agent. */
const MOST = 8;

const key = (agentId: number) => `rapport.searches.${agentId}`;

/** The last searches, the newest first. */
export function recentSearches(agentId: number): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key(agentId)) ?? "[]");
    return Array.isArray(stored) ? stored.filter((one): one is string => typeof one === "string") : [];
  } catch {
    return [];
  }
}

function write(agentId: number, searches: string[]): void {
  try {
    localStorage.setItem(key(agentId), JSON.stringify(searches));
  } catch {
    // The storage is full or forbidden: nothing is remembered then.
  }
}

/** Remembers a search that led to something. */
export function noteSearch(agentId: number, text: string): void {
  const q = text.trim();
  if (q === "") return;
  write(agentId, [q, ...recentSearches(agentId).filter((other) => other !== q)].slice(0, MOST));
}

export function forgetSearches(agentId: number): void {
  write(agentId, []);
}
