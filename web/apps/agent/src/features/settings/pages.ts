import {
  Building2,
  Inbox,
  KeyRound,
  MessageSquareText,
  ScrollText,
  ShieldCheck,
  Tag,
  UserRound,
  Users,
  UsersRound,
  type LucideIcon,
} from "lucide-react";
import type { MessageKey } from "@/i18n";
import type { Permission } from "@/shared/session";

export interface SettingsEntry {
  to:
    | "/settings/profile"
    | "/settings/tokens"
    | "/settings/organisation"
    | "/settings/inboxes"
    | "/settings/agents"
    | "/settings/teams"
    | "/settings/roles"
    | "/settings/tags"
    | "/settings/saved-replies"
    | "/settings/audit";
  icon: LucideIcon;
  label: MessageKey;
  needs?: Permission;
}

/** All pages of the settings, for their navigation and for the command palette. */
export const SETTINGS_GROUPS: { title: MessageKey; entries: SettingsEntry[] }[] = [
  {
    title: "settings.personal",
    entries: [
      { to: "/settings/profile", icon: UserRound, label: "settings.profile" },
      { to: "/settings/tokens", icon: KeyRound, label: "tokens.title", needs: "api_tokens.manage" },
    ],
  },
  {
    title: "settings.workspace",
    entries: [
      { to: "/settings/organisation", icon: Building2, label: "organisation.title", needs: "organisation.manage" },
      { to: "/settings/inboxes", icon: Inbox, label: "inboxes.title", needs: "inboxes.manage" },
      { to: "/settings/agents", icon: UsersRound, label: "agents.title", needs: "agents.manage" },
      { to: "/settings/teams", icon: Users, label: "teams.title", needs: "teams.manage" },
      { to: "/settings/roles", icon: ShieldCheck, label: "roles.title", needs: "roles.manage" },
      { to: "/settings/saved-replies", icon: MessageSquareText, label: "savedReplies.title" },
      { to: "/settings/tags", icon: Tag, label: "tags.title", needs: "tags.manage" },
      { to: "/settings/audit", icon: ScrollText, label: "audit.title", needs: "audit.read" },
    ],
  },
];
