import { useI18n } from "@/i18n";
import { HourAxis, Key, ValueAxis } from "./axes";
import { CHANNELS, type PlanView } from "./form";
import { useFigures } from "./figures";
import { busiestDay, hoursShown, niceTop, stepLine, weekOf } from "./shape";

const WIDTH = 640;
const HEIGHT = 190;
const LEFT = 30;
const BOTTOM = 22;
const TOP = 8;

/** What each channel is drawn in; the words beside it say the same. */
const COLOURS = {
  phone: "var(--accent)",
  chat: "color-mix(in oklab, var(--accent) 55%, var(--surface))",
  messaging: "var(--warning)",
  social: "var(--info)",
  email: "color-mix(in oklab, var(--text-faint) 55%, var(--surface))",
} as const;

/** Agents through the busiest day, by what they are there for, under the line of those who must be scheduled. */
export function DayCurve({ plan }: { plan: PlanView }) {
  const { t } = useI18n();
  const figures = useFigures();
  const day = busiestDay(plan);
  const [first, end] = hoursShown(weekOf(plan));
  const intervals = plan.intervals.filter(
    ({ minute }) => Math.floor(minute / 1440) === day && minute % 1440 >= first * 60 && minute % 1440 < end * 60,
  );
  const top = niceTop(Math.max(...intervals.map(({ scheduled }) => scheduled), 1));
  const x = (minute: number) => LEFT + ((minute - first * 60) / ((end - first) * 60)) * (WIDTH - LEFT - 6);
  const y = (agents: number) => HEIGHT - BOTTOM - (agents / top) * (HEIGHT - BOTTOM - TOP);
  const width = x(first * 60 + plan.minutes) - x(first * 60);
  const line = stepLine(
    intervals.map(({ minute, scheduled }) => {
      const from = x(minute % 1440);
      return { from, to: from + width, at: y(scheduled) };
    }),
  );
  const shown = CHANNELS.filter((channel) => intervals.some(({ by_channel }) => by_channel[channel] > 0));
  return (
    <figure>
      <svg
        viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
        role="img"
        aria-label={t("workforce.curveText", {
          day: figures.day(day, "long"),
          peak: Math.max(...intervals.map(({ agents }) => agents), 0),
          scheduled: Math.max(...intervals.map(({ scheduled }) => scheduled), 0),
        })}
        className="h-auto w-full text-faint"
      >
        <ValueAxis top={top} y={y} left={LEFT} width={WIDTH} />
        {intervals.map((interval) => {
          let below = 0;
          return shown.map((channel) => {
            const agents = interval.by_channel[channel];
            below += agents;
            return (
              <rect
                key={`${String(interval.minute)}.${channel}`}
                x={x(interval.minute % 1440) + 0.5}
                y={y(below)}
                width={Math.max(0, width - 1)}
                height={y(below - agents) - y(below)}
                fill={COLOURS[channel]}
              />
            );
          });
        })}
        <path d={line} fill="none" stroke="var(--text)" strokeWidth="1.5" strokeDasharray="4 3" />
        <HourAxis hours={[first, end]} x={x} y={HEIGHT - 6} />
      </svg>
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        {shown.map((channel) => (
          <Key
            key={channel}
            mark={
              <span aria-hidden className="size-2.5 rounded-sm print-exact" style={{ background: COLOURS[channel] }} />
            }
          >
            {t(`workforce.channel.${channel}`)}
          </Key>
        ))}
        <Key mark={<span aria-hidden className="w-4 border-t-2 border-dashed border-text" />}>
          {t("workforce.scheduled")}
        </Key>
      </figcaption>
    </figure>
  );
}
