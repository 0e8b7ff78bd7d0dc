import type { PlanView } from "./form";

/** The most agents at work in each hour of the week: seven days of 24, Monday first; null where it is closed. */
export function weekOf(plan: PlanView): (number | null)[][] {
  const week: (number | null)[][] = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => null));
  for (const interval of plan.intervals) {
    const day = week[Math.floor(interval.minute / 1440)];
    const hour = Math.floor((interval.minute % 1440) / 60);
    if (!day || (!interval.open && interval.agents === 0)) continue;
    day[hour] = Math.max(day[hour] ?? 0, interval.agents);
  }
  return week;
}

/** The hours of the day in which anybody works on any day, first and behind the last. */
export function hoursShown(week: (number | null)[][]): [number, number] {
  const open = Array.from({ length: 24 }, (_, hour) => hour).filter((hour) =>
    week.some((day) => day[hour] !== null && day[hour] !== undefined),
  );
  return open.length === 0 ? [8, 18] : [open[0] ?? 8, (open.at(-1) ?? 17) + 1];
}

/** The day with the most agent-hours, counted from Monday. */
export function busiestDay(plan: PlanView): number {
  const hours = Array.from({ length: 7 }, () => 0);
  for (const { minute, agents } of plan.intervals) {
    const day = Math.floor(minute / 1440);
    hours[day] = (hours[day] ?? 0) + agents;
  }
  return hours.indexOf(Math.max(...hours));
}

/** When the most agents are needed: minute of the week. */
export function peakMinute(plan: PlanView): number {
  return plan.intervals.find((interval) => interval.agents === plan.peak)?.minute ?? 0;
}

/** A line that stays level over each step, as the path of a drawing. */
export function stepLine(steps: readonly { from: number; to: number; at: number }[]): string {
  return steps
    .map(({ from, to, at }, index) => {
      const y = at.toFixed(1);
      return `${index === 0 ? "M" : "L"}${from.toFixed(1)},${y} L${to.toFixed(1)},${y}`;
    })
    .join(" ");
}

/** A round number that is not below the value, for the upper end of an axis. */
export function niceTop(value: number): number {
  if (value <= 4) return 4;
  const step = 10 ** Math.floor(Math.log10(value));
  for (const factor of [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]) {
    if (factor * step >= value) return factor * step;
  }
  return value;
}

/** Every interval of the week as comma-separated values, by RFC 4180. */
export function planCsv(plan: PlanView): string {
  const clock = (minute: number) =>
    `${String(Math.floor((minute % 1440) / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  const head = "weekday,begins,open,contacts,agents,scheduled,phone,chat,messaging,social,email";
  const rows = plan.intervals.map((interval) => {
    const { phone, chat, messaging, social, email } = interval.by_channel;
    return [
      Math.floor(interval.minute / 1440) + 1,
      clock(interval.minute),
      interval.open ? 1 : 0,
      interval.contacts.toFixed(2),
      interval.agents,
      interval.scheduled,
      ...[phone, chat, messaging, social, email],
    ].join(",");
  });
  return `${[head, ...rows].join("\r\n")}\r\n`;
}

/** The first Monday after a day, as `2026-03-09`. */
export function nextMonday(today: Date): string {
  const days = 7 - ((today.getDay() + 6) % 7);
  const monday = new Date(Date.UTC(today.getFullYear(), today.getMonth(), today.getDate() + days));
  return monday.toISOString().slice(0, 10);
}

/** The shift of one of the people on each of the seven days from `start` on; null for a day off. */
export function shiftsByDay<Shift extends { person: number; date: string }>(
  shifts: readonly Shift[],
  person: number,
  start: string,
): (Shift | null)[] {
  const first = Date.parse(`${start}T00:00:00Z`);
  return Array.from({ length: 7 }, (_, day) => {
    const date = new Date(first + day * 86_400_000).toISOString().slice(0, 10);
    return shifts.find((shift) => shift.person === person && shift.date === date) ?? null;
  });
}
