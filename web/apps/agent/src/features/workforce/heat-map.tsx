import { useI18n } from "@/i18n";
import type { PlanView } from "./form";
import { useFigures } from "./figures";
import { hoursShown, weekOf } from "./shape";

/** Agents by weekday and hour. It is a table whose cells are coloured, so that it can be read by ear as well. */
export function HeatMap({ plan }: { plan: PlanView }) {
  const { t } = useI18n();
  const figures = useFigures();
  const week = weekOf(plan);
  const [first, end] = hoursShown(week);
  const hours = Array.from({ length: end - first }, (_, index) => first + index);
  const most = Math.max(1, plan.peak);
  return (
    <div role="region" aria-label={t("workforce.heatMap")} tabIndex={0} className="relative overflow-x-auto">
      <table className="w-full border-separate border-spacing-0.5 text-center text-xs tabular-nums">
        <caption className="sr-only">{t("workforce.heatMapAbout")}</caption>
        <thead>
          <tr>
            <td />
            {hours.map((hour) => (
              <th key={hour} scope="col" className="pb-1 font-normal text-faint">
                {String(hour).padStart(2, "0")}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {week.map((day, index) => (
            <tr key={index}>
              <th scope="row" className="pr-2 text-left font-medium whitespace-nowrap text-muted">
                {figures.day(index)}
              </th>
              {hours.map((hour) => {
                const agents = day[hour];
                return agents == null ? (
                  <td key={hour} className="h-7 min-w-7 rounded-sm bg-canvas text-faint">
                    <span className="sr-only">{t("workforce.closed")}</span>
                  </td>
                ) : (
                  <td
                    key={hour}
                    className="h-7 min-w-7 rounded-sm print-exact"
                    style={{
                      background: `color-mix(in oklch, var(--accent) ${String(Math.round(4 + (38 * agents) / most))}%, var(--surface))`,
                    }}
                  >
                    {agents}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
