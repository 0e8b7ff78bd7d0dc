import { cx } from "@rapport/ui";
import { useFigures } from "./figures";
import { hoursShown } from "./shape";

/** How a number is shown. */
export interface Heat {
  text: string;
  /** Background, mixed from tokens. */
  background: string;
  className?: string;
}

export interface WeekHeatProps {
  /** What it is. */
  label: string;
  /** What the numbers are, for those who do not see what stands around it. */
  about: string;
  /** Seven days of 24 hours, Monday first; null where there is nothing to say. */
  week: (number | null)[][];
  /** What is said where there is nothing. */
  nothing: string;
  heat: (value: number) => Heat;
}

/** A number for each hour of the week. It is a table whose cells are coloured, so that it can be read by ear as well. */
export function WeekHeat({ label, about, week, nothing, heat }: WeekHeatProps) {
  const figures = useFigures();
  const [first, end] = hoursShown(week);
  const hours = Array.from({ length: end - first }, (_, index) => first + index);
  return (
    <div role="region" aria-label={label} tabIndex={0} className="relative overflow-x-auto">
      <table className="w-full border-separate border-spacing-0.5 text-center text-xs tabular-nums">
        <caption className="sr-only">{about}</caption>
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
                const value = day[hour];
                if (value == null) {
                  return (
                    <td key={hour} className="h-7 min-w-7 rounded-sm bg-canvas text-faint">
                      <span className="sr-only">{nothing}</span>
                    </td>
                  );
                }
                const { text, background, className } = heat(value);
                return (
                  <td
                    key={hour}
                    className={cx("h-7 min-w-7 rounded-sm whitespace-nowrap print-exact", className)}
                    style={{ background }}
                  >
                    {text}
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

/** The more of it, the stronger the colour; what is written on it stays readable. */
export function shade(part: number, token = "--accent"): string {
  return `color-mix(in oklab, var(${token}) ${String(Math.round(4 + 38 * Math.min(1, part)))}%, var(--surface))`;
}
