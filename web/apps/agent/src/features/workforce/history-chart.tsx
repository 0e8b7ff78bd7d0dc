import { useMemo } from "react";
import { useI18n } from "@/i18n";
import { useFigures } from "./figures";
import { chartDays, type HistoryView } from "./own-history";
import { niceTop } from "./shape";

const WIDTH = 640;
const HEIGHT = 200;
const LEFT = 34;
const BOTTOM = 22;
const TOP = 8;
/** What the last label takes. */
const ROOM = 40;

/** Days that were counted as bars, days to come as a line within the band in which they should lie. */
export function HistoryChart({ history }: { history: HistoryView }) {
  const { t, locale } = useI18n();
  const figures = useFigures();
  const label = useMemo(() => {
    const format = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
    return (date: string) => format.format(new Date(`${date}T00:00:00Z`));
  }, [locale]);
  const days = chartDays(history);
  const top = niceTop(Math.max(...days.map(({ came, upper }) => Math.max(came ?? 0, upper)), 1));
  const step = (WIDTH - LEFT - 6) / Math.max(1, days.length);
  const x = (index: number) => LEFT + index * step;
  const y = (contacts: number) => HEIGHT - BOTTOM - (contacts / top) * (HEIGHT - BOTTOM - TOP);
  const point = (index: number, contacts: number) => `${(x(index) + step / 2).toFixed(1)},${y(contacts).toFixed(1)}`;
  const coming = days.flatMap((day, index) =>
    day.expected === null ? [] : [{ ...day, expected: day.expected, index }],
  );
  const band = [
    ...coming.map(({ index, upper }) => point(index, upper)),
    ...coming.toReversed().map(({ index, lower }) => point(index, lower)),
  ].join(" ");
  const past = days.filter(({ came }) => came !== null);
  // A label for every second week at most, so that none lies over the next.
  const every = 7 * Math.max(1, Math.ceil(days.length / 56));
  return (
    <figure>
      {/* On a phone the words in it would be too small: there it is wider than the screen and scrolls inside itself. */}
      <div role="region" aria-label={t("workforce.history")} tabIndex={0} className="relative overflow-x-auto">
        <svg
          viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
          role="img"
          aria-label={t("workforce.historyText", {
            past: past.length,
            most: figures.whole(Math.max(...past.map(({ came }) => came ?? 0), 0)),
            coming: coming.length,
            expected: figures.whole(coming.reduce((sum, { expected }) => sum + expected, 0)),
          })}
          className="h-auto w-full min-w-lg text-faint print:min-w-0"
        >
          {[0, 0.5, 1].map((part) => (
            <g key={part}>
              <line x1={LEFT} x2={WIDTH} y1={y(top * part)} y2={y(top * part)} stroke="var(--line)" />
              <text x={LEFT - 6} y={y(top * part) + 4} textAnchor="end" fontSize="11" fill="currentColor">
                {figures.whole(top * part)}
              </text>
            </g>
          ))}
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
          {coming.length > 0 && (
            <>
              <polygon
                points={band}
                className="print-exact"
                fill="color-mix(in oklch, var(--accent) 22%, var(--surface))"
              />
              <polyline
                points={coming.map(({ index, expected }) => point(index, expected)).join(" ")}
                fill="none"
                stroke="var(--accent)"
                strokeWidth="2"
              />
            </>
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
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        <span className="flex items-center gap-1.5">
          <span aria-hidden className="size-2.5 rounded-sm print-exact" style={{ background: "var(--line-strong)" }} />
          {t("workforce.came")}
        </span>
        {coming.length > 0 && (
          <>
            <span className="flex items-center gap-1.5">
              <span aria-hidden className="w-4 border-t-2 border-accent" />
              {t("workforce.expected")}
            </span>
            <span className="flex items-center gap-1.5">
              <span aria-hidden className="size-2.5 rounded-sm bg-accent-line print-exact" />
              {t("workforce.band", { share: figures.share(history.forecast?.coverage ?? 0.9) })}
            </span>
          </>
        )}
      </figcaption>
    </figure>
  );
}
