/** What is said of somebody who is not let in. Pure, so that it can be tested. */
import type { DeskVisitorView } from "@rapport/api";
import { Earth, Network, Waypoints, type LucideIcon } from "lucide-react";
import type { Permission } from "@/shared/session";

/** Whoever has one of these may keep somebody out; the server asks for the same. */
export const MAY_BLOCK: readonly Permission[] = ["teams.manage", "inboxes.manage"];

export const BLOCK_KINDS = ["ip", "range", "country"] as const;
export type BlockKind = (typeof BLOCK_KINDS)[number];

export const BLOCK_ICON: Record<BlockKind, LucideIcon> = { ip: Network, range: Waypoints, country: Earth };

export function kindOf({ kind }: { kind: string }): BlockKind {
  return BLOCK_KINDS.find((known) => known === kind) ?? "ip";
}

/** What can be blocked of a visitor: their address, the range that their provider moves them about in, their country. */
export type Blockable = Pick<DeskVisitorView, "ip" | "country" | "inbox_id">;

export function suggested({ ip, country }: Blockable, kind: BlockKind): string {
  if (kind === "country") return country;
  if (kind === "ip" || ip === "") return ip;
  // One line gets a network of this size; of longer ones nobody could say who else is in them.
  return ip.includes(":") ? `${ip}/64` : `${ip}/24`;
}

const HOUR_MS = 3_600_000;

/** For how long. An address belongs to somebody else tomorrow, so "for good" is not what comes first. */
export const BLOCK_SPANS = { day: 24 * HOUR_MS, week: 168 * HOUR_MS, month: 720 * HOUR_MS, good: undefined } as const;
export type BlockSpan = keyof typeof BLOCK_SPANS;

export function endsAt(span: BlockSpan, now: number): string | null {
  const ms = BLOCK_SPANS[span];
  return ms === undefined ? null : new Date(now + ms).toISOString();
}
