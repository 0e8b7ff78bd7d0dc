import type { ConversationView } from "@rapport/api";
import { Avatar, showToast } from "@rapport/ui";
import { useNavigate } from "@tanstack/react-router";
import { Flag, Users } from "lucide-react";
import { useI18n } from "@/i18n";
import { openPalette } from "@/shared/commands/palette-state";
import { useCommands, type CommandEntry } from "@/shared/commands/registry";
import { TagDot } from "@/shared/components/tag";
import { useLookups } from "@/shared/lookups";
import { useCan, useSession } from "@/shared/session";
import { PRIORITIES, STATUS_LOOK, STATUSES } from "@/shared/vocabulary";
import { conversationCommands } from "../commands";
import type { FocusRequest } from "../composer/use-composer";
import { askComposer } from "../composer/wishes";
import { conversationActions, markRead } from "../data/actions";
import { PRIORITY_COLOR } from "./pickers";

export interface ScreenActions {
  write: (mode: FocusRequest["mode"]) => void;
  openAssign: () => void;
  toggleDetails: () => void;
}

/** Makes everything that can be done to the open conversation known to the keyboard and the palette. */
export function useConversationCommands(conversation: ConversationView | undefined, screen: ScreenActions): void {
  const i18n = useI18n();
  const { t } = i18n;
  const can = useCan();
  const navigate = useNavigate();
  const { agent } = useSession();
  const entries = useChoices(conversation);
  const actions = conversation && conversationActions(i18n, conversation);
  const when = (allowed: boolean, run: () => void) => (conversation && allowed ? run : undefined);
  const writes = can("conversations.reply");
  const capable = conversation?.capabilities;
  const assign = can("conversations.assign");
  const update = can("conversations.update");
  const choose = (
    kind: "status" | "priority" | "tag",
    label: "conversation.status" | "conversation.priority" | "conversation.tags",
  ) => when(update, () => openPalette({ prefix: `conversation.${kind}.`, label }));
  const solved = conversation?.status === "solved";
  useCommands(
    conversationCommands,
    {
      "conversation.reply": when(writes, () => {
        screen.write("reply");
        askComposer({ mode: "reply", all: false });
      }),
      "conversation.replyAll": when(
        writes && capable?.recipients === true && (conversation?.reply_cc.length ?? 0) > 0,
        () => {
          screen.write("reply");
          askComposer({ mode: "reply", all: true });
        },
      ),
      "conversation.forward": when(writes && capable?.forward === true, () => askComposer({ mode: "forward" })),
      "conversation.note": when(can("conversations.note"), () => screen.write("note")),
      "conversation.assign": when(assign, screen.openAssign),
      "conversation.assignMe": when(
        assign && conversation?.assignee_id !== agent.id,
        () => void actions?.assign({ agent_id: agent.id }),
      ),
      "conversation.unassign": when(
        assign && conversation?.assignee_id != null,
        () => void actions?.assign({ agent_id: null }),
      ),
      "conversation.solve": when(update, () => void actions?.setStatus(solved ? "open" : "solved")),
      "conversation.status": choose("status", "conversation.status"),
      "conversation.priority": choose("priority", "conversation.priority"),
      "conversation.tags": choose("tag", "conversation.tags"),
      "conversation.unread": when(true, () => {
        void markRead(conversation?.id ?? 0, 0);
        // Staying would mark it as seen again at once.
        void navigate({ to: "/conversations", search: (search) => search });
      }),
      "conversation.copyLink": when(true, () => {
        void navigator.clipboard
          .writeText(`${location.origin}/conversations/${conversation?.id ?? ""}`)
          .then(() => showToast({ tone: "success", message: t("action.copied") }));
      }),
      "conversation.spam": when(update && conversation?.status !== "spam", () => void actions?.setStatus("spam")),
      "conversation.details": when(true, screen.toggleDetails),
    },
    entries,
  );
}

/** Each colleague, team, status, priority and tag as a line of its own. */
function useChoices(conversation: ConversationView | undefined): () => CommandEntry[] {
  const i18n = useI18n();
  const { t } = i18n;
  const can = useCan();
  const lookups = useLookups();
  return () => {
    if (!conversation) return [];
    const actions = conversationActions(i18n, conversation);
    const deep = { group: "conversation", deep: true } as const;
    const people = [...lookups.agents.values()]
      .filter((agent) => agent.active && agent.id !== conversation.assignee_id)
      .map((agent): CommandEntry => ({
        ...deep,
        id: `conversation.assignTo.${agent.id}`,
        title: t("palette.assignTo", { name: agent.name }),
        icon: <Avatar name={agent.name} size="xs" />,
        run: () => void actions.assign({ agent_id: agent.id }),
      }));
    const teams = [...lookups.teams.values()]
      .filter((team) => team.id !== conversation.team_id)
      .map((team): CommandEntry => ({
        ...deep,
        id: `conversation.team.${team.id}`,
        title: t("palette.moveToTeam", { name: team.name }),
        icon: <Users aria-hidden />,
        run: () => void actions.assign({ agent_id: conversation.assignee_id ?? null, team_id: team.id }),
      }));
    const statuses = STATUSES.filter((status) => status !== conversation.status).map((status): CommandEntry => {
      const { icon: Icon, text } = STATUS_LOOK[status];
      return {
        ...deep,
        id: `conversation.status.${status}`,
        title: t("palette.setStatus", { status: t(`status.${status}`) }),
        icon: <Icon aria-hidden className={text} />,
        run: () => void actions.setStatus(status),
      };
    });
    const priorities = PRIORITIES.filter((priority) => priority !== conversation.priority).map(
      (priority): CommandEntry => ({
        ...deep,
        id: `conversation.priority.${priority}`,
        title: t("palette.setPriority", { priority: t(`priority.${priority}`) }),
        icon: <Flag aria-hidden className={PRIORITY_COLOR[priority]} />,
        run: () => void actions.setPriority(priority),
      }),
    );
    const tags = [...lookups.tags.values()].map((tag): CommandEntry => {
      const has = conversation.tag_ids.includes(tag.id);
      return {
        ...deep,
        id: `conversation.tag.${tag.id}`,
        title: t(has ? "palette.removeTag" : "palette.addTag", { name: tag.name }),
        icon: <TagDot color={tag.color} />,
        run: () => void actions.changeTags(has ? { remove: [tag.id] } : { add: [tag.id] }),
      };
    });
    return [
      ...(can("conversations.assign") ? [...people, ...teams] : []),
      ...(can("conversations.update") ? [...statuses, ...priorities, ...tags] : []),
    ];
  };
}
