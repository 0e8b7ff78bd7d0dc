import { cx } from "@rapport/ui";
import { hourTicks, Key, useFigures } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { lookOf, PLANNED_MEETING, STATES } from "./looks";
import { minutesByState, placeOf, workOf, type AgentDay, type Hours } from "./reading";

export interface DayBarProps {
  agent: AgentDay;
  hours: Hours;
  /** The minute that it is; nothing on days that are over or to come. */
  now?: number | undefined;
}

const style = ({ left, width }: { left: number; width: number }) => ({
  left: `${left.toFixed(3)}%`,
  width: `${width.toFixed(3)}%`,
});

/**
 * An agent's day: the shift as it was planned, with a gap for its break and its meetings over it, and under it what was
 * recorded.
 */
export function DayBar({ agent, hours, now }: DayBarProps) {
  const { tCode } = useI18n();
  const { span, meeting, text } = useBarWords();
  const line = now === undefined ? undefined : placeOf({ start: now, end: now + 1 }, hours);
  return (
    <div role="img" aria-label={text(agent)} className="relative h-8 rounded-sm bg-canvas">
      {agent.shifts.flatMap(workOf).map((part) => {
        const place = placeOf(part, hours);
        return (
          place && (
            <span
              key={part.start}
              title={span(part)}
              style={style(place)}
              className="absolute top-1 h-2.5 min-w-0.5 rounded-sm border border-line-strong bg-surface"
            />
          )
        );
      })}
      {agent.meetings.map((part, index) => {
        const place = placeOf(part, hours);
        return (
          place && (
            <span
              key={index}
              title={meeting(part)}
              style={{ ...style(place), background: PLANNED_MEETING.background }}
              className={cx("absolute top-1 h-2.5 min-w-1 print-exact", PLANNED_MEETING.className)}
            />
          )
        );
      })}
      {agent.attended.map((part) => {
        const place = placeOf(part, hours);
        const look = lookOf(part.state);
        return (
          place && (
            <span
              key={`${part.state}.${String(part.start)}`}
              title={`${tCode("intraday.state", part.state, part.state)}, ${span(part)}`}
              style={{ ...style(place), background: look.background }}
              className={cx("absolute bottom-1 h-3 min-w-0.5 print-exact", look.className)}
            />
          )
        );
      })}
      {line && (
        <span
          style={{ left: `${line.left.toFixed(3)}%` }}
          className="absolute inset-y-0 border-l-2 border-dotted border-text"
        />
      )}
    </div>
  );
}

/** Times of the day, and a bar in words. */
function useBarWords() {
  const { t, tCode, list } = useI18n();
  const figures = useFigures();
  const span = ({ start, end }: { start: number; end: number }) => `${figures.clock(start)}–${figures.clock(end)}`;
  const meeting = (planned: AgentDay["meetings"][number]) => `${span(planned)} ${planned.title}`;
  const text = (agent: AgentDay) => {
    const planned = agent.shifts.flatMap(workOf).map(span);
    const recorded = minutesByState(agent).map(
      ([state, minutes]) => `${tCode("intraday.state", state, state)} ${figures.duration(minutes)}`,
    );
    return [
      agent.name,
      planned.length > 0 ? t("intraday.barPlanned", { times: list(planned) }) : t("intraday.barUnplanned"),
      ...(agent.meetings.length > 0
        ? [t("intraday.barMeetings", { meetings: list(agent.meetings.map(meeting)) })]
        : []),
      recorded.length > 0 ? t("intraday.barRecorded", { states: list(recorded) }) : t("intraday.barNothing"),
    ].join(". ");
  };
  return { span, meeting, text };
}

/** The hours above the bars. Each bar says its times in words. */
export function BarScale({ hours: [first, end] }: { hours: Hours }) {
  return (
    <div aria-hidden className="relative h-4 text-xs text-faint tabular-nums">
      {hourTicks(first, end).map((hour) => (
        <span
          key={hour}
          style={{ left: `${((100 * (hour - first)) / (end - first)).toFixed(3)}%` }}
          className={cx("absolute", hour > first && (hour < end ? "-translate-x-1/2" : "-translate-x-full"))}
        >
          {String(hour).padStart(2, "0")}
        </span>
      ))}
    </div>
  );
}

/** What the bars are drawn in. */
export function BarLegend() {
  const { t } = useI18n();
  const mark = "h-2.5 w-4 print-exact";
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      <Key mark={<span aria-hidden className={cx(mark, "rounded-sm border border-line-strong bg-surface")} />}>
        {t("intraday.planned")}
      </Key>
      <Key
        mark={
          <span
            aria-hidden
            className={cx(mark, PLANNED_MEETING.className)}
            style={{ background: PLANNED_MEETING.background }}
          />
        }
      >
        {t("intraday.plannedMeeting")}
      </Key>
      {STATES.map((state) => {
        const look = lookOf(state);
        return (
          <Key
            key={state}
            mark={<span aria-hidden className={cx(mark, look.className)} style={{ background: look.background }} />}
          >
            {t(`intraday.state.${state}`)}
          </Key>
        );
      })}
    </p>
  );
}
