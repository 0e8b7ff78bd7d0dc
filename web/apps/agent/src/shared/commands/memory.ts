/**
 * What an agent used and where they were, kept in the browser per agent. It only orders what the palette shows:
 * losing it costs nothing.
 */

/** A use counts half after this time, so that last year's habits make way for this week's. */
const HALF_LIFE_MS = 7 * 24 * 3_600_000;
const MOST_USED = 200;
const MOST_RECENT = 12;

interface Use {
  weight: number;
  at: number;
}

/** A conversation or contact that was open. */
export interface Visit {
  kind: "conversation" | "contact";
  id: number;
  title: string;
  aside?: string | undefined;
}

const usedKey = (agentId: number) => `rapport.used.${agentId}`;
const recentKey = (agentId: number) => `rapport.recent.${agentId}`;

function read<T>(key: string, empty: T): T {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? "null") as T | null) ?? empty;
  } catch {
    return empty;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // The storage is full or forbidden: everything is then listed in its usual order.
  }
}

function faded({ weight, at }: Use, now: number): number {
  return weight * 0.5 ** (Math.max(0, now - at) / HALF_LIFE_MS);
}

/** Counts one use of a command. */
export function noteUse(agentId: number, id: string, now = Date.now()): void {
  const uses = read<Record<string, Use>>(usedKey(agentId), {});
  const before = uses[id];
  uses[id] = { weight: (before ? faded(before, now) : 0) + 1, at: now };
  const kept = Object.entries(uses)
    .sort(([, a], [, b]) => faded(b, now) - faded(a, now))
    .slice(0, MOST_USED);
  write(usedKey(agentId), Object.fromEntries(kept));
}

/** How much each command is used, as of now; what was never used is absent. */
export function usage(agentId: number, now = Date.now()): Map<string, number> {
  const uses = read<Record<string, Use>>(usedKey(agentId), {});
  return new Map(Object.entries(uses).map(([id, use]) => [id, faded(use, now)]));
}

/** Remembers where somebody was, the newest first and each place once. */
export function noteVisit(agentId: number, visit: Visit): void {
  const others = visits(agentId).filter((other) => other.kind !== visit.kind || other.id !== visit.id);
  write(recentKey(agentId), [visit, ...others].slice(0, MOST_RECENT));
}

export function visits(agentId: number): Visit[] {
  const stored = read<unknown>(recentKey(agentId), []);
  return Array.isArray(stored) ? (stored as Visit[]) : [];
}
