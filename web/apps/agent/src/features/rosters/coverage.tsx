import { useI18n } from "@/i18n";
import { niceTop, stepLine, useFigures } from "@/features/workforce";
import { useWords } from "./use-words";
import type { DayCoverage } from "./week";

const WIDTH = 120;
const HEIGHT = 36;

export interface CoverageProps {
  coverage: DayCoverage;
  /** 0 for Monday. */
  day: number;
  /** The half hours of the day that are drawn. */
  hours: [number, number];
  /** The most agents of the week. */
  most: number;
}

/** A day under the grid: who is there as bars, who is needed as a line over them, and the difference in words. */
export function Coverage({ coverage, day, hours: [first, end], most }: CoverageProps) {
  const { t } = useI18n();
  const words = useWords();
  const figures = useFigures();
  const { required, rostered, short, over } = coverage;
  const top = niceTop(most);
  const width = WIDTH / Math.max(1, end - first);
  const y = (agents: number) => HEIGHT - (agents / top) * (HEIGHT - 2);
  const shown = Array.from({ length: end - first }, (_, index) => first + index);
  const line = stepLine(
    shown.map((half, index) => ({ from: index * width, to: (index + 1) * width, at: y(required[half] ?? 0) })),
  );
  const gaps = shown.filter((half) => (required[half] ?? 0) - (rostered[half] ?? 0) >= 0.5);
  const [firstGap] = gaps;
  return (
    <div className="min-w-0 text-xs">
      <svg
        viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("rosters.coverageDay", {
          day: figures.day(day, "long"),
          short: words.hours(short),
          over: words.hours(over),
        })}
        className="block h-9 w-full"
      >
        {shown.map((half, index) => {
          const there = rostered[half] ?? 0;
          const needed = required[half] ?? 0;
          const lacking = there < needed - 0.01;
          const column = { x: index * width, width: Math.max(0, width - 0.4) };
          return (
            <g key={half}>
              <rect
                {...column}
                y={y(there)}
                height={HEIGHT - y(there)}
                fill={lacking ? "var(--warning)" : "color-mix(in oklab, var(--accent) 55%, var(--surface))"}
              />
              {/* What is lacking is seen also where nobody is there at all. */}
              {lacking && (
                <rect
                  {...column}
                  y={y(needed)}
                  height={y(there) - y(needed)}
                  fill="var(--warning)"
                  fillOpacity="0.35"
                />
              )}
            </g>
          );
        })}
        <path d={line} fill="none" stroke="var(--text)" strokeWidth="1.25" vectorEffect="non-scaling-stroke" />
      </svg>
      <p className="mt-1 whitespace-nowrap tabular-nums" data-coverage={day}>
        {short >= 0.5 ? (
          <span className="text-warning" title={firstGap === undefined ? undefined : figures.clock(firstGap * 30)}>
            {t("rosters.short", { hours: words.hours(short) })}
          </span>
        ) : (
          <span className="text-success">{t("rosters.covered")}</span>
        )}
        {over >= 0.5 && <span className="ml-1.5 text-faint">{t("rosters.over", { hours: words.hours(over) })}</span>}
      </p>
    </div>
  );
}
