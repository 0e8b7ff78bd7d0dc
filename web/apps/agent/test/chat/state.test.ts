import { describe, expect, it } from "vitest";
import { withReceipts } from "@/features/chat/data/live";
import { receiptOf } from "@/features/chat/data/receipts";
import { sortChats, urgency } from "@/features/chat/data/sort";
import { roleIn, stateOf } from "@/features/chat/data/state";
import { deskChat, deskRow } from "../fixtures";

describe("how far an answer has come", () => {
  const places = { visitor_delivered_seq: 6, visitor_seen_seq: 4, mailed_seq: 0 };
  it("is seen, delivered or only sent, by its place", () => {
    expect([4, 5, 6, 7].map((seq) => receiptOf(seq, places))).toEqual(["seen", "delivered", "delivered", "sent"]);
  });
  it("says that it went by mail, unless it was seen after all", () => {
    expect(receiptOf(7, { ...places, mailed_seq: 8 })).toBe("mailed");
    expect(receiptOf(3, { ...places, mailed_seq: 8 })).toBe("seen");
  });
});

describe("receipts that arrive", () => {
  const event = { type: "chat_receipts", conversation_id: 1, inbox_id: 1 } as const;
  it("only ever move forward", () => {
    const chat = deskChat({ visitor_delivered_seq: 5, visitor_seen_seq: 3, agent_seen_seq: 2 });
    const late = withReceipts(chat, { ...event, delivered_seq: 4, seen_seq: null, agent_seen_seq: 7 });
    expect(late).toMatchObject({ visitor_delivered_seq: 5, visitor_seen_seq: 3, agent_seen_seq: 7 });
  });
});

describe("my chats", () => {
  const rows = [
    deskRow(1, { state: "active", accepted_at: "2026-03-01T10:05:00Z" }),
    deskRow(2, { state: "active", accepted_at: "2026-03-01T10:01:00Z" }),
    deskRow(3, { state: "ringing", offered_to: 7, offered_until: "2026-03-01T10:10:30Z" }),
    deskRow(4, { state: "ringing", offered_to: 8 }),
    deskRow(5, { state: "waiting" }),
  ];
  it("stand in the order in which they were taken, so that their keys stay theirs", () => {
    expect(sortChats(rows, 7).active.map((row) => row.conversation.id)).toEqual([2, 1]);
  });
  it("ring only at whom they are offered to", () => {
    expect(sortChats(rows, 7).ringing.map((row) => row.conversation.id)).toEqual([3]);
  });
});

describe("a visitor without an answer", () => {
  const now = Date.parse("2026-03-01T10:02:00Z");
  it("waits, and after a minute waits long", () => {
    expect(urgency(null, now)).toBeUndefined();
    expect(urgency("2026-03-01T10:01:30Z", now)).toBe("waiting");
    expect(urgency("2026-03-01T10:00:00Z", now)).toBe("long");
  });
});

describe("what one is in a chat", () => {
  const chat = deskChat({
    participants: [
      { agent_id: 7, name: "Ana", visible: false, joined_at: "2026-03-01T10:00:00Z" },
      { agent_id: 8, name: "Binh", visible: true, joined_at: "2026-03-01T10:00:00Z" },
    ],
  });
  it("is whose it is, who joined, who reads along, or nobody", () => {
    expect(roleIn(chat, 7, 7)).toBe("holder");
    expect(roleIn(chat, 9, 7)).toBe("listening");
    expect(roleIn(chat, 9, 8)).toBe("joined");
    expect(roleIn(chat, 9, 6)).toBe("none");
  });
  it("takes a state that it does not know for one in which nothing can be done", () => {
    expect(stateOf({ state: "active" })).toBe("active");
    expect(stateOf({ state: "asleep" })).toBe("ended");
  });
});
