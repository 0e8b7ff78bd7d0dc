import { afterEach, describe, expect, it, vi } from "vitest";
import { lastSeqOf, mergeEntries, messageChanged, takeInEntries } from "@/features/conversations/data/timeline-cache";
import { queryClient } from "@/shared/query-client";
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

describe("the word of a change that overtakes the answer", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    queryClient.clear();
  });

  it("makes the message be read again when it comes in", async () => {
    const key = ["conversations", "timeline", 7];
    queryClient.setQueryData(key, timeline([1]));
    const sent = entry(2, { message: message({ id: 77, delivery: "sent" }) });
    const page = { entries: [sent], has_before: false, has_after: false };
    const fetching = vi.fn(() => Promise.resolve(Response.json(page)));
    vi.stubGlobal("fetch", fetching);
    await messageChanged(7, 77);
    expect(fetching).not.toHaveBeenCalled();
    takeInEntries(7, [entry(2, { message: message({ id: 77, delivery: "queued" }) })]);
    await vi.waitFor(() => {
      const data = queryClient.getQueryData<TimelinePages>(key);
      expect(data?.pages[0]?.entries[1]?.message?.delivery).toBe("sent");
    });
    expect(fetching).toHaveBeenCalledTimes(1);
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

describe("what is said in one breath", () => {
  const at = (seq: number, minute: number, direction: string, kind = "agent") =>
    entry(seq, {
      at: `2026-03-01T10:${String(minute).padStart(2, "0")}:00Z`,
      actor: { kind, id: 7, name: "Ana" },
      message: message({ id: seq, direction }),
    });
  const continued = (entries: ReturnType<typeof at>[]) =>
    groupEntries(entries, undefined).map((item) => item.type === "message" && item.continued);

  it("stands together until somebody else speaks, something happens, or there was a pause", () => {
    expect(continued([at(1, 0, "out"), at(2, 1, "out"), at(3, 2, "in", "contact"), at(4, 3, "in", "contact")])).toEqual(
      [false, true, false, true],
    );
    expect(continued([at(1, 0, "out"), at(2, 5, "out")])).toEqual([false, false]);
    expect(continued([at(1, 0, "out"), entry(2, { kind: "tag_added", message: null }), at(3, 0, "out")])).toEqual([
      false,
      false,
      false,
    ]);
  });
});
