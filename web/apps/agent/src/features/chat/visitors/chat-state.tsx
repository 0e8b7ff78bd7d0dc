import type { VisitorChatView } from "@rapport/api";
import { Badge } from "@rapport/ui";
import { useI18n, type I18n } from "@/i18n";
import { useLookups } from "@/shared/lookups";
import { useSession } from "@/shared/session";
import { CHAT_STATE, stateOf } from "../data/state";

/** Whether somebody talks with them, and who. */
function chatText({ t }: I18n, chat: VisitorChatView, me: number, name: (id: number) => string | undefined): string {
  const state = stateOf(chat);
  if (state !== "active" || chat.assignee_id == null) return t(`chat.state.${state}`);
  if (chat.assignee_id === me) return t("visitors.chatsWithYou");
  const who = name(chat.assignee_id);
  return who === undefined ? t("chat.state.active") : t("visitors.chatsWith", { name: who });
}

/** The words of a visitor's chat, for what is drawn as for what is looked for. */
export function useChatText(): (chat: VisitorChatView) => string {
  const i18n = useI18n();
  const { agents } = useLookups();
  const { agent } = useSession();
  return (chat) => chatText(i18n, chat, agent.id, (id) => agents.get(id)?.name);
}

export function ChatStateBadge({ chat }: { chat: VisitorChatView }) {
  const text = useChatText();
  const { icon: Icon, tone } = CHAT_STATE[stateOf(chat)];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {text(chat)}
    </Badge>
  );
}
