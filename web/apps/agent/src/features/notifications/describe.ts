import type { NotificationView } from "@rapport/api";
import { linkOptions } from "@tanstack/react-router";
import type { I18n } from "@/i18n";

/** Of these it is said who did them; the others happened to the reader, whoever did them. */
const BY_SOMEBODY = new Set(["changed", "leave_asked", "swap_offered", "swap_taken"]);

/** What happened and where, in the reader's words. */
export function describe(i18n: I18n, one: NotificationView): { who: string; where: string } {
  const { t, tCode } = i18n;
  const name = one.actor_name;
  if (one.topic != null) {
    const what = tCode("notifications.topic", one.topic, one.topic);
    return { who: BY_SOMEBODY.has(one.topic) ? t("notifications.who", { name, what }) : what, where: when(i18n, one) };
  }
  const what = tCode("notifications.kind", one.kind, one.kind);
  return {
    who: one.kind === "failed" ? what : t("notifications.who", { name, what }),
    where: `#${String(one.conversation_number)} ${one.subject || t("conversation.noSubject")}`,
  };
}

function when({ t, calendarDay }: I18n, one: NotificationView): string {
  if (one.day == null) return "";
  const day = calendarDay(one.day);
  return one.kind === "shifts_changed" ? t("notifications.weekOf", { day }) : day;
}

/** Where one looks at what happened. */
export function whereTo(one: NotificationView) {
  if (one.conversation_id != null) {
    return linkOptions({
      to: "/conversations/$id",
      params: { id: one.conversation_id },
      search: { seq: one.seq },
    });
  }
  // What waits for a decision stands beside the roster; everything else is one's own.
  return one.topic === "leave_asked" || one.topic === "swap_taken"
    ? linkOptions({ to: "/workforce/roster" })
    : linkOptions({ to: "/workforce/shifts" });
}
