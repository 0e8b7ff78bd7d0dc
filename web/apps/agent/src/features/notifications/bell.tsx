import { IconButton, Popover } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Bell as BellIcon } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useI18n } from "@/i18n";
import { useIsWide } from "@/shared/hooks/use-media";
import { useTitleCount } from "@/shared/hooks/use-title";
import { useConnection } from "@/shared/live/presence";
import { refreshNotifications, unreadQuery } from "./queries";

const NotificationList = lazy(() => import("./notification-list"));

/** The server counts no further. */
const MOST = 99;

/** How much waits, in the rail, in the tab and, where the application is installed, on its icon. */
export function Bell() {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  const connection = useConnection();
  // The rail is at the left of a wide screen and at the foot of a phone's.
  const wide = useIsWide();
  const unread = useQuery(unreadQuery).data ?? 0;
  useTitleCount(unread);
  useEffect(() => {
    // What happened while the connection was away was not announced.
    if (connection === "online") refreshNotifications();
  }, [connection]);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      side={wide ? "right" : "top"}
      align={wide ? "end" : "center"}
      label={t("notifications.title")}
      className="w-96 max-w-[calc(100vw-1rem)] p-0"
      trigger={
        <IconButton
          label={unread > 0 ? t("notifications.unread", { count: unread }) : t("notifications.title")}
          side={wide ? "right" : "top"}
          className="relative size-10 max-md:h-12 max-md:w-16"
        >
          <BellIcon size={18} strokeWidth={1.75} aria-hidden />
          {unread > 0 && (
            <span
              aria-hidden
              className="absolute top-1 right-1 flex h-4 min-w-4 items-center justify-center rounded-full bg-accent-solid px-1 text-[11px] leading-none font-semibold text-on-accent tabular-nums max-md:right-3"
            >
              {unread > MOST ? `${MOST}+` : unread}
            </span>
          )}
        </IconButton>
      }
    >
      <Suspense fallback={<div className="h-40" />}>
        <NotificationList onDone={() => setOpen(false)} />
      </Suspense>
    </Popover>
  );
}
