/**
 * What is being forwarded, apart from the drafts of answers: it is meant for somebody else, and must never end up in
 * front of the customer. Kept as long as the tab lives.
 */
import type { AddressView, AttachmentView } from "@rapport/api";
import { useCallback, useSyncExternalStore } from "react";

export interface ForwardDraft {
  open: boolean;
  /** The message; the whole conversation when absent. */
  messageId?: number | undefined;
  to: AddressView[];
  cc: AddressView[];
  bcc: AddressView[];
  text: string;
  html?: string | undefined;
  /** Uploads that go along. */
  attachments: AttachmentView[];
  /** Files of the forwarded messages that stay behind. */
  without: number[];
}

export const EMPTY_FORWARD: ForwardDraft = {
  open: false,
  to: [],
  cc: [],
  bcc: [],
  text: "",
  attachments: [],
  without: [],
};

const PREFIX = "rapport.forward.";
const all = new Map<number, ForwardDraft>();
const listeners = new Set<() => void>();

function load(conversationId: number): ForwardDraft {
  const known = all.get(conversationId);
  if (known) return known;
  let draft = EMPTY_FORWARD;
  try {
    const stored = sessionStorage.getItem(PREFIX + conversationId);
    if (stored) draft = { ...EMPTY_FORWARD, ...(JSON.parse(stored) as Partial<ForwardDraft>) };
  } catch {
    // What cannot be read is begun anew.
  }
  all.set(conversationId, draft);
  return draft;
}

function save(conversationId: number, draft: ForwardDraft): void {
  all.set(conversationId, draft);
  try {
    if (draft === EMPTY_FORWARD) sessionStorage.removeItem(PREFIX + conversationId);
    else sessionStorage.setItem(PREFIX + conversationId, JSON.stringify(draft));
  } catch {
    // It then lives as long as this page.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export interface ForwardHandle {
  draft: ForwardDraft;
  patch: (change: Partial<ForwardDraft>) => void;
  clear: () => void;
}

export function useForwardDraft(conversationId: number): ForwardHandle {
  const draft = useSyncExternalStore(subscribe, () => load(conversationId));
  const patch = useCallback(
    (change: Partial<ForwardDraft>) => save(conversationId, { ...load(conversationId), ...change }),
    [conversationId],
  );
  const clear = useCallback(() => save(conversationId, EMPTY_FORWARD), [conversationId]);
  return { draft, patch, clear };
}
