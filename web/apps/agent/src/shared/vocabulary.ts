/** The words that the API uses for states, in the order in which the screens list them. */
import {
  CircleCheck,
  CircleDot,
  CirclePause,
  CircleSlash,
  Mail,
  MessageCircle,
  OctagonAlert,
  type LucideIcon,
} from "lucide-react";
import type { Tone } from "@rapport/ui";

export const STATUSES = ["open", "pending", "solved", "closed", "spam"] as const;
export type Status = (typeof STATUSES)[number];

export const PRIORITIES = ["urgent", "high", "normal", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** How each status looks everywhere: an icon with a word beside it or in its name, the colour only in addition. */
export const STATUS_LOOK: Record<Status, { icon: LucideIcon; tone: Tone; text: string }> = {
  open: { icon: CircleDot, tone: "accent", text: "text-accent" },
  pending: { icon: CirclePause, tone: "warning", text: "text-warning" },
  solved: { icon: CircleCheck, tone: "success", text: "text-success" },
  closed: { icon: CircleSlash, tone: "neutral", text: "text-faint" },
  spam: { icon: OctagonAlert, tone: "danger", text: "text-danger" },
};

/** The ways by which customers reach us, each told by its icon and its name. */
export const CHANNELS = ["email", "chat"] as const;
export const CHANNEL_ICON: Record<string, LucideIcon> = { email: Mail, chat: MessageCircle };

export function isStatus(value: string): value is Status {
  return (STATUSES as readonly string[]).includes(value);
}

export function isPriority(value: string): value is Priority {
  return (PRIORITIES as readonly string[]).includes(value);
}
