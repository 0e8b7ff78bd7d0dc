import { IconButton, Popover } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Bell as BellIcon } from "lucide-react";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useI18n } from "@/i18n";
import { useIsWide } from "@/shared/hooks/use-media";
import { useTitleCount } from "@/shared/hooks/use-title";
import { useSession } from "@/shared/session";
import { onCall } from "./calls";
import { unreadQuery } from "./queries";

const NotificationList = lazy(() => import("./notification-list"));

/** The server counts no further. */
const MOST = 99;

/** How much waits, in the rail, in the tab and, where the application is installed, on its icon. */
export function Bell() {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  // The rail is at the left of a wide screen and at the foot of a phone's.
  const wide = useIsWide();
  const unread = useQuery(unreadQuery).data ?? 0;
  useTitleCount(unread);
  useCalls();
  usePushes(unread);
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

/** What happens is told in one of the open windows. */
function useCalls(): void {
  const i18n = useI18n();
  const navigate = useNavigate();
  useEffect(
    () =>
      onCall((call) => {
        // Loaded when something first happens.
        void import("./tell")
          .then(({ tell }) => tell(call, { i18n, open: (where) => void navigate(where) }))
          .catch(() => undefined);
      }),
    [i18n, navigate],
  );
}

/** Follows clicks on messages of the system, and takes those away that were read. */
function usePushes(unread: number): void {
  const navigate = useNavigate();
  const { agent } = useSession();
  useEffect(() => {
    let stop: (() => void) | undefined;
    let ended = false;
    void import("./push-browser")
      .then(({ onSignal, renew }) => {
        if (ended) return;
        stop = onSignal((signal) => {
          if (signal.type === "push-open") void navigate({ href: signal.url });
        });
        return renew(agent.id);
      })
      // Without pushes everything else works; the settings say what is wrong.
      .catch(() => undefined);
    return () => {
      ended = true;
      stop?.();
    };
  }, [navigate, agent.id]);
  useEffect(() => {
    void import("./push-browser").then(({ closeRead }) => closeRead()).catch(() => undefined);
  }, [unread]);
}
