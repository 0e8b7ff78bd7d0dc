import { useId } from "react";
import { Key, niceTop, stepLine } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { useWords } from "../use-words";
import { coverageOf, PER_DAY } from "../week";
import { OccupancyStrip } from "./occupancy-strip";
import { PlotFrame, plotOf, stepsOf } from "./plot";
import { hoursOfDay, lackingAt, phaseOf, thereAt, type Day } from "./reading";

const THERE = "color-mix(in oklab, var(--accent) 55%, var(--surface))";

/** Who is needed, who was to be there and who is, through the day; what is lacking is hatched. */
export function StaffingChart({ day }: { day: Day }) {
  const { t } = useI18n();
  const pattern = useId();
  const said = useSaid(day);
  const { required, rostered, present } = day;
  const plot = plotOf(hoursOfDay(day), niceTop(Math.max(...required, ...rostered, ...present, 1)));
  const lacking = plot.halves.filter((half) => lackingAt(day, half) > 0);
  return (
    <PlotFrame
      plot={plot}
      label={t("intraday.staffing")}
      said={said}
      now={phaseOf(day) === "now" ? day.until : undefined}
      legend={<Legend day={day} isLacking={lacking.length > 0} />}
      below={present.length > 0 && <OccupancyStrip day={day} plot={plot} />}
    >
      <pattern id={pattern} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="5" height="5" fill="var(--warning-soft)" />
        <line x1="1" x2="1" y1="0" y2="5" stroke="var(--warning)" strokeWidth="1.5" />
      </pattern>
      {plot.halves.map((half) =>
        half < present.length ? (
          <rect key={half} {...plot.bar(half, 0, present[half] ?? 0)} fill={THERE} className="print-exact" />
        ) : null,
      )}
      {lacking.map((half) => (
        <rect
          key={half}
          {...plot.bar(half, thereAt(day, half), required[half] ?? 0)}
          fill={`url(#${pattern})`}
          stroke="var(--warning)"
          className="print-exact"
        />
      ))}
      {plot.halves.map((half) => (
        <rect
          key={half}
          {...plot.bar(half, 0, rostered[half] ?? 0)}
          fill="none"
          stroke="var(--line-strong)"
          strokeWidth="1.25"
        />
      ))}
      {required.length > 0 && (
        <path d={stepLine(stepsOf(plot, required))} fill="none" stroke="var(--text)" strokeWidth="1.75" />
      )}
    </PlotFrame>
  );
}

/** The chart for those who do not see it. */
function useSaid(day: Day): string {
  const { t } = useI18n();
  const words = useWords();
  const there = Array.from({ length: PER_DAY }, (_, half) => thereAt(day, half));
  return t("intraday.staffingText", {
    needed: words.hours(Math.max(...day.required, 0)),
    rostered: words.hours(Math.max(...day.rostered, 0)),
    there: words.hours(Math.max(...day.present, 0)),
    short: words.hours(coverageOf({ required: day.required, rostered: there }, 0).short),
  });
}

function Legend({ day, isLacking }: { day: Day; isLacking: boolean }) {
  const { t } = useI18n();
  const box = "h-2.5 w-3 rounded-sm print-exact";
  return (
    <>
      {day.required.length > 0 && (
        <Key mark={<span aria-hidden className="w-4 border-t-2 border-text" />}>{t("intraday.needed")}</Key>
      )}
      <Key mark={<span aria-hidden className={`${box} border border-line-strong`} />}>{t("intraday.rostered")}</Key>
      <Key mark={<span aria-hidden className={box} style={{ background: THERE }} />}>{t("intraday.there")}</Key>
      {isLacking && (
        <Key
          mark={
            <span
              aria-hidden
              className={`${box} border border-warning`}
              style={{
                background: "repeating-linear-gradient(135deg, var(--warning) 0 1.5px, var(--warning-soft) 1.5px 4px)",
              }}
            />
          }
        >
          {t("intraday.lacking")}
        </Key>
      )}
      {day.required.length === 0 && <span>{t("intraday.neededUnknown")}</span>}
    </>
  );
}
