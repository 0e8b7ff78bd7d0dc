import type { NotificationView } from "@rapport/api";
import type { I18n } from "@/i18n";

/** What happened and where, in the reader's words. */
export function describe({ t, tCode }: I18n, one: NotificationView): { who: string; where: string } {
  const what = tCode("notifications.kind", one.kind, one.kind);
  return {
    who: one.kind === "failed" ? what : t("notifications.who", { name: one.actor_name, what }),
    where: `#${String(one.conversation_number)} ${one.subject || t("conversation.noSubject")}`,
  };
}
