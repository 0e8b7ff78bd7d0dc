/**
 * Unsent words, kept in the browser per agent and conversation, so that neither an expired session nor a lost network
 * costs them. `draft-sync.ts` carries them to the server and to the agent's other devices.
 */
import type { AddressView, AttachmentView } from "@rapport/api";
import { useCallback, useMemo, useSyncExternalStore } from "react";

export type DraftKind = "reply" | "note";

/** How the words of one kind stand to those on the server. */
export interface Synced {
  /** The version that was last read or written; 0 for none. */
  version: number;
  /** There are changes that the server does not have. */
  dirty: boolean;
}

export interface Draft {
  mode: DraftKind;
  text: string;
  /** Present when something of the reply is formatted. */
  html?: string | undefined;
  note: string;
  /** Recipients as the agent changed them; absent while the server's proposal stands. */
  to?: AddressView[] | undefined;
  cc?: AddressView[] | undefined;
  bcc?: AddressView[] | undefined;
  /** Files of the reply. Those of the note are apart: what is meant for colleagues must never reach a customer. */
  attachments: AttachmentView[];
  noteAttachments: AttachmentView[];
  /** The last entry that was on screen when the agent began to write. */
  seenSeq?: number | undefined;
  synced: Partial<Record<DraftKind, Synced>>;
}

export const EMPTY_DRAFT: Draft = {
  mode: "reply",
  text: "",
  note: "",
  attachments: [],
  noteAttachments: [],
  synced: {},
};

/** The parts of a draft that belong to one kind, all of them named, so that an absent one takes the old one away. */
export type DraftPart = Partial<Omit<Draft, "mode" | "synced">>;

export function partOf(draft: Draft, kind: DraftKind): DraftPart {
  const { text, html, to, cc, bcc, attachments, seenSeq, note, noteAttachments } = draft;
  return kind === "reply" ? { text, html, to, cc, bcc, attachments, seenSeq } : { note, noteAttachments };
}

export function samePart(a: DraftPart, b: DraftPart): boolean {
  return Object.keys(a).every((key) => Object.is(a[key as keyof DraftPart], b[key as keyof DraftPart]));
}

export function isEmptyPart(draft: Draft, kind: DraftKind): boolean {
  return kind === "reply"
    ? draft.text.trim() === "" && draft.attachments.length === 0
    : draft.note.trim() === "" && draft.noteAttachments.length === 0;
}

export function isEmptyDraft(draft: Draft): boolean {
  return isEmptyPart(draft, "reply") && isEmptyPart(draft, "note");
}

const NEVER: Synced = { version: 0, dirty: false };

export function syncedOf(draft: Draft, kind: DraftKind): Synced {
  return draft.synced[kind] ?? NEVER;
}

const PREFIX = "rapport.draft.";
const SAVE_AFTER_MS = 300;

const drafts = new Map<string, Draft>();
const unsaved = new Map<string, ReturnType<typeof setTimeout>>();
const listeners = new Set<() => void>();

function draftKey(agentId: number, conversationId: number): string {
  return `${PREFIX}${agentId}.${conversationId}`;
}

function load(key: string): Draft {
  const known = drafts.get(key);
  if (known) return known;
  let draft = EMPTY_DRAFT;
  try {
    const stored = localStorage.getItem(key);
    if (stored) draft = { ...EMPTY_DRAFT, ...(JSON.parse(stored) as Partial<Draft>) };
  } catch {
    // A damaged draft cannot be read by anybody; an empty one lets the agent go on.
  }
  drafts.set(key, draft);
  return draft;
}

function save(key: string): void {
  clearTimeout(unsaved.get(key));
  unsaved.delete(key);
  const draft = drafts.get(key);
  try {
    // One that was emptied without the server's knowledge must stay: else the old words would come back.
    const settled = !draft?.synced.reply?.dirty && !draft?.synced.note?.dirty;
    if (!draft || (isEmptyDraft(draft) && settled)) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // The storage is full or forbidden: the draft then lives as long as the tab.
  }
}

function setDraft(key: string, draft: Draft): void {
  drafts.set(key, draft);
  clearTimeout(unsaved.get(key));
  unsaved.set(
    key,
    setTimeout(() => save(key), SAVE_AFTER_MS),
  );
  for (const listener of listeners) listener();
}

/** Everything that waits is written when the page goes, which is also what happens when the session has expired. */
function saveAll(): void {
  for (const key of [...unsaved.keys()]) save(key);
}

window.addEventListener("pagehide", saveAll);
document.addEventListener("visibilitychange", saveAll);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A change by the agent: whichever kind it touches has something that the server lacks. */
function changeDraft(key: string, change: Partial<Draft>): void {
  const before = load(key);
  const next = { ...before, ...change };
  const synced = { ...next.synced };
  for (const kind of ["reply", "note"] as const) {
    if (!samePart(partOf(before, kind), partOf(next, kind))) synced[kind] = { ...syncedOf(before, kind), dirty: true };
  }
  setDraft(key, { ...next, synced });
}

/** One draft, for what is no component. */
export interface DraftCell {
  get: () => Draft;
  /** Takes over what the server has: no change that it would have to be told. */
  adopt: (kind: DraftKind, part: DraftPart, synced: Synced) => void;
  change: (change: Partial<Draft>) => void;
  subscribe: (listener: () => void) => () => void;
}

export function draftCell(agentId: number, conversationId: number): DraftCell {
  const key = draftKey(agentId, conversationId);
  return {
    get: () => load(key),
    adopt: (kind, part, synced) => {
      const draft = load(key);
      setDraft(key, { ...draft, ...part, synced: { ...draft.synced, [kind]: synced } });
    },
    change: (change) => changeDraft(key, change),
    subscribe,
  };
}

export interface DraftHandle {
  draft: Draft;
  patch: (change: Partial<Draft>) => void;
  /**
   * The words of this kind became a message: they are gone, here and on the server. With `goesOn` they were taken out of the
   * field before, and what stands there by now was written since.
   */
  sent: (kind: DraftKind, goesOn?: boolean) => void;
}

/** The draft of one agent for one conversation, shared by everything on the screen that shows or changes it. */
export function useDraft(agentId: number, conversationId: number): DraftHandle {
  const key = draftKey(agentId, conversationId);
  const draft = useSyncExternalStore(subscribe, () => load(key));
  const patch = useCallback((change: Partial<Draft>) => changeDraft(key, change), [key]);
  const sent = useCallback(
    (kind: DraftKind, goesOn = false) => {
      const cell = draftCell(agentId, conversationId);
      const now = cell.get();
      if (goesOn && !isEmptyPart(now, kind)) cell.adopt(kind, partOf(now, kind), { ...NEVER, dirty: true });
      else cell.adopt(kind, partOf(EMPTY_DRAFT, kind), NEVER);
    },
    [agentId, conversationId],
  );
  return useMemo(() => ({ draft, patch, sent }), [draft, patch, sent]);
}

/**
 * Whether a list row should say "Draft": the server knows of one, or there are words here that it does not have. A copy
 * of what was sent from another device says nothing.
 */
export function useHasDraft(agentId: number, conversationId: number, onServer: boolean): boolean {
  return useSyncExternalStore(subscribe, () => {
    const draft = load(draftKey(agentId, conversationId));
    const unknown = (kind: DraftKind) => {
      const { version, dirty } = syncedOf(draft, kind);
      return (dirty || version === 0) && !isEmptyPart(draft, kind);
    };
    return onServer || unknown("reply") || unknown("note");
  });
}
