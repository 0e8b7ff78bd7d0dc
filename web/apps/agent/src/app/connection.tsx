/** The line at the top that says how things stand with the server, and what happens when that changes. */
import { Button, cx } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { CloudOff, CloudUpload, RefreshCw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { applyDelivered, tellRefused } from "@/features/conversations";
import { useI18n } from "@/i18n";
import { useConnection } from "@/shared/live/presence";
import { keepReading, takeFromBefore } from "@/shared/offline";
import { flushOutbox, startOutbox, useOutbox } from "@/shared/outbox";
import { queryClient } from "@/shared/query-client";
import { changeVersionQuietly, lookForUpdate, takeNewVersion, useUpdateWaiting } from "@/shared/service-worker";
import { sessionQuery, useSession } from "@/shared/session";

/** A short hiccup is nobody's business; what lasts is said. */
const PATIENCE_MS = 3_000;

export function ConnectionBar() {
  useSessionWatch();
  useWork();
  useQuietUpdate();
  const away = useAway();
  const items = useOutbox();
  // What stands behind a refused one waits for the agent, not for the server.
  const held = new Set(items.filter(({ state }) => state === "refused").map((item) => item.conversationId));
  const waiting = items.filter((item) => !held.has(item.conversationId)).length;
  return (
    <div className="pt-[env(safe-area-inset-top)]">
      <div role="status" aria-live="polite">
        <State away={away} waiting={waiting} />
      </div>
      {!away && <UpdateNotice />}
    </div>
  );
}

function State({ away, waiting }: { away: boolean; waiting: number }) {
  const { t } = useI18n();
  if (!away && waiting === 0) return null;
  const Icon = away ? CloudOff : CloudUpload;
  return (
    <p
      className={cx(
        "flex items-center justify-center gap-2 px-4 py-1 text-center text-sm",
        away ? "bg-warning-soft text-warning" : "bg-info-soft text-info",
      )}
    >
      <Icon size={14} className="shrink-0" aria-hidden />
      <span>
        {t(away ? "shell.offline" : "shell.sendingLater", { count: waiting })}
        {away && waiting > 0 && ` · ${t("shell.waiting", { count: waiting })}`}
      </span>
    </p>
  );
}

/** Calm: it takes a line, it does not take the focus, and it can wait. */
function UpdateNotice() {
  const { t } = useI18n();
  const ready = useUpdateWaiting();
  const [later, setLater] = useState(false);
  if (!ready || later) return null;
  return (
    <div
      role="status"
      className="flex flex-wrap items-center justify-center gap-2 bg-info-soft px-4 py-1 text-sm text-info"
    >
      <RefreshCw size={14} aria-hidden />
      {t("shell.newVersion")}
      <Button size="sm" onClick={takeNewVersion}>
        {t("shell.reload")}
      </Button>
      <Button size="sm" variant="ghost" onClick={() => setLater(true)}>
        {t("shell.later")}
      </Button>
    </div>
  );
}

/** True once there has been no connection for a while. */
function useAway(): boolean {
  const connection = useConnection();
  const [away, setAway] = useState(false);
  useEffect(() => {
    // The browser knows for certain when there is no network at all.
    const wait = connection === "online" || !navigator.onLine ? 0 : PATIENCE_MS;
    const timer = setTimeout(() => setAway(connection !== "online"), wait);
    return () => clearTimeout(timer);
  }, [connection]);
  return away;
}

/** The outbox of whoever is signed in, and the copy for reading without a connection. */
function useWork(): void {
  const i18n = useI18n();
  const router = useRouter();
  const connection = useConnection();
  const session = useSession();
  const told = useRef(i18n);
  useEffect(() => {
    told.current = i18n;
  });
  const agentId = session.agent.id;
  useEffect(
    () =>
      startOutbox(agentId, {
        done: applyDelivered,
        refused: (item) =>
          tellRefused(told.current, item, (id) => void router.navigate({ to: "/conversations/$id", params: { id } })),
      }),
    [agentId, router],
  );
  useEffect(() => keepReading(session), [session]);
  useEffect(() => {
    const again = () => document.visibilityState === "visible" && flushOutbox();
    window.addEventListener("online", again);
    document.addEventListener("visibilitychange", again);
    return () => {
      window.removeEventListener("online", again);
      document.removeEventListener("visibilitychange", again);
    };
  }, []);
  useEffect(() => {
    if (connection !== "online") return;
    flushOutbox();
    // While it was away the server may have been exchanged.
    lookForUpdate();
    // Everything on the screen is from before, the session too.
    if (takeFromBefore()) void queryClient.invalidateQueries();
  }, [connection]);
}

/** The session ended without a request of ours having been refused: to the sign-in, and from there back. */
function useSessionWatch(): void {
  const router = useRouter();
  const { data } = useQuery(sessionQuery);
  useEffect(() => {
    const { pathname, href } = router.latestLocation;
    if (data === null && pathname !== "/login") void router.navigate({ to: "/login", search: { next: href } });
  }, [data, router]);
}

/** Whoever goes to another place waits for it anyway: the moment to change to a new version. */
function useQuietUpdate(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onResolved", ({ pathChanged }) => {
        if (pathChanged) changeVersionQuietly();
      }),
    [router],
  );
}
