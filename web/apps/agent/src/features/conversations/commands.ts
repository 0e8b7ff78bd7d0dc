import {
  CheckCheck,
  CircleCheck,
  Flag,
  Forward,
  MailOpen,
  PanelLeft,
  PanelRight,
  Reply,
  ReplyAll,
  SquarePen,
  StickyNote,
  Tag,
  UserRound,
  UserRoundCheck,
  CircleDot,
  Link2,
  OctagonAlert,
  UserRoundX,
} from "lucide-react";
import { defineCommands, MOD } from "@/shared/commands/registry";

/** Writing to somebody first; possible on every screen. */
export const newConversationCommands = defineCommands({
  "conversation.new": { group: "everywhere", label: "new.title", icon: SquarePen, press: "c" },
});

/** What can be done in the list. */
export const listCommands = defineCommands({
  "list.next": { group: "list", label: "shortcuts.next", press: "j", keyOnly: true },
  "list.previous": { group: "list", label: "shortcuts.previous", press: "k", keyOnly: true },
  "list.open": { group: "list", label: "shortcuts.open", keys: ["Enter"], keyOnly: true },
  "list.select": { group: "list", label: "shortcuts.select", press: "x", keyOnly: true },
  "list.selectRange": {
    group: "list",
    label: "shortcuts.selectRange",
    press: "X",
    keys: ["Shift", "x"],
    keyOnly: true,
  },
  "list.selectAll": { group: "list", label: "bulk.all", icon: CheckCheck },
  "list.leave": { group: "list", label: "shortcuts.leave", press: "Escape", keys: ["Esc"], keyOnly: true },
  "list.toggleNav": { group: "list", label: "nav.toggle", icon: PanelLeft, press: "b" },
});

/** What can be done to the open conversation. */
export const conversationCommands = defineCommands({
  "conversation.reply": { group: "conversation", label: "composer.reply", icon: Reply, press: "r" },
  "conversation.replyAll": {
    group: "conversation",
    label: "composer.replyAll",
    icon: ReplyAll,
    press: "R",
    keys: ["Shift", "r"],
  },
  "conversation.forward": { group: "conversation", label: "composer.forward", icon: Forward, press: "f" },
  "conversation.note": { group: "conversation", label: "composer.note", icon: StickyNote, press: "n" },
  "conversation.assign": { group: "conversation", label: "palette.assign", icon: UserRound, press: "a" },
  "conversation.assignMe": { group: "conversation", label: "assign.toMe", icon: UserRoundCheck, press: "i" },
  "conversation.unassign": { group: "conversation", label: "assign.remove", icon: UserRoundX },
  "conversation.solve": { group: "conversation", label: "shortcuts.solve", icon: CircleCheck, press: "e" },
  "conversation.status": { group: "conversation", label: "palette.status", icon: CircleDot, press: "s" },
  "conversation.priority": { group: "conversation", label: "palette.priority", icon: Flag, press: "p" },
  "conversation.tags": { group: "conversation", label: "palette.tags", icon: Tag, press: "t" },
  "conversation.unread": { group: "conversation", label: "conversation.markUnread", icon: MailOpen, press: "u" },
  "conversation.copyLink": { group: "conversation", label: "conversation.copyLink", icon: Link2 },
  "conversation.spam": { group: "conversation", label: "conversation.spam", icon: OctagonAlert },
  "conversation.details": { group: "conversation", label: "palette.details", icon: PanelRight, press: "d" },
});

/** What the composer does; its keys belong to its fields, here they are only made known. */
defineCommands({
  "composer.send": { group: "conversation", label: "composer.send", keys: [MOD, "Enter"], keyOnly: true },
  "composer.sendAndSolve": {
    group: "conversation",
    label: "composer.sendAndSolve",
    keys: [MOD, "Shift", "Enter"],
    keyOnly: true,
  },
});
