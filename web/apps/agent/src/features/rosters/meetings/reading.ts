/**
 * Meetings and training beside the shifts of those who take part. Who takes part is at work and not there for customers;
 * whether they have a shift then is told and refuses nothing.
 */
import { dayOf, isAway, timesOf, type Meeting, type Planned, type RosterWeek, type Shift } from "../week";

// Times of the clock are written so that they are compared as they stand.
const overlap = (one: Planned, other: Planned) =>
  one.local_start < other.local_end && other.local_start < one.local_end;
const holds = (shift: Shift, { local_start, local_end }: Planned) =>
  shift.local_start <= local_start && local_end <= shift.local_end;

/** `10:00–10:45 Team meeting`. */
export function saidOf(meeting: Meeting): string {
  return `${timesOf(meeting)} ${meeting.title}`;
}

/** Meetings that the agent of a shift has while it goes on. */
export function meetingsIn(shift: Shift, meetings: readonly Meeting[]): Meeting[] {
  return meetings.filter((meeting) => meeting.agents.includes(shift.agent_id) && overlap(meeting, shift));
}

/** Whether somebody is at work for all of a time; if not, when else on that day, or why not. */
export type Standing = { kind: "works" | "elsewhere"; times: string[] } | { kind: "away" | "free" };

export function standingOf(week: Pick<RosterWeek, "shifts" | "away">, agent: number, time: Planned): Standing {
  const own = week.shifts.filter(
    (shift) => shift.agent_id === agent && (dayOf(shift) === dayOf(time) || overlap(shift, time)),
  );
  const around = own.find((shift) => holds(shift, time));
  if (around) return { kind: "works", times: [timesOf(around)] };
  if (isAway(week, agent, dayOf(time))) return { kind: "away" };
  return own.length > 0 ? { kind: "elsewhere", times: own.map(timesOf) } : { kind: "free" };
}

/** Who takes part and has no shift that holds all of a meeting. */
export function withoutShift(week: Pick<RosterWeek, "shifts" | "away">, meeting: Meeting): number[] {
  return meeting.agents.filter((agent) => standingOf(week, agent, meeting).kind !== "works");
}

/** Whether everybody of a week takes part. One alone is somebody. */
export function isForAll({ people }: Pick<RosterWeek, "people">, { agents }: Meeting): boolean {
  return people.length > 1 && people.every(({ id }) => agents.includes(id));
}

/** What comes: a shift with the meetings of its day, or a meeting on a day without any. */
export interface Coming {
  shift?: Shift;
  meetings: Meeting[];
}

/** An agent's own shifts and meetings, the earliest first. */
export function comingOf(shifts: readonly Shift[], meetings: readonly Meeting[]): Coming[] {
  const rows = shifts.map((shift) => ({ at: shift.local_start, shift, meetings: [] as Meeting[] }));
  const alone: (Coming & { at: string })[] = [];
  for (const meeting of meetings) {
    const row =
      rows.find(({ shift }) => overlap(shift, meeting)) ?? rows.find(({ shift }) => dayOf(shift) === dayOf(meeting));
    if (row) row.meetings.push(meeting);
    else alone.push({ at: meeting.local_start, meetings: [meeting] });
  }
  return [...rows, ...alone].sort((a, b) => a.at.localeCompare(b.at));
}
