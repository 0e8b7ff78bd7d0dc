import type { PushSubscriptionView } from "@rapport/api";
import { Button, Notice, Skeleton } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { BellOff, BellRing, CircleAlert, Monitor, Smartphone } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useI18n } from "@/i18n";
import { LoadState } from "@/shared/components/page";
import { browserName } from "@/shared/browser-name";
import { useNow } from "@/shared/hooks/use-now";
import { problemText, toastProblem } from "@/shared/problems";
import { useSession } from "@/shared/session";
import { ownLine, pushQuery, PushRefused, remove, support, turnOff, turnOn } from "./push-browser";
import { PushTest } from "./push-test";

/** What the reader allowed, followed live: it may be changed beside the address bar at any time. */
function usePermission(): NotificationPermission {
  return useSyncExternalStore(watchPermission, () => ("Notification" in window ? Notification.permission : "denied"));
}

function watchPermission(changed: () => void): () => void {
  let status: PermissionStatus | undefined;
  let ended = false;
  void (navigator as { permissions?: Permissions }).permissions
    ?.query({ name: "notifications" })
    .then((found) => {
      if (ended) return;
      status = found;
      status.addEventListener("change", changed);
    })
    .catch(() => undefined);
  // Not every browser tells; who comes back from its settings looks at this window again.
  window.addEventListener("focus", changed);
  return () => {
    ended = true;
    status?.removeEventListener("change", changed);
    window.removeEventListener("focus", changed);
  };
}

/** Pushes to this browser: what they are now, honestly, and the way to change it. */
export function BrowserPush() {
  const { t } = useI18n();
  const can = support();
  if (can !== "supported") {
    return (
      <Notice tone="info">
        {t(
          can === "insecure"
            ? "notifications.push.insecure"
            : can === "add-to-home"
              ? "notifications.push.addToHome"
              : "notifications.push.unsupported",
        )}
      </Notice>
    );
  }
  return <Supported />;
}

function Supported() {
  const i18n = useI18n();
  const { t } = i18n;
  const { agent } = useSession();
  const permission = usePermission();
  const push = useQuery(pushQuery);
  const own = useQuery({
    queryKey: [...pushQuery.queryKey, "own", permission, push.data],
    queryFn: async () => (push.data && (await ownLine(push.data))) ?? null,
    enabled: push.data !== undefined,
  });
  const on = useMutation({ mutationFn: () => turnOn(agent.id) });
  const off = useMutation({ mutationFn: turnOff, onError: (error) => toastProblem(i18n, error) });
  if (!push.data) return <LoadState query={push} rows={1} />;
  if (permission === "denied") {
    return (
      <Notice tone="warning">
        <p className="font-medium">{t("notifications.push.blocked")}</p>
        <p>{t("notifications.push.unblock")}</p>
      </Notice>
    );
  }
  if (own.data === undefined) return <Skeleton className="h-12" />;
  const line = permission === "granted" ? own.data : null;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3 rounded border border-line p-3">
        <State line={line} />
        {line ? (
          <Button size="sm" loading={off.isPending} onClick={() => off.mutate(line.id)}>
            {t("notifications.push.turnOff")}
          </Button>
        ) : (
          <Button variant="primary" size="sm" loading={on.isPending} onClick={() => on.mutate()}>
            {t("notifications.push.turnOn")}
          </Button>
        )}
      </div>
      {on.isError && !line && (
        <Notice tone="danger">
          {on.error instanceof PushRefused
            ? t(`notifications.push.refused.${on.error.reason}`)
            : problemText(i18n, on.error)}
        </Notice>
      )}
      {line && <PushTest line={line} />}
      <Others lines={push.data.subscriptions.filter(({ id }) => id !== line?.id)} />
    </div>
  );
}

function State({ line }: { line: PushSubscriptionView | null }) {
  const { t } = useI18n();
  const [Icon, color] = line ? ([BellRing, "text-success"] as const) : ([BellOff, "text-faint"] as const);
  return (
    <p role="status" className="flex min-w-0 items-center gap-2">
      <Icon size={16} aria-hidden className={color} />
      {t(line ? "notifications.push.on" : "notifications.push.off")}
    </p>
  );
}

/** The agent's other browsers, so that a phone that was given away can be silenced. */
function Others({ lines }: { lines: PushSubscriptionView[] }) {
  const i18n = useI18n();
  const { t, relative, exact } = i18n;
  const now = useNow();
  const end = useMutation({ mutationFn: remove, onError: (error) => toastProblem(i18n, error) });
  if (lines.length === 0) return null;
  return (
    <section aria-label={t("notifications.push.others")} className="flex flex-col gap-1.5">
      <h3 className="text-sm font-medium">{t("notifications.push.others")}</h3>
      <ul className="divide-y divide-line rounded border border-line">
        {lines.map((line) => {
          const Icon = /mobile|android|iphone/iu.test(line.user_agent) ? Smartphone : Monitor;
          const name = browserName(line.user_agent) || t("sessions.unknown");
          return (
            <li key={line.id} className="flex items-center gap-3 px-3 py-2">
              <Icon size={18} strokeWidth={1.6} aria-hidden className="shrink-0 text-faint" />
              <div className="min-w-0 flex-1">
                <p className="truncate">{name}</p>
                {line.last_error != null ? (
                  <p className="flex items-center gap-1 text-xs text-danger">
                    <CircleAlert size={12} aria-hidden className="shrink-0" />
                    <span className="truncate">{line.last_error}</span>
                  </p>
                ) : (
                  <p className="truncate text-xs text-faint" title={exact(line.created_at)}>
                    {t("notifications.push.since", { when: relative(line.created_at, now) })}
                  </p>
                )}
              </div>
              <Button
                size="sm"
                loading={end.isPending && end.variables === line.id}
                aria-label={t("notifications.push.turnOffOther", { browser: name })}
                onClick={() => end.mutate(line.id)}
              >
                {t("notifications.push.turnOff")}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
