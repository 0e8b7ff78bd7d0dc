import { describe, expect, it } from "vitest";
import { lastSeqOf, mergeEntries } from "@/features/conversations/data/timeline-cache";
import type { TimelinePages } from "@/features/conversations/data/queries";
import { groupEntries } from "@/features/conversations/view/group-entries";
import { entry, message } from "../fixtures";

function timeline(seqs: number[], has_after = false): TimelinePages {
  return { pages: [{ entries: seqs.map((seq) => entry(seq)), has_before: false, has_after }], pageParams: [{}] };
}
const seqs = (data: TimelinePages) => data.pages.flatMap((page) => page.entries.map((item) => item.seq));

describe("entries that arrive", () => {
  it("are added when they follow directly, whatever their order", () => {
    expect(seqs(mergeEntries(timeline([1, 2]), [entry(4), entry(3)]))).toEqual([1, 2, 3, 4]);
  });
  it("never leave a hole", () => {
    expect(seqs(mergeEntries(timeline([1, 2]), [entry(5)]))).toEqual([1, 2]);
  });
  it("replace those that are there, once", () => {
    const merged = mergeEntries(timeline([1, 2]), [entry(2, { message: message({ delivery: "sent" }) })]);
    expect(seqs(merged)).toEqual([1, 2]);
    expect(merged.pages[0]?.entries[1]?.message?.delivery).toBe("sent");
  });
  it("wait while later entries are still on the server", () => {
    expect(seqs(mergeEntries(timeline([1, 2], true), [entry(3)]))).toEqual([1, 2]);
  });
  it("do not touch the data they are merged into", () => {
    const before = timeline([1]);
    mergeEntries(before, [entry(2)]);
    expect(lastSeqOf(before)).toBe(1);
  });
});

describe("the timeline on screen", () => {
  const event = (seq: number) => entry(seq, { kind: "status_changed", message: null, from: "open", to: "solved" });

  it("gathers runs of events between messages", () => {
    const items = groupEntries([entry(1), event(2), event(3), entry(4), event(5)], undefined);
    expect(items.map((item) => item.type)).toEqual(["message", "events", "message", "events"]);
    expect(items[1]?.type === "events" && items[1].entries.length).toBe(2);
  });
  it("marks where the unread part begins, at a message and only once", () => {
    const items = groupEntries([entry(1), event(2), entry(3), entry(4)], 1);
    expect(items.map((item) => item.type)).toEqual(["message", "events", "unread", "message", "message"]);
  });
  it("marks nothing in a conversation that was never read", () => {
    expect(groupEntries([entry(1)], 0).map((item) => item.type)).toEqual(["message"]);
  });
});
