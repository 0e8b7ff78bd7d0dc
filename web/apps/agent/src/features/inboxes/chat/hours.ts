/** Hours of a week as the form holds them: by day, several spans each. */
import type { HoursSpan } from "@rapport/api";

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];

export interface Span {
  from: string;
  to: string;
}

export type Week = Record<Day, Span[]>;

export const OFFICE: Span = { from: "09:00", to: "17:00" };

/** Monday to Friday, as most begin. */
export function usualWeek(): Week {
  const week = emptyWeek();
  for (const day of DAYS.slice(0, 5)) week[day] = [{ ...OFFICE }];
  return week;
}

function emptyWeek(): Week {
  return { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
}

/** A field for times has no 24:00; there the end of a day is its beginning. */
const ownTime = (time: string) => (time === "24:00" ? "00:00" : time);

export function weekFrom(hours: readonly HoursSpan[]): Week {
  const week = emptyWeek();
  for (const { day, from, to } of hours) {
    const known = DAYS.find((one) => one === day);
    if (known) week[known].push({ from, to: ownTime(to) });
  }
  return week;
}

export function hoursOf(week: Week): HoursSpan[] {
  return DAYS.flatMap((day) => week[day].map(({ from, to }) => ({ day, from, to: to === "00:00" ? "24:00" : to })));
}

/** What is wrong with a day, as far as can be seen here: a span that ends before it begins, or two that overlap. */
export function problemOf(spans: readonly Span[]): "order" | "overlap" | "empty" | undefined {
  if (spans.some(({ from, to }) => from === "" || to === "")) return "empty";
  const end = (to: string) => (to === "00:00" ? "24:00" : to);
  if (spans.some(({ from, to }) => from >= end(to))) return "order";
  const sorted = [...spans].sort((a, b) => a.from.localeCompare(b.from));
  const overlaps = sorted.some((span, index) => {
    const before = sorted[index - 1];
    return before !== undefined && end(before.to) > span.from;
  });
  return overlaps ? "overlap" : undefined;
}

/** One more span behind the last one of a day, as far as there is room. */
export function nextSpan(spans: readonly Span[]): Span {
  const last = spans.at(-1)?.to;
  if (last === undefined || last === "00:00" || last >= "22:00") return { ...OFFICE };
  const hour = Number(last.slice(0, 2)) + 1;
  const text = (hours: number) => `${String(Math.min(23, hours)).padStart(2, "0")}:00`;
  return { from: text(hour), to: text(hour + 3) };
}
