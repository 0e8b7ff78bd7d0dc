import type { MessageView } from "@rapport/api";
import { Button, Notice, Spinner } from "@rapport/ui";
import { Ban, CheckCheck, Clock } from "lucide-react";
import { useEffect, useState } from "react";
import { useI18n } from "@/i18n";
import { toastProblem } from "@/shared/problems";
import { cancelMessage, retryMessage } from "../data/actions";

export interface DeliveryProps {
  conversationId: number;
  message: MessageView;
}

/** Where an answer is on its way, and what can still be done about it. */
export function Delivery({ conversationId, message }: DeliveryProps) {
  const i18n = useI18n();
  const { t, exact } = i18n;
  const [busy, setBusy] = useState(false);
  const run = async (action: () => Promise<unknown>) => {
    setBusy(true);
    await action().catch((error: unknown) => toastProblem(i18n, error));
    setBusy(false);
  };
  const failed = message.delivery === "failed" || message.delivery === "bounced";
  if (failed) {
    return (
      <Notice
        tone="danger"
        className="mt-3"
        title={t(message.delivery === "bounced" ? "delivery.bounced" : "delivery.failed")}
        action={
          <Button size="sm" loading={busy} onClick={() => void run(() => retryMessage(conversationId, message.id))}>
            {t("delivery.retry")}
          </Button>
        }
      >
        {message.delivery_error}
      </Notice>
    );
  }
  const line = "mt-2 flex min-h-6 items-center gap-1.5 text-xs text-faint";
  if (message.delivery === "queued") {
    return (
      <div className={line}>
        <Clock size={13} aria-hidden />
        <Countdown until={message.send_after} />
        {message.send_after && (
          <button
            type="button"
            disabled={busy}
            onClick={() => void run(() => cancelMessage(conversationId, message.id))}
            className="inline-flex min-h-6 items-center rounded-sm px-1 font-medium text-accent hover:bg-hover pointer-coarse:min-h-10 pointer-coarse:px-2"
          >
            {t("delivery.takeBack")}
          </button>
        )}
      </div>
    );
  }
  if (message.delivery === "sending") {
    return (
      <p className={line}>
        <Spinner size={13} />
        {t("delivery.sending")}
      </p>
    );
  }
  if (message.delivery === "cancelled") {
    return (
      <p className={line}>
        <Ban size={13} aria-hidden />
        {t("delivery.cancelled")}
      </p>
    );
  }
  return (
    <p className={line} title={message.sent_at ? exact(message.sent_at) : undefined}>
      <CheckCheck size={13} aria-hidden />
      {t("delivery.sent")}
    </p>
  );
}

function Countdown({ until }: { until: string | null | undefined }) {
  const { t } = useI18n();
  const [now, setNow] = useState(() => Date.now());
  const left = until ? Math.ceil((new Date(until).getTime() - now) / 1000) : 0;
  const running = left > 0;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [running]);
  return (
    <span className="tabular-nums">{running ? t("delivery.leavesIn", { count: left }) : t("delivery.queued")}</span>
  );
}
