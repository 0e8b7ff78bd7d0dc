import { Badge, cx } from "@rapport/ui";
import { useI18n } from "@/i18n";
import type { PlanView } from "./form";
import { useFigures } from "./figures";

/** What to do, why, and how sure that is. */
export function Advice({ plan }: { plan: PlanView }) {
  const { t, tCode } = useI18n();
  const figures = useFigures();
  const { choice, confidence, reasons, cautions } = plan.recommendation;
  const [own, bought] = ["in_house", "outsourced"].map((side) =>
    reasons.filter((reason) => reason.speaks_for === side),
  );
  return (
    <div className="flex flex-col gap-4">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <b className="text-lg font-semibold">{tCode("workforce.choice", choice, choice)}</b>
        <Badge tone={confidence >= 0.6 ? "success" : "warning"}>
          {t("workforce.sure", { share: figures.share(confidence) })}
        </Badge>
      </p>
      {confidence < 0.5 && <p className="max-w-prose text-sm text-muted">{t("workforce.unsure")}</p>}
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        <Reasons title={t("workforce.forInHouse")} reasons={own ?? []} />
        <Reasons title={t("workforce.forVendor")} reasons={bought ?? []} />
      </div>
      <div>
        <h3 className="mb-1 text-sm font-medium">{t("workforce.cautions")}</h3>
        <ul className="list-disc pl-5 text-sm text-muted">
          {cautions.map(({ code, text }) => (
            <li key={text}>{tCode("workforce.text", code, text)}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function Reasons({ title, reasons }: { title: string; reasons: PlanView["recommendation"]["reasons"] }) {
  const { t, tCode } = useI18n();
  return (
    <div>
      <h3 className="mb-1 text-sm font-medium">{title}</h3>
      {reasons.length === 0 && <p className="text-sm text-faint">{t("workforce.nothing")}</p>}
      <ul className="flex flex-col gap-1.5">
        {reasons.map(({ code, text, weight }) => (
          <li key={code} className="flex items-start gap-2 text-sm">
            <span aria-hidden className="mt-1.5 flex w-8 shrink-0 gap-0.5">
              {[0.25, 1.5, 2.5].map((level) => (
                <span
                  key={level}
                  className={cx(
                    "print-exact h-1.5 flex-1 rounded-full",
                    weight >= level ? "bg-accent-solid" : "bg-active",
                  )}
                />
              ))}
            </span>
            <span className="text-muted">{tCode("workforce.reason", code, text)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Everything that was taken for granted, in plain words, and the models that were used. */
export function Assumptions({ plan }: { plan: PlanView }) {
  const { t, tCode } = useI18n();
  const figures = useFigures();
  return (
    <div className="flex flex-col gap-4 text-sm">
      <ul className="list-disc pl-5 text-muted sm:columns-2 sm:gap-8">
        {plan.assumptions.map(({ code, text }) => (
          <li key={text} className="break-inside-avoid pb-1">
            {tCode("workforce.text", code, text)}
          </li>
        ))}
      </ul>
      <ul className="flex flex-col gap-1 text-xs text-faint">
        {plan.channels.map((channel) => (
          <li key={channel.channel}>
            {t("workforce.channelReached", {
              channel: tCode("workforce.channel", channel.channel, channel.channel),
              reached: figures.share(channel.reached),
              target: figures.share(channel.target),
              formula: channel.formula,
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}
