import { Key, niceTop, stepLine, useFigures } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { PlotFrame, plotOf, stepsOf } from "./plot";
import { contactsOf, expectedBy, hoursAround, hoursOfDay, phaseOf, sum, usedSpans, type Day } from "./reading";

export interface ContactsChartProps {
  day: Day;
  /** Of this channel alone. */
  channel: string | undefined;
  /** What should come in each half hour, where that is known. */
  expected: number[] | undefined;
}

/** What came in each half hour beside what should come. */
export function ContactsChart({ day, channel, expected }: ContactsChartProps) {
  const { t } = useI18n();
  const said = useSaid(day, channel, expected);
  const came = contactsOf(day, channel);
  const [first, end] = hoursOfDay(day);
  const hours = hoursAround([{ start: first * 60, end: end * 60 }, ...usedSpans(came)]);
  const plot = plotOf(hours, niceTop(Math.max(...came, ...(expected ?? []), 1)));
  return (
    <PlotFrame
      plot={plot}
      label={t("workforce.contacts")}
      said={said}
      now={phaseOf(day) === "now" ? day.until : undefined}
      legend={
        <>
          <Key
            mark={
              <span
                aria-hidden
                className="size-2.5 rounded-sm print-exact"
                style={{ background: "var(--line-strong)" }}
              />
            }
          >
            {t("workforce.came")}
          </Key>
          {expected && (
            <Key mark={<span aria-hidden className="w-4 border-t-2 border-accent" />}>{t("workforce.expected")}</Key>
          )}
        </>
      }
    >
      {plot.halves.map((half) => (
        <rect key={half} {...plot.bar(half, 0, came[half] ?? 0)} fill="var(--line-strong)" className="print-exact" />
      ))}
      {expected && <path d={stepLine(stepsOf(plot, expected))} fill="none" stroke="var(--accent)" strokeWidth="2" />}
    </PlotFrame>
  );
}

/** The chart for those who do not see it. */
function useSaid(day: Day, channel: string | undefined, expected: number[] | undefined): string {
  const { t } = useI18n();
  const figures = useFigures();
  const came = figures.whole(sum(contactsOf(day, channel)));
  if (!expected) return t("intraday.contactsTextAlone", { came });
  const usual = figures.whole(expectedBy(day, expected));
  return phaseOf(day) === "coming"
    ? t("intraday.contactsTextComing", { expected: usual })
    : t("intraday.contactsText", { came, expected: usual });
}
