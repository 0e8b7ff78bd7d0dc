/** Puts what events and answers bring into the cached timelines. */
import type { EntryView, MessageView } from "@rapport/api";
import { queryClient } from "@/shared/query-client";
import { readTimeline, type TimelinePages } from "./queries";

const key = (id: number) => ["conversations", "timeline", id];

/** The newest entry in the cache; 0 when there is none. */
export function lastSeqOf(pages: TimelinePages | undefined): number {
  return pages?.pages.at(-1)?.entries.at(-1)?.seq ?? 0;
}

/**
 * Adds entries that follow directly on what is there and replaces those that are there already. What would leave a hole
 * is left out: holes are filled from the server. Pure, so that it can be tested.
 */
export function mergeEntries(data: TimelinePages, fresh: readonly EntryView[]): TimelinePages {
  const bySeq = new Map(fresh.map((entry) => [entry.seq, entry]));
  const pages = data.pages.map((page) => ({
    ...page,
    entries: page.entries.map((entry) => bySeq.get(entry.seq) ?? entry),
  }));
  const last = pages.at(-1);
  // With later entries still on the server, new ones belong behind those.
  if (!last || last.has_after) return { ...data, pages };
  for (const entry of [...fresh].sort((a, b) => a.seq - b.seq)) {
    if (entry.seq === (last.entries.at(-1)?.seq ?? 0) + 1) last.entries.push(entry);
  }
  return { ...data, pages };
}

/** Merges into every cached timeline of the conversation: one may be open at its end and one around a search hit. */
export function mergeIntoTimelines(conversationId: number, fresh: readonly EntryView[]): void {
  queryClient.setQueriesData<TimelinePages>(
    { queryKey: key(conversationId) },
    (data) => data && mergeEntries(data, fresh),
  );
}

/** Messages whose state changed, by the server's word; the oldest ones are forgotten. */
const told = new Set<number>();
const MOST_TOLD = 500;

/** The state of a message changed: reads it again, now or when its entry comes in. */
export function messageChanged(conversationId: number, messageId: number): Promise<void> {
  told.delete(messageId);
  told.add(messageId);
  for (const oldest of told) {
    if (told.size <= MOST_TOLD) break;
    told.delete(oldest);
  }
  return refreshMessage(conversationId, messageId);
}

/**
 * Takes in entries as the server gave them a moment ago. The word of a change can overtake the answer that made the
 * message: what was told of meanwhile is read again, or it would say "waiting" for ever.
 */
export function takeInEntries(conversationId: number, fresh: readonly EntryView[]): void {
  mergeIntoTimelines(conversationId, fresh);
  for (const { kind, message } of fresh) {
    if (kind === "message" && message && told.has(message.id)) {
      void refreshMessage(conversationId, message.id).catch(() => undefined);
    }
  }
}

const filling = new Map<number, Promise<void>>();

/** Reads what the cached timelines lack up to `seq`. Asked again while under way, it goes once more afterwards. */
export function fillGap(conversationId: number, seq: number): Promise<void> {
  const before = filling.get(conversationId) ?? Promise.resolve();
  const work = before
    .then(() => fill(conversationId, seq))
    // The next event, or the next opening, tries again.
    .catch(() => undefined)
    .finally(() => {
      if (filling.get(conversationId) === work) filling.delete(conversationId);
    });
  filling.set(conversationId, work);
  return work;
}

async function fill(conversationId: number, seq: number): Promise<void> {
  for (const [, data] of queryClient.getQueriesData<TimelinePages>({ queryKey: key(conversationId) })) {
    if (!data || data.pages.at(-1)?.has_after) continue;
    let last = lastSeqOf(data);
    while (last < seq) {
      const page = await readTimeline(conversationId, { after_seq: last });
      const newest = page.entries.at(-1)?.seq;
      if (newest === undefined) break;
      takeInEntries(conversationId, page.entries);
      last = newest;
    }
  }
}

/** Puts a message whose state is already known into its entry. */
export function patchMessage(conversationId: number, message: MessageView): void {
  queryClient.setQueriesData<TimelinePages>({ queryKey: key(conversationId) }, (data) => {
    if (!data) return data;
    const entry = findEntryOf(data, message.id);
    return entry ? mergeEntries(data, [{ ...entry, message }]) : data;
  });
}

function findEntryOf(data: TimelinePages, messageId: number): EntryView | undefined {
  for (const page of data.pages) {
    const found = page.entries.find((entry) => entry.kind === "message" && entry.message?.id === messageId);
    if (found) return found;
  }
  return undefined;
}

/** Reads again the one entry that holds a message. */
async function refreshMessage(conversationId: number, messageId: number): Promise<void> {
  for (const [, data] of queryClient.getQueriesData<TimelinePages>({ queryKey: key(conversationId) })) {
    const entry = data && findEntryOf(data, messageId);
    if (!entry) continue;
    const page = await readTimeline(conversationId, { after_seq: entry.seq - 1 });
    mergeIntoTimelines(conversationId, page.entries);
    return;
  }
}

/** Timelines that nobody looks at are read anew when they are opened again. */
export function forgetInactiveTimelines(): void {
  queryClient.removeQueries({ queryKey: ["conversations", "timeline"], type: "inactive" });
}
