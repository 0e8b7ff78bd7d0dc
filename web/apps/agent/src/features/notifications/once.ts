/**
 * Of all windows that hear of the same thing, one does something about it.
 *
 * Nobody leads: the first one to write its claim down has it. The claims are in the storage that all windows of a browser
 * share, so that a window that slept does not repeat what another did; the lock makes reading and writing them one step.
 */
const STORAGE_KEY = "rapport.told";
const REMEMBERED = 50;

function take(key: string): boolean {
  let told: unknown;
  try {
    told = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "[]");
  } catch {
    told = [];
  }
  const keys = Array.isArray(told) ? told.filter((one) => typeof one === "string") : [];
  if (keys.includes(key)) return false;
  localStorage.setItem(STORAGE_KEY, JSON.stringify([...keys, key].slice(-REMEMBERED)));
  return true;
}

/** Claims something for this window; false when another one has it. Windows that are fit for it come first by waiting less. */
export async function claim(key: string, waitMs: number): Promise<boolean> {
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  // Not there on plain HTTP; then two windows may, rarely, both take it.
  const { locks } = navigator as { locks?: LockManager };
  return locks ? locks.request("rapport.told", () => take(key)) : take(key);
}
