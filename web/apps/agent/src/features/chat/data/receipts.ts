import type { DeskChatSummary } from "@rapport/api";

/** How far an answer has come. */
export type Receipt = "sent" | "delivered" | "seen" | "mailed";

type Places = Pick<DeskChatSummary, "visitor_delivered_seq" | "visitor_seen_seq" | "mailed_seq">;

/** Seen counts most: what was mailed because nobody was there may have been read in the chat after all. */
export function receiptOf(seq: number, places: Places): Receipt {
  if (seq <= places.visitor_seen_seq) return "seen";
  if (seq <= places.mailed_seq) return "mailed";
  return seq <= places.visitor_delivered_seq ? "delivered" : "sent";
}
