/** How a chat stands, for all screens that show it: a word, an icon, and a colour only in addition. */
import type { DeskChatSummary, DeskChatView } from "@rapport/api";
import type { Tone } from "@rapport/ui";
import { BellRing, Hourglass, MessageCircle, MessageCircleOff, type LucideIcon } from "lucide-react";

const CHAT_STATES = ["waiting", "ringing", "active", "ended"] as const;
export type ChatState = (typeof CHAT_STATES)[number];

export const CHAT_STATE: Record<ChatState, { icon: LucideIcon; tone: Tone }> = {
  waiting: { icon: Hourglass, tone: "warning" },
  ringing: { icon: BellRing, tone: "warning" },
  active: { icon: MessageCircle, tone: "success" },
  ended: { icon: MessageCircleOff, tone: "neutral" },
};

export function stateOf({ state }: Pick<DeskChatSummary, "state">): ChatState {
  return CHAT_STATES.find((known) => known === state) ?? "ended";
}

/** What the reader is in a chat: the one who has it, somebody who joined, somebody who reads along, or nobody. */
export type ChatRole = "holder" | "joined" | "listening" | "none";

export function roleIn(
  { participants }: Pick<DeskChatView, "participants">,
  assigneeId: number | null | undefined,
  agentId: number,
): ChatRole {
  if (assigneeId === agentId) return "holder";
  const own = participants.find((one) => one.agent_id === agentId);
  if (!own) return "none";
  return own.visible ? "joined" : "listening";
}
