import { useFigures } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { BarLegend, BarScale, DayBar } from "./day-bar";
import { hoursAround, type OwnDayView } from "./reading";

/** The reader's own day as it goes, and who sees it. Nothing is shown of a free day on which nothing was recorded. */
export function OwnDay({ own }: { own: OwnDayView }) {
  const { t } = useI18n();
  const figures = useFigures();
  const { agent } = own;
  const spans = [...agent.shifts, ...agent.meetings, ...agent.attended];
  if (spans.length === 0) return null;
  const hours = hoursAround(spans);
  return (
    <section aria-label={t("intraday.tab")}>
      <div className="mb-2 flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h2 className="font-semibold">{t("intraday.tab")}</h2>
        {agent.adherence != null && (
          <p className="text-sm text-muted tabular-nums">
            {t("intraday.ownAdherence", { share: figures.share(agent.adherence) })}
          </p>
        )}
        {agent.late_minutes != null && (
          <p className="text-sm text-warning">{t("intraday.late", { minutes: agent.late_minutes })}</p>
        )}
      </div>
      <div className="flex flex-col gap-2">
        <div>
          <BarScale hours={hours} />
          <DayBar agent={agent} hours={hours} now={own.until} />
        </div>
        <BarLegend />
        <p className="max-w-prose text-xs text-faint">
          {t("intraday.recordedWhat")} {t("intraday.ownSeen")}
        </p>
      </div>
    </section>
  );
}
