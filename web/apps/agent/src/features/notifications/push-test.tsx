import { api, unwrap, type PushSubscriptionView } from "@rapport/api";
import { Button, Spinner } from "@rapport/ui";
import { CircleAlert, CircleCheck, Send } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useI18n } from "@/i18n";
import { problemText } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { onSignal, pushQuery } from "./push-browser";

/** Push services deliver within seconds; after this one looks for the reason. */
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 1_500;

type Outcome = { state: "idle" | "waiting" | "arrived" | "lost" } | { state: "failed"; reason: string };

/** A test that goes the whole way: our job, the push service, the service worker, the system's message. */
export function PushTest({ line }: { line: PushSubscriptionView }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [outcome, setOutcome] = useState<Outcome>({ state: "idle" });
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);
  useEffect(
    () =>
      onSignal((signal) => {
        if (signal.type !== "push-test") return;
        stop.current?.();
        setOutcome({ state: "arrived" });
      }),
    [],
  );
  const send = async () => {
    stop.current?.();
    setOutcome({ state: "waiting" });
    stop.current = follow(line, (next) => {
      stop.current?.();
      setOutcome(next);
    });
    try {
      await unwrap(api.POST("/api/v1/me/push/subscriptions/{id}/test", { params: { path: { id: line.id } } }));
    } catch (error) {
      stop.current();
      setOutcome({ state: "failed", reason: problemText(i18n, error) });
    }
  };
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button size="sm" disabled={outcome.state === "waiting"} onClick={() => void send()}>
        <Send size={14} aria-hidden />
        {t("notifications.push.test")}
      </Button>
      <p role="status" className="flex min-w-0 items-center gap-1.5 text-sm text-muted">
        {outcome.state === "waiting" && (
          <>
            <Spinner />
            {t("notifications.push.testWaiting")}
          </>
        )}
        {outcome.state === "arrived" && (
          <>
            <CircleCheck size={15} aria-hidden className="shrink-0 text-success" />
            {t("notifications.push.testArrived")}
          </>
        )}
        {(outcome.state === "lost" || outcome.state === "failed") && (
          <>
            <CircleAlert size={15} aria-hidden className="shrink-0 text-danger" />
            {outcome.state === "failed"
              ? t("notifications.push.testFailed", { reason: outcome.reason })
              : t("notifications.push.testLost")}
          </>
        )}
      </p>
    </div>
  );
}

/** Looks what the push service said, until something arrives or patience ends. Returns how to stop. */
function follow(line: PushSubscriptionView, done: (outcome: Outcome) => void): () => void {
  const began = Date.now();
  const look = async () => {
    const push = await queryClient.fetchQuery(pushQuery).catch(() => undefined);
    const now = push?.subscriptions.find(({ id }) => id === line.id);
    if (push && !now) return done({ state: "lost" });
    const failed = now?.last_error != null && now.last_error_at !== line.last_error_at;
    if (failed) return done({ state: "failed", reason: now.last_error ?? "" });
    if (Date.now() - began > PATIENCE_MS) done({ state: "lost" });
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
