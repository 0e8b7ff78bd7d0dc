import type { EntryView, MessageView } from "@rapport/api";
import { answersIn } from "./content/answers";

export type TimelineItem =
  | {
      type: "message";
      entry: EntryView;
      message: MessageView;
      /** The same side goes on speaking, without a pause. */
      continued: boolean;
      /** What the customer answered to its buttons or questions. */
      answer?: MessageView | undefined;
    }
  | { type: "note"; entry: EntryView; message: MessageView }
  | { type: "events"; entries: EntryView[] }
  | { type: "unread"; seq: number };

/**
 * Gathers runs of events between messages, and puts a line before the first entry that the reader has not seen. While
 * the entries before those given are not there, because they begin in the middle, the first of them need
 * not be the first unread one: then there is no line.
 */
export function groupEntries(entries: readonly EntryView[], readSeq: number | undefined): TimelineItem[] {
  const items: TimelineItem[] = [];
  const answers = answersIn(entries);
  const first = entries[0]?.seq ?? 1;
  let marked = readSeq === undefined || readSeq === 0 || first > readSeq + 1;
  for (const entry of entries) {
    const spoken = entry.kind === "message" || entry.kind === "note";
    if (!marked && readSeq !== undefined && entry.seq > readSeq && spoken) {
      marked = true;
      items.push({ type: "unread", seq: entry.seq });
    }
    if (spoken && entry.message) {
      const { message } = entry;
      if (entry.kind === "note") items.push({ type: "note", entry, message });
      else {
        const answer = answers.get(entry.seq);
        items.push({ type: "message", entry, message, continued: goesOn(items.at(-1), entry), answer });
      }
      continue;
    }
    const last = items.at(-1);
    if (last?.type === "events") last.entries.push(entry);
    else items.push({ type: "events", entries: [entry] });
  }
  return items;
}

/** A longer silence begins anew, with a name and a time. */
const BREATH_MS = 3 * 60_000;

function goesOn(before: TimelineItem | undefined, entry: EntryView): boolean {
  if (before?.type !== "message" || before.message.direction !== entry.message?.direction) return false;
  const { actor, at } = before.entry;
  if (actor.kind !== entry.actor.kind || actor.id !== entry.actor.id) return false;
  return new Date(entry.at).getTime() - new Date(at).getTime() < BREATH_MS;
}

/** The place of an item in the conversation. */
export function seqOf(item: TimelineItem): number {
  if (item.type === "unread") return item.seq;
  return item.type === "events" ? (item.entries[0]?.seq ?? 0) : item.entry.seq;
}

/** Items that are drawn, or left out while they are far away, together. */
export interface Chunk {
  key: number;
  items: TimelineItem[];
}

const PER_CHUNK = 25;

/** Cuts the timeline at fixed numbers, so that a chunk stays the same one when entries come before or behind it. */
export function chunksOf(items: readonly TimelineItem[]): Chunk[] {
  const chunks: Chunk[] = [];
  for (const item of items) {
    const key = Math.floor(seqOf(item) / PER_CHUNK);
    const last = chunks.at(-1);
    if (last?.key === key) last.items.push(item);
    else chunks.push({ key, items: [item] });
  }
  return chunks;
}

/** Whether two items would be drawn alike: they are put together anew at every change, their entries are not. */
export function isSameItem(a: TimelineItem, b: TimelineItem): boolean {
  if (a.type === "events" && b.type === "events")
    return a.entries.length === b.entries.length && a.entries.every((entry, index) => entry === b.entries[index]);
  if (a.type === "unread" || b.type === "unread") return a.type === b.type && seqOf(a) === seqOf(b);
  if (a.type === "events" || b.type === "events") return false;
  if (a.type === "message" && b.type === "message" && (a.continued !== b.continued || a.answer !== b.answer))
    return false;
  return a.type === b.type && a.entry === b.entry && a.message === b.message;
}
