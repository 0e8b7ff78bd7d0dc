/**
 * Weeks of a roster, counted by the clock on the organisation's wall. Its times, as `2026-03-02T08:00`, are only ever
 * compared and counted with here; what instants they are is the server's affair.
 */
import type { components } from "@rapport/api";

type Schemas = components["schemas"];
export type RosterWeek = Schemas["RosterWeekView"];
export type Shift = Schemas["ShiftView"];
export type Meeting = Schemas["MeetingView"];
export type Swap = Schemas["SwapView"];
export type Leave = Schemas["LeaveView"];

/** Half hours of a week, and of a day. */
const HALF_HOURS = 336;
export const PER_DAY = 48;
const MINUTE = 60_000;
const DAY = 1440;
/** Minutes by which keys and handles change a shift. */
export const STEP = 30;
/** The server takes no shorter shift. */
const SHORTEST = 30;

const counted = (local: string) => Date.parse(`${local.length === 10 ? `${local}T00:00` : local}Z`);
const written = (at: number) => new Date(at).toISOString().slice(0, 16);

/** A day that lies so many days later, or earlier when the number is negative. */
export function addDays(day: string, days: number): string {
  return written(counted(day) + days * DAY * MINUTE).slice(0, 10);
}

/** The weekday of a day, 0 for Monday. */
export function weekdayOf(day: string): number {
  return (new Date(counted(day)).getUTCDay() + 6) % 7;
}

/** The Monday of the week in which a day lies. */
export function mondayOf(day: string): string {
  return addDays(day, -weekdayOf(day));
}

/** The seven days of a week. */
export function daysOf(week: string): string[] {
  return Array.from({ length: 7 }, (_, day) => addDays(week, day));
}

/** Minutes from the beginning of a week to a time. */
function minuteOf(week: string, local: string): number {
  return (counted(local) - counted(week)) / MINUTE;
}

/** Minutes of a shift by the clock. */
function minutesOf({ local_start, local_end }: Planned): number {
  return (counted(local_end) - counted(local_start)) / MINUTE;
}

/** Something that was planned, by the clock: a shift, a meeting. */
export type Planned = Pick<Shift, "local_start" | "local_end">;

/** The day on which it begins. */
export function dayOf({ local_start }: Pick<Planned, "local_start">): string {
  return local_start.slice(0, 10);
}

/** `08:00`. */
export function timeOf(local: string): string {
  return local.slice(11);
}

/** `08:00–16:30`. */
export function timesOf({ local_start, local_end }: Planned): string {
  return `${timeOf(local_start)}–${timeOf(local_end)}`;
}

/** A shift at times of a day; what does not end after it begins ends on the next day. */
export function timesOn(day: string, from: string, to: string): { start: string; end: string } {
  return { start: `${day}T${from}`, end: `${to > from ? day : addDays(day, 1)}T${to}` };
}

export interface Move {
  /** Whose it becomes. */
  agent?: { id: number; name: string };
  /** Days later, or earlier when it is negative. */
  days?: number;
  /** Minutes later. */
  minutes?: number;
  /** Minutes longer. */
  longer?: number;
}

/** The shift as it is after a move. */
export function moved(shift: Shift, { agent, days = 0, minutes = 0, longer = 0 }: Move): Shift {
  const by = (days * DAY + minutes) * MINUTE;
  return {
    ...shift,
    ...(agent && { agent_id: agent.id, agent_name: agent.name }),
    local_start: written(counted(shift.local_start) + by),
    local_end: written(counted(shift.local_end) + by + longer * MINUTE),
  };
}

/** Whether nothing is left of a shift, or more than a day. */
export function isOdd(shift: Shift): boolean {
  const minutes = minutesOf(shift);
  return minutes < SHORTEST || minutes > DAY;
}

/** One of the ends of a shift. */
export type End = "start" | "end";

/**
 * The move that puts one end of a shift so many steps later, or as many as it can: a shift is never too short nor longer
 * than a day, and stays on the day on which it begins.
 */
export function stretch(shift: Shift, end: End, steps: number): Move {
  const minutes = minutesOf(shift);
  const whole = (room: number) => Math.max(0, Math.floor(room / STEP));
  const shorter = whole(minutes - SHORTEST);
  const longer = whole(DAY - minutes);
  if (end === "end") return { longer: Math.max(-shorter, Math.min(longer, steps)) * STEP };
  const begins = minuteOf(dayOf(shift), shift.local_start);
  const earliest = Math.min(longer, whole(begins));
  const latest = Math.min(shorter, whole(DAY - 1 - begins));
  const later = Math.max(-earliest, Math.min(latest, steps)) * STEP;
  return { minutes: later, longer: -later };
}

/** A time in minutes since a week or a day began. */
type Time = readonly [from: number, until: number];

/** What is left of a time beside others. */
export function without(time: Time, others: readonly Time[]): Time[] {
  return others.reduce<Time[]>(
    (left, [from, until]) =>
      left.flatMap(([start, end]) => {
        const parts: Time[] = [
          [start, Math.min(end, from)],
          [Math.max(start, until), end],
        ];
        return parts.filter((part) => part[0] < part[1]);
      }),
    [time],
  );
}

/** Agents at work and there for customers in each half hour of the week; who is there for a part of it counts as that part. */
export function present(week: string, shifts: readonly Shift[], meetings: readonly Meeting[] = []): number[] {
  const there = Array.from({ length: HALF_HOURS }, () => 0);
  const add = ([from, until]: Time) => {
    const first = Math.max(0, Math.floor(from / 30));
    const last = Math.min(HALF_HOURS - 1, Math.ceil(until / 30) - 1);
    for (let index = first; index <= last; index += 1) {
      const shared = Math.min(until, (index + 1) * 30) - Math.max(from, index * 30);
      there[index] = (there[index] ?? 0) + Math.max(0, shared);
    }
  };
  const time = ({ local_start, local_end }: Planned): Time => [minuteOf(week, local_start), minuteOf(week, local_end)];
  for (const shift of shifts) {
    const [start, end] = time(shift);
    const pause = start + shift.pause_after;
    const away = meetings.filter(({ agents }) => agents.includes(shift.agent_id)).map(time);
    without([start, end], [[pause, pause + shift.pause_minutes], ...away]).forEach(add);
  }
  return there.map((minutes) => minutes / 30);
}

export interface DayCoverage {
  required: number[];
  rostered: number[];
  /** Agent-hours that are lacking. */
  short: number;
  /** Agent-hours that nobody needs. */
  over: number;
}

/** What a day needs and has. */
export function coverageOf(week: Pick<RosterWeek, "required" | "rostered">, day: number): DayCoverage {
  const part = (all: readonly number[]) =>
    Array.from({ length: PER_DAY }, (_, index) => all[day * PER_DAY + index] ?? 0);
  const required = part(week.required);
  const rostered = part(week.rostered);
  let short = 0;
  let over = 0;
  required.forEach((needed, index) => {
    const there = rostered[index] ?? 0;
    short += Math.max(0, needed - there) / 2;
    over += Math.max(0, there - needed) / 2;
  });
  return { required, rostered, short, over };
}

/** The half hours of the day in which anybody is needed or there on any day: the first, and the one behind the last. */
export function hoursOf(week: Pick<RosterWeek, "required" | "rostered">): [number, number] {
  const used = Array.from({ length: PER_DAY }, (_, index) => index).filter((index) =>
    [week.required, week.rostered].some((all) => all.some((agents, place) => agents > 0 && place % PER_DAY === index)),
  );
  return [used[0] ?? 16, (used.at(-1) ?? 35) + 1];
}

/** The week after a shift of it became another one or went; what is there is counted anew. */
export function withShift(week: RosterWeek, id: number, shift: Shift | undefined): RosterWeek {
  if (!week.shifts.some((one) => one.id === id)) return week;
  const others = week.shifts.filter((other) => other.id !== id);
  const shifts = shift ? [...others, shift] : others;
  shifts.sort((a, b) => a.local_start.localeCompare(b.local_start));
  return { ...week, shifts, rostered: present(week.week, shifts, week.meetings) };
}

/** Whether an agent is away on a day. */
export function isAway(week: Pick<RosterWeek, "away">, agent: number, day: string): boolean {
  return week.away.some((away) => away.agent_id === agent && away.from <= day && day <= away.to);
}

/** Paid hours of an agent in a week. */
export function hoursPaid(week: RosterWeek, agent: number): number {
  const own = week.shifts.filter((shift) => shift.agent_id === agent);
  return own.reduce((sum, shift) => sum + minutesOf(shift) - (shift.pause_paid ? 0 : shift.pause_minutes), 0) / 60;
}

/** Agents too many in each hour of the week, Monday first, below nothing where there are too few; null where nobody is needed or there. */
export function balanceOf({ required, rostered }: Pick<RosterWeek, "required" | "rostered">): (number | null)[][] {
  const at = (all: readonly number[], half: number) => all[half] ?? 0;
  return Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 24 }, (_, hour) => {
      const halves = [day * PER_DAY + hour * 2, day * PER_DAY + hour * 2 + 1];
      if (halves.every((half) => at(required, half) === 0 && at(rostered, half) === 0)) return null;
      const balances = halves.map((half) => at(rostered, half) - at(required, half));
      // Too few in one half hour are not made good by too many in the other.
      const short = Math.min(...balances);
      return short < 0 ? short : balances.reduce((sum, one) => sum + one, 0) / halves.length;
    }),
  );
}
