import { useFigures } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { LEFT, WIDTH, type Plot } from "./plot";
import { BUSY, HALF_HOUR, meanOccupancy, type Day } from "./reading";

const HEIGHT = 44;
/** With room for the marks over the bars. */
const TOP = 8;

/** How busy those who are there are, under the half hours of the chart; what is too much is marked. */
export function OccupancyStrip({ day, plot }: { day: Day; plot: Plot }) {
  const { t, list } = useI18n();
  const figures = useFigures();
  const mean = meanOccupancy(day);
  const y = (share: number) => HEIGHT - share * (HEIGHT - TOP);
  const known = plot.halves.flatMap((half) => {
    const share = day.occupancy[half];
    return share == null ? [] : [{ half, share, isBusy: share > BUSY }];
  });
  const busy = known.filter(({ isBusy }) => isBusy).map(({ half }) => figures.clock(half * HALF_HOUR));
  const said = [
    mean === null ? t("intraday.occupancyNone") : t("intraday.occupancyText", { share: figures.share(mean) }),
    busy.length > 0 ? t("intraday.occupancyBusy", { limit: figures.share(BUSY), times: list(busy) }) : "",
  ];
  return (
    <>
      <p aria-hidden className="mt-1 text-xs text-muted">
        {t("intraday.occupancyKey", { limit: figures.share(BUSY) })}
      </p>
      <svg
        viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
        role="img"
        aria-label={said.join(" ").trim()}
        className="h-auto w-full min-w-3xl text-faint print:min-w-0"
      >
        <text x={LEFT - 6} y={y(BUSY) + 4} textAnchor="end" fontSize="11" fill="currentColor">
          {figures.share(BUSY)}
        </text>
        <line x1={LEFT} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} stroke="var(--line)" />
        {known.map(({ half, share, isBusy }) => {
          const bar = plot.bar(half, 0, 0);
          const middle = bar.x + bar.width / 2;
          return (
            <g key={half}>
              <rect
                x={bar.x}
                width={bar.width}
                y={y(share)}
                height={HEIGHT - y(share)}
                fill={isBusy ? "var(--danger)" : "var(--line-strong)"}
                className="print-exact"
              />
              {isBusy && (
                <path
                  d={`M${middle.toFixed(1)},${(y(share) - 7).toFixed(1)} l3,5 h-6 z`}
                  fill="var(--danger)"
                  className="print-exact"
                />
              )}
            </g>
          );
        })}
        <line x1={LEFT} x2={WIDTH} y1={y(BUSY)} y2={y(BUSY)} stroke="var(--text)" strokeDasharray="3 3" />
      </svg>
    </>
  );
}
