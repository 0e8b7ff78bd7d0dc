import { useEffect, useMemo, useSyncExternalStore } from "react";
import { onOutboxChange, waits } from "@/shared/outbox";
import { DraftSync, draftTransport, type SyncState } from "./draft-sync";
import { draftCell, type DraftKind } from "./drafts";

/** Those on screen, to be told of what other devices write. */
const open = new Map<string, DraftSync>();

const openKey = (conversationId: number, kind: string) => `${conversationId}/${kind}`;

/** A hint of the live connection. */
export function applyDraftChange(conversationId: number, kind: string, version: number | null | undefined): void {
  void open.get(openKey(conversationId, kind))?.hint(version);
}

/** After a lost connection hints may have been missed. */
export function resyncDrafts(): void {
  for (const sync of open.values()) void sync.pull();
}

export type DraftSyncs = Record<DraftKind, DraftSync>;

/** Both drafts of a conversation, kept on the server as long as its screen is open. */
export function useDraftSync(agentId: number, conversationId: number): DraftSyncs {
  const syncs = useMemo((): DraftSyncs => {
    const cell = draftCell(agentId, conversationId);
    const transport = draftTransport(conversationId);
    const sync = (kind: DraftKind) => new DraftSync(kind, cell, transport, () => waits(conversationId, kind));
    return { reply: sync("reply"), note: sync("note") };
  }, [agentId, conversationId]);
  useEffect(() => {
    const all = Object.entries(syncs) as [DraftKind, DraftSync][];
    for (const [kind, sync] of all) {
      open.set(openKey(conversationId, kind), sync);
      sync.start();
    }
    const leave = () => {
      if (document.visibilityState === "hidden") for (const [, sync] of all) void sync.push(true);
    };
    const online = () => {
      for (const [, sync] of all) void sync.push();
    };
    document.addEventListener("visibilitychange", leave);
    window.addEventListener("online", online);
    const held = new Set<DraftKind>();
    const unwatch = onOutboxChange(() => {
      for (const [kind, sync] of all) {
        if (waits(conversationId, kind)) held.add(kind);
        else if (held.delete(kind)) void sync.pull();
      }
    });
    return () => {
      unwatch();
      document.removeEventListener("visibilitychange", leave);
      window.removeEventListener("online", online);
      for (const [kind, sync] of all) {
        open.delete(openKey(conversationId, kind));
        sync.stop();
      }
    };
  }, [syncs, conversationId]);
  return syncs;
}

export function useSyncState(syncs: DraftSyncs, kind: DraftKind): SyncState {
  return useSyncExternalStore(syncs[kind].subscribe, syncs[kind].current);
}
