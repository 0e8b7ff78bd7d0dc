import { useMemo } from "react";
import { useI18n } from "@/i18n";
import { Key, ValueAxis } from "./axes";
import { useFigures } from "./figures";
import { chartDays, type ChartDay, type Drawn, type HistoryView } from "./own-history";
import { niceTop } from "./shape";

const WIDTH = 640;
const HEIGHT = 200;
const LEFT = 34;
const BOTTOM = 22;
const TOP = 8;
/** What the last label takes. */
const ROOM = 40;

/** Days that were counted as bars, days to come as a line within the band in which they should lie. */
export function HistoryChart({ history, ...drawn }: { history: HistoryView } & Drawn) {
  const { t, locale } = useI18n();
  const label = useMemo(() => {
    const format = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
    return (date: string) => format.format(new Date(`${date}T00:00:00Z`));
  }, [locale]);
  const days = chartDays(history, drawn);
  const said = useSaid(days, label);
  const top = niceTop(Math.max(...days.map(({ came, upper }) => Math.max(came ?? 0, upper)), 1));
  const step = (WIDTH - LEFT - 6) / Math.max(1, days.length);
  const x = (index: number) => LEFT + index * step;
  const y = (contacts: number) => HEIGHT - BOTTOM - (contacts / top) * (HEIGHT - BOTTOM - TOP);
  // A label for every second week at most, so that none lies over the next.
  const every = 7 * Math.max(1, Math.ceil(days.length / 56));
  return (
    <figure>
      {/* On a phone the words in it would be too small: there it is wider than the screen and scrolls inside itself. */}
      <div role="region" aria-label={t("workforce.history")} tabIndex={0} className="relative overflow-x-auto">
        <svg
          viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
          role="img"
          aria-label={said}
          className="h-auto w-full min-w-lg text-faint print:min-w-0"
        >
          <ValueAxis top={top} y={y} left={LEFT} width={WIDTH} />
          {days.map(({ date, came }, index) =>
            came === null ? null : (
              <rect
                key={date}
                x={x(index) + step * 0.1}
                y={y(came)}
                width={step * 0.8}
                height={HEIGHT - BOTTOM - y(came)}
                className="print-exact"
                fill="var(--line-strong)"
              />
            ),
          )}
          <Coming days={days} x={(index) => x(index) + step / 2} y={y} />
          {days.map(({ date, special }, index) =>
            special ? (
              <path key={date} d={tick(x(index) + step / 2)} fill="var(--text)" className="print-exact">
                <title>{`${label(date)}: ${special.name}`}</title>
              </path>
            ) : null,
          )}
          {days.map(({ date }, index) =>
            index % every === 0 && x(index) < WIDTH - ROOM ? (
              <text key={date} x={x(index)} y={HEIGHT - 6} fontSize="11" fill="currentColor">
                {label(date)}
              </text>
            ) : null,
          )}
        </svg>
      </div>
      <Legend days={days} coverage={history.forecast?.coverage} />
    </figure>
  );
}

/** A small triangle under a day. */
function tick(x: number): string {
  const y = HEIGHT - BOTTOM + 1;
  return `M${x.toFixed(1)},${String(y)} l3.5,6 h-7 z`;
}

/** What the chart shows, for those who do not see it. */
function useSaid(days: readonly ChartDay[], label: (date: string) => string): string {
  const { t, list } = useI18n();
  const figures = useFigures();
  const past = days.flatMap(({ came }) => (came === null ? [] : [came]));
  const coming = days.flatMap(({ expected }) => (expected === null ? [] : [expected]));
  const special = days.flatMap((day) => (day.special ? [`${label(day.date)} ${day.special.name}`] : []));
  const numbers = t("workforce.historyText", {
    past: past.length,
    most: figures.whole(Math.max(...past, 0)),
    coming: coming.length,
    expected: figures.whole(coming.reduce((sum, expected) => sum + expected, 0)),
  });
  return special.length === 0 ? numbers : `${numbers}. ${t("workforce.specialText", { days: list(special) })}`;
}

interface ComingProps {
  days: readonly ChartDay[];
  /** The middle of a day. */
  x: (index: number) => number;
  y: (contacts: number) => number;
}

/** What is expected, within its bounds. */
function Coming({ days, x, y }: ComingProps) {
  const coming = days.flatMap((day, index) =>
    day.expected === null ? [] : [{ ...day, expected: day.expected, index }],
  );
  if (coming.length === 0) return null;
  const point = (index: number, contacts: number) => `${x(index).toFixed(1)},${y(contacts).toFixed(1)}`;
  const band = [
    ...coming.map(({ index, upper }) => point(index, upper)),
    ...coming.toReversed().map(({ index, lower }) => point(index, lower)),
  ].join(" ");
  return (
    <>
      <polygon points={band} className="print-exact" fill="color-mix(in oklab, var(--accent) 22%, var(--surface))" />
      <polyline
        points={coming.map(({ index, expected }) => point(index, expected)).join(" ")}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="2"
      />
    </>
  );
}

function Legend({ days, coverage = 0.9 }: { days: readonly ChartDay[]; coverage?: number | undefined }) {
  const { t } = useI18n();
  const figures = useFigures();
  return (
    <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      <Key
        mark={
          <span aria-hidden className="size-2.5 rounded-sm print-exact" style={{ background: "var(--line-strong)" }} />
        }
      >
        {t("workforce.came")}
      </Key>
      {days.some(({ expected }) => expected !== null) && (
        <>
          <Key mark={<span aria-hidden className="w-4 border-t-2 border-accent" />}>{t("workforce.expected")}</Key>
          <Key mark={<span aria-hidden className="size-2.5 rounded-sm bg-accent-line print-exact" />}>
            {t("workforce.band", { share: figures.share(coverage) })}
          </Key>
        </>
      )}
      {days.some(({ special }) => special) && <Key mark={<span aria-hidden>▲</span>}>{t("workforce.specialDay")}</Key>}
    </figcaption>
  );
}
