/** Small parts of a row that tell one thing each; cards and tables share them. */
import type { ConversationSummary } from "@rapport/api";
import { cx } from "@rapport/ui";
import { Clock, Flag, MessageSquare, PencilLine } from "lucide-react";
import { useI18n } from "@/i18n";
import { useNow } from "@/shared/hooks/use-now";
import { useSession } from "@/shared/session";
import { CHANNEL_ICON, isPriority, isStatus, STATUS_LOOK } from "@/shared/vocabulary";
import { useHasDraft } from "../data/drafts";
import { PRIORITY_COLOR } from "../view/pickers";

/** How long the customer waits; when they do not, when something last happened. */
export function Wait({ row }: { row: ConversationSummary }) {
  if (row.waiting_since == null) return <Since at={row.last_activity_at} />;
  return <Waiting since={row.waiting_since} />;
}

export function Waiting({ since }: { since: string }) {
  const { t, short, exact } = useI18n();
  const now = useNow();
  return (
    <time
      dateTime={since}
      title={t("list.waitingSince", { time: exact(since) })}
      className="flex shrink-0 items-center gap-1 text-xs font-medium text-text tabular-nums"
    >
      <Clock size={12} aria-label={t("list.waiting")} className="text-warning" />
      {short(since, now)}
    </time>
  );
}

export function Since({ at }: { at: string }) {
  const { short, exact } = useI18n();
  const now = useNow();
  return (
    <time dateTime={at} title={exact(at)} className="shrink-0 text-xs text-faint tabular-nums">
      {short(at, now)}
    </time>
  );
}

export function DraftMark({ id, onServer }: { id: number; onServer: boolean }) {
  const { t } = useI18n();
  const { agent } = useSession();
  if (!useHasDraft(agent.id, id, onServer)) return null;
  return (
    <span className="flex shrink-0 items-center gap-1 font-medium text-warning">
      <PencilLine size={12} aria-hidden />
      {t("list.draft")}
    </span>
  );
}

/** Open is what lists are about; only other states are worth a mark, except in a column of their own. */
export function StatusMark({ status, always = false }: { status: string; always?: boolean }) {
  const { t } = useI18n();
  if (!isStatus(status) || (status === "open" && !always)) return null;
  const { icon: Icon, text } = STATUS_LOOK[status];
  return (
    <span className={cx("flex min-w-0 shrink-0 items-center gap-1", text)}>
      <Icon size={12} aria-hidden className="shrink-0" />
      <span className="truncate">{t(`status.${status}`)}</span>
    </span>
  );
}

export function PriorityMark({ priority, always = false }: { priority: string; always?: boolean }) {
  const { t } = useI18n();
  if (!isPriority(priority) || (priority === "normal" && !always)) return null;
  return (
    <span className={cx("flex min-w-0 shrink-0 items-center gap-1", PRIORITY_COLOR[priority])}>
      <Flag size={12} aria-hidden className="shrink-0" />
      <span className="truncate">{t(`priority.${priority}`)}</span>
    </span>
  );
}

/** By which way the customer wrote: an icon, its name for who points at it or cannot see. */
export function ChannelMark({ channel }: { channel: string }) {
  const { tCode } = useI18n();
  const Icon = CHANNEL_ICON[channel] ?? MessageSquare;
  const name = tCode("channel", channel, channel);
  return (
    <span title={name} className="flex shrink-0 items-center">
      <Icon size={12} aria-label={name} />
    </span>
  );
}
