/**
 * Unsent words, kept in the browser per agent and conversation, so that neither an expired session nor a closed tab
 * costs them.
 */
import type { AddressView, AttachmentView } from "@rapport/api";
import { useCallback, useMemo, useSyncExternalStore } from "react";

export interface Draft {
  mode: "reply" | "note";
  text: string;
  note: string;
  /** Recipients as the agent changed them; absent while the server's proposal stands. */
  to?: AddressView[] | undefined;
  cc?: AddressView[] | undefined;
  bcc?: AddressView[] | undefined;
  attachments: AttachmentView[];
  /** The last entry that was on screen when the agent began to write. */
  seenSeq?: number | undefined;
}

export const EMPTY_DRAFT: Draft = { mode: "reply", text: "", note: "", attachments: [] };

const PREFIX = "rapport.draft.";
const SAVE_AFTER_MS = 300;

const drafts = new Map<string, Draft>();
const unsaved = new Map<string, ReturnType<typeof setTimeout>>();
const listeners = new Set<() => void>();

function draftKey(agentId: number, conversationId: number): string {
  return `${PREFIX}${agentId}.${conversationId}`;
}

export function isEmptyDraft(draft: Draft): boolean {
  return draft.text.trim() === "" && draft.note.trim() === "" && draft.attachments.length === 0;
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
    if (!draft || isEmptyDraft(draft)) localStorage.removeItem(key);
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

export interface DraftHandle {
  draft: Draft;
  patch: (change: Partial<Draft>) => void;
  replace: (draft: Draft) => void;
}

/** The draft of one agent for one conversation, shared by everything on the screen that shows or changes it. */
export function useDraft(agentId: number, conversationId: number): DraftHandle {
  const key = draftKey(agentId, conversationId);
  const draft = useSyncExternalStore(subscribe, () => load(key));
  const patch = useCallback((change: Partial<Draft>) => setDraft(key, { ...load(key), ...change }), [key]);
  const replace = useCallback((next: Draft) => setDraft(key, next), [key]);
  return useMemo(() => ({ draft, patch, replace }), [draft, patch, replace]);
}

/** Whether a list row should say "Draft". */
export function useHasDraft(agentId: number, conversationId: number): boolean {
  return useSyncExternalStore(subscribe, () => !isEmptyDraft(load(draftKey(agentId, conversationId))));
}
