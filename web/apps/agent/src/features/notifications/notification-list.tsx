import type { NotificationView } from "@rapport/api";
import { Button, cx, EmptyState, Notice, Skeleton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  AtSign,
  BellOff,
  CalendarCheck2,
  CalendarClock,
  CalendarDays,
  Hourglass,
  Inbox,
  MailX,
  MessageCircle,
  Reply,
  Settings2,
  UserRoundCheck,
  type LucideIcon,
} from "lucide-react";
import { useI18n } from "@/i18n";
import { useNow } from "@/shared/hooks/use-now";
import { toastProblem } from "@/shared/problems";
import { describe, whereTo } from "./describe";
import { markAllRead, markRead, notificationsQuery } from "./queries";

const ICONS: Record<string, LucideIcon> = {
  assigned: UserRoundCheck,
  mentioned: AtSign,
  replied: Reply,
  failed: MailX,
  arrived: Inbox,
  chat_offered: MessageCircle,
  chat_idle: Hourglass,
  shifts_changed: CalendarDays,
  roster_asked: CalendarClock,
  roster_decided: CalendarCheck2,
};

/** What happened while one looked elsewhere, the newest first. */
export default function NotificationList({ onDone }: { onDone: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const { data, isError, refetch } = useQuery({ ...notificationsQuery, refetchOnMount: "always" });
  const someUnread = data?.some((one) => one.read_at == null) ?? false;
  return (
    <div className="flex max-h-[min(32rem,80vh)] flex-col">
      <div className="flex h-11 shrink-0 items-center justify-between border-b border-line pr-2 pl-4">
        <h2 className="font-semibold">{t("notifications.title")}</h2>
        <div className="flex items-center gap-1">
          {someUnread && (
            <Button
              variant="ghost"
              size="sm"
              onClick={() => void markAllRead(data ?? []).catch((error: unknown) => toastProblem(i18n, error))}
            >
              {t("notifications.readAll")}
            </Button>
          )}
          <Link
            to="/settings/notifications"
            onClick={onDone}
            aria-label={t("notifications.settingsLink")}
            title={t("notifications.settingsLink")}
            className="inline-flex size-7 items-center justify-center rounded text-muted hover:bg-hover hover:text-text pointer-coarse:size-10"
          >
            <Settings2 size={15} aria-hidden />
          </Link>
        </div>
      </div>
      {isError ? (
        <Notice
          tone="danger"
          className="m-3"
          action={
            <Button size="sm" onClick={() => void refetch()}>
              {t("action.retry")}
            </Button>
          }
        >
          {t("notifications.notLoaded")}
        </Notice>
      ) : data === undefined ? (
        <div className="space-y-3 p-4">
          <Skeleton className="h-10" />
          <Skeleton className="h-10" />
          <Skeleton className="h-10" />
        </div>
      ) : data.length === 0 ? (
        <EmptyState icon={<BellOff />} title={t("notifications.none")}>
          {t("notifications.noneText")}
        </EmptyState>
      ) : (
        <ul className="min-h-0 overflow-y-auto">
          {data.map((one) => (
            <Item key={one.id} one={one} onDone={onDone} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Item({ one, onDone }: { one: NotificationView; onDone: () => void }) {
  const i18n = useI18n();
  const { t, relative, exact } = i18n;
  const now = useNow();
  const Icon = ICONS[one.kind] ?? BellOff;
  const unread = one.read_at == null;
  const { who, where } = describe(i18n, one);
  return (
    <li>
      <Link
        {...whereTo(one)}
        onClick={() => {
          onDone();
          if (unread) void markRead(one.id).catch((error: unknown) => toastProblem(i18n, error));
        }}
        className={cx(
          "flex gap-3 border-b border-line px-4 py-2.5 -outline-offset-2 last:border-b-0 hover:bg-hover",
          unread && "bg-accent-soft/50",
        )}
      >
        <Icon
          size={16}
          aria-hidden
          className={cx(
            "mt-0.5 shrink-0",
            one.kind === "failed" ? "text-danger" : unread ? "text-accent" : "text-faint",
          )}
        />
        <span className="min-w-0 flex-1">
          <span className={cx("block text-sm", unread && "font-medium")}>
            {who}
            {one.times > 1 && (
              <span className="font-normal text-muted"> {t("notifications.times", { count: one.times })}</span>
            )}
          </span>
          <span className="block truncate text-sm text-muted">{where}</span>
          <time dateTime={one.created_at} title={exact(one.created_at)} className="block text-xs text-faint">
            {relative(one.created_at, now)}
          </time>
        </span>
        {unread && <span className="sr-only">{t("notifications.isUnread")}</span>}
      </Link>
    </li>
  );
}
