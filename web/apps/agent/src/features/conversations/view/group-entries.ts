import type { EntryView, MessageView } from "@rapport/api";

export type TimelineItem =
  | { type: "message"; entry: EntryView; message: MessageView }
  | { type: "note"; entry: EntryView; message: MessageView }
  | { type: "events"; entries: EntryView[] }
  | { type: "unread" };

/** Gathers runs of events between messages, and puts a line before the first entry that the reader has not seen. */
export function groupEntries(entries: readonly EntryView[], readSeq: number | undefined): TimelineItem[] {
  const items: TimelineItem[] = [];
  let marked = readSeq === undefined || readSeq === 0;
  for (const entry of entries) {
    const spoken = entry.kind === "message" || entry.kind === "note";
    if (!marked && readSeq !== undefined && entry.seq > readSeq && spoken) {
      marked = true;
      items.push({ type: "unread" });
    }
    if (spoken && entry.message) {
      items.push({ type: entry.kind === "note" ? "note" : "message", entry, message: entry.message });
      continue;
    }
    const last = items.at(-1);
    if (last?.type === "events") last.entries.push(entry);
    else items.push({ type: "events", entries: [entry] });
  }
  return items;
}
