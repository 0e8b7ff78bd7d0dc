import type { MessageView } from "@rapport/api";
import { Popover } from "@rapport/ui";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useI18n } from "@/i18n";

const CHECKS = ["dmarc", "spf", "dkim"] as const;

/**
 * Whether the sender is who they say. DMARC decides when there is one, as it is about the address that people read;
 * without it a failed SPF or DKIM alone is worth a look and a passed one worth nothing.
 */
export function verdictOf(message: Pick<MessageView, "spf" | "dkim" | "dmarc">): "proven" | "doubtful" | undefined {
  if (message.dmarc === "pass") return "proven";
  if (message.dmarc === "fail") return "doubtful";
  return message.spf === "fail" || message.dkim === "fail" ? "doubtful" : undefined;
}

/** Silent when nothing is known, quiet when all is well, loud only in doubt. */
export function Verdict({ message }: { message: MessageView }) {
  const { t } = useI18n();
  const verdict = verdictOf(message);
  if (!verdict) return null;
  const proven = verdict === "proven";
  const Icon = proven ? ShieldCheck : ShieldAlert;
  return (
    <Popover
      label={t("verdict.title")}
      className="w-72 p-3 text-sm"
      trigger={
        <button
          type="button"
          aria-label={t(proven ? "verdict.proven" : "verdict.doubtful")}
          className={
            proven
              ? "inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-faint hover:bg-hover"
              : "inline-flex h-5 shrink-0 items-center gap-1 rounded-sm bg-warning-soft px-1.5 text-xs font-medium whitespace-nowrap text-warning"
          }
        >
          <Icon size={14} aria-hidden />
          {!proven && t("verdict.doubtful")}
        </button>
      }
    >
      <p className="font-medium">{t(proven ? "verdict.proven" : "verdict.doubtful")}</p>
      <p className="mt-1 text-muted">{t(proven ? "verdict.provenText" : "verdict.doubtfulText")}</p>
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 text-xs">
        {CHECKS.map((check) => (
          <div key={check} className="contents">
            <dt className="text-faint uppercase">{check}</dt>
            <dd>{message[check] ?? t("verdict.unknown")}</dd>
          </div>
        ))}
      </dl>
    </Popover>
  );
}
