/**
 * What the loader remembers in the storage of the host page: visits, consent, which invitations were shown. Before the
 * visitor has agreed (where the site asks for that) it remembers only as long as the page lives.
 *
 * Like everything in the loader this is made of closures, not of classes: their names get short in the build, and the
 * loader is the one part that every page of the host pays for.
 */
export interface Memories {
  consent?: boolean | undefined;
  visits: number;
  /** Milliseconds. */
  lastVisit: number;
  /** When each invitation was shown, by id, in milliseconds. */
  shown: Record<string, number>;
  /** Tells tracked pages of one browser together. Opens nothing. */
  browser?: string | undefined;
  /** Until when a chat counts as going on, in milliseconds. */
  liveUntil?: number | undefined;
}

/** A pause that ends a visit, in milliseconds. */
const VISIT = 30 * 60_000;

/** Storage may be closed to us (private window, full, forbidden): then it is as before consent. */
function attempt<T>(what: () => T): T | undefined {
  try {
    return what();
  } catch {
    return undefined;
  }
}

export function createMemory(siteKey: string, consentRequired: boolean) {
  const key = `rapport.${siteKey}`;
  const kept = attempt(() => JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Memories> | null);
  const all: Memories = { visits: 0, lastVisit: 0, shown: {}, ...kept };

  const allowed = () => all.consent ?? !consentRequired;
  const set = (change: Partial<Memories>): void => {
    Object.assign(all, change);
    if (allowed()) attempt(() => localStorage.setItem(key, JSON.stringify(all)));
  };
  if (Date.now() - all.lastVisit > VISIT) all.visits += 1;
  set({ lastVisit: Date.now() });

  return {
    all: all as Readonly<Memories>,
    allowed,
    set,

    /** Taking consent back forgets everything but that. */
    consent(given: boolean): void {
      if (given) return set({ consent: true });
      Object.assign(all, { consent: false, browser: undefined, liveUntil: undefined, visits: 1 });
      attempt(() => localStorage.removeItem(key));
    },

    /** The number of this browser, made up at the first tracked page. */
    browser(): string {
      if (!all.browser) {
        const bytes = crypto.getRandomValues(new Uint8Array(16));
        set({ browser: Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("") });
      }
      return all.browser ?? "";
    },
  };
}
