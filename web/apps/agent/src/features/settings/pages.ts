import {
  Ban,
  Bell,
  Building2,
  Inbox,
  KeyRound,
  ListChecks,
  MessageSquareText,
  Palette,
  Rocket,
  ScrollText,
  ShieldCheck,
  Tag,
  UserRound,
  Users,
  UsersRound,
  type LucideIcon,
} from "lucide-react";
import { MAY_BLOCK } from "@/features/chat";
import type { MessageKey } from "@/i18n";
import type { Permission } from "@/shared/session";

export interface SettingsEntry {
  to:
    | "/settings/profile"
    | "/settings/notifications"
    | "/settings/tokens"
    | "/settings/organisation"
    | "/settings/brands"
    | "/settings/start"
    | "/settings/inboxes"
    | "/settings/agents"
    | "/settings/teams"
    | "/settings/roles"
    | "/settings/tags"
    | "/settings/attributes"
    | "/settings/saved-replies"
    | "/settings/blocked-visitors"
    | "/settings/audit";
  icon: LucideIcon;
  label: MessageKey;
  /** One of these is enough. */
  needs?: readonly Permission[];
}

/** The pages of a group that the reader may use. */
export function entriesFor(
  { entries }: { entries: readonly SettingsEntry[] },
  can: (permission: Permission) => boolean,
): SettingsEntry[] {
  return entries.filter(({ needs }) => needs === undefined || needs.some(can));
}

/** All pages of the settings, for their navigation and for the command palette. */
export const SETTINGS_GROUPS: { title: MessageKey; entries: SettingsEntry[] }[] = [
  {
    title: "settings.personal",
    entries: [
      { to: "/settings/profile", icon: UserRound, label: "settings.profile" },
      { to: "/settings/notifications", icon: Bell, label: "notifications.title" },
      { to: "/settings/tokens", icon: KeyRound, label: "tokens.title", needs: ["api_tokens.manage"] },
    ],
  },
  {
    title: "settings.workspace",
    entries: [
      { to: "/settings/start", icon: Rocket, label: "start.title", needs: ["organisation.manage"] },
      { to: "/settings/organisation", icon: Building2, label: "organisation.title", needs: ["organisation.manage"] },
      { to: "/settings/brands", icon: Palette, label: "brands.title", needs: ["organisation.manage"] },
      { to: "/settings/inboxes", icon: Inbox, label: "inboxes.title", needs: ["inboxes.manage"] },
      { to: "/settings/agents", icon: UsersRound, label: "agents.title", needs: ["agents.manage"] },
      { to: "/settings/teams", icon: Users, label: "teams.title", needs: ["teams.manage"] },
      { to: "/settings/roles", icon: ShieldCheck, label: "roles.title", needs: ["roles.manage"] },
      { to: "/settings/saved-replies", icon: MessageSquareText, label: "savedReplies.title" },
      { to: "/settings/tags", icon: Tag, label: "tags.title", needs: ["tags.manage"] },
      { to: "/settings/attributes", icon: ListChecks, label: "attributes.title", needs: ["organisation.manage"] },
      { to: "/settings/blocked-visitors", icon: Ban, label: "blocks.title", needs: MAY_BLOCK },
      { to: "/settings/audit", icon: ScrollText, label: "audit.title", needs: ["audit.read"] },
    ],
  },
];
