/**
 * What is read from a day as it goes: who is lacking, how much more comes than was expected, what to look at first. All
 * of it is counted in minutes and half hours of the organisation's clock.
 */
import type { components } from "@rapport/api";
import type { HistoryView } from "@/features/workforce";
import { coverageOf, PER_DAY, weekdayOf, without } from "../week";

type Schemas = components["schemas"];
export type Day = Schemas["IntradayView"];
export type AgentDay = Schemas["IntradayAgentView"];
export type OwnDayView = Schemas["OwnDayView"];
type PlannedShift = Schemas["PlannedShiftView"];

/** Minutes of a half hour. */
export const HALF_HOUR = 30;
const DAY = 1440;
/** Above this share of their time agents cannot keep up for long. */
export const BUSY = 0.85;
/** From here on a difference in contacts is worth a word, if it is beyond chance. */
const WORTH_A_WORD = 0.1;
/** Half an agent is none. */
const LACKING = 0.5;

export const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

/** The day that it is by the clock of a time zone. */
export function todayIn(timeZone: string, now: number): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone }).format(now);
}

/** Whether a day is over, goes on, or is to come. */
export type Phase = "past" | "now" | "coming";

export function phaseOf({ until }: Pick<Day, "until">): Phase {
  if (until <= 0) return "coming";
  return until < DAY ? "now" : "past";
}

/** The half hour that goes on, or the last one. */
export function halfHourAt(minute: number): number {
  return Math.min(PER_DAY - 1, Math.max(0, Math.floor(minute / HALF_HOUR)));
}

/**
 * Contacts that a day should bring in each half hour: the forecast of the day, spread as the hours of its weekday are.
 * Nothing where there is no forecast, or no hours to spread it over.
 */
export function expectedContacts(
  history: Pick<HistoryView, "channels" | "forecast">,
  day: string,
  channel?: string,
): number[] | undefined {
  const expected = history.forecast?.days.find(({ date }) => date === day)?.expected;
  if (expected === undefined) return undefined;
  const profiles = history.channels.filter((one) => channel === undefined || one.channel === channel);
  const first = weekdayOf(day) * 24;
  const hours = Array.from({ length: 24 }, (_, hour) =>
    sum(profiles.map(({ profile }) => profile?.[first + hour] ?? 0)),
  );
  const all = sum(hours);
  if (all <= 0) return undefined;
  return Array.from({ length: PER_DAY }, (_, half) => (expected * (hours[Math.floor(half / 2)] ?? 0)) / all / 2);
}

/** The sum of the half hours that are over, and of the part that is over of the one that goes on. */
export function soFar(halves: readonly number[], until: number): number {
  return sum(halves.map((value, half) => value * Math.min(1, Math.max(0, until / HALF_HOUR - half))));
}

/** Contacts that a day should have brought by now; on a day to come, all that it should bring. */
export function expectedBy({ until }: Pick<Day, "until">, expected: readonly number[]): number {
  return phaseOf({ until }) === "coming" ? sum(expected) : soFar(expected, until);
}

/** Contacts that came in each half hour that has begun, of one channel or of all. */
export function contactsOf({ came }: Pick<Day, "came">, channel?: string): number[] {
  const wanted = came.filter((one) => channel === undefined || one.channel === channel);
  const length = Math.max(0, ...wanted.map(({ contacts }) => contacts.length));
  return Array.from({ length }, (_, half) => sum(wanted.map(({ contacts }) => contacts[half] ?? 0)));
}

/** Who is there in a half hour, or is to be there when it has not begun. */
export function thereAt({ present, rostered }: Pick<Day, "present" | "rostered">, half: number): number {
  return (half < present.length ? present[half] : rostered[half]) ?? 0;
}

/** Agents who are lacking in a half hour, as it went or as the roster has it; 0 when nobody is. */
export function lackingAt(day: Pick<Day, "required" | "present" | "rostered">, half: number): number {
  const lacking = (day.required[half] ?? 0) - thereAt(day, half);
  return lacking >= LACKING ? lacking : 0;
}

/** How busy agents were in some half hours, those in which more of them were there counting more. */
export function meanOccupancy(
  { occupancy, present }: Pick<Day, "occupancy" | "present">,
  halves?: readonly number[],
): number | null {
  const known = occupancy.flatMap((share, half) =>
    share === null || (halves && !halves.includes(half)) ? [] : [{ share, there: present[half] ?? 0 }],
  );
  const there = sum(known.map((one) => one.there));
  return there > 0 ? sum(known.map((one) => one.share * one.there)) / there : null;
}

/** Whether a state is one of being there for customers. */
export function isThere(state: string | null | undefined): boolean {
  return state === "handling" || state === "ready" || state === "idle";
}

/** The parts of a shift before and after its break. */
export function workOf({ start, end, pause_start, pause_minutes }: PlannedShift): { start: number; end: number }[] {
  if (pause_minutes <= 0) return [{ start, end }];
  const parts = [
    { start, end: Math.min(end, pause_start) },
    { start: Math.max(start, pause_start + pause_minutes), end },
  ];
  return parts.filter((part) => part.end > part.start);
}

/** Whether an agent is planned to work in a minute. */
export function isPlanned({ shifts }: Pick<AgentDay, "shifts">, minute: number): boolean {
  return shifts.some((shift) => workOf(shift).some(({ start, end }) => start <= minute && minute < end));
}

/** Whether a minute is planned for customers: at work, and in no meeting. */
function isForCustomers(agent: AgentDay, minute: number): boolean {
  return isPlanned(agent, minute) && !agent.meetings.some(({ start, end }) => start <= minute && minute < end);
}

/** Whether an agent is planned to work, and in meetings all the while. */
function meetsAllDay({ shifts, meetings }: AgentDay): boolean {
  const away = meetings.map(({ start, end }) => [start, end] as const);
  return shifts.flatMap(workOf).every(({ start, end }) => without([start, end], away).length === 0);
}

/** Whether anything was written down on a day: days of long ago, and days before it began, have nothing. */
export function isRecorded({ agents }: Pick<Day, "agents">): boolean {
  return agents.some(({ attended }) => attended.length > 0);
}

/**
 * Whether an agent should be there for customers and is not signed in; on a day that is over, whether they never came. Who
 * sits in a meeting without a screen is lacking nowhere.
 */
export function isMissing(agent: AgentDay, day: Day): boolean {
  switch (phaseOf(day)) {
    case "coming":
      return false;
    case "now":
      return agent.state == null && isForCustomers(agent, day.until);
    case "past":
      return isRecorded(day) && agent.planned_minutes > 0 && agent.worked_minutes === 0 && !meetsAllDay(agent);
  }
}

/** Those who should be there and are not first, then those on a break that was not planned for now, then by name. */
export function sortAgents(day: Day): AgentDay[] {
  const rank = (agent: AgentDay) => {
    if (isMissing(agent, day)) return 0;
    return phaseOf(day) === "now" && agent.state === "break" && isPlanned(agent, day.until) ? 1 : 2;
  };
  return day.agents.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** Minutes that an agent spent in each state, the most first. */
export function minutesByState({ attended }: Pick<AgentDay, "attended">): [state: string, minutes: number][] {
  const minutes = new Map<string, number>();
  for (const { state, start, end } of attended) minutes.set(state, (minutes.get(state) ?? 0) + end - start);
  return [...minutes].filter(([, spent]) => spent > 0).sort(([, a], [, b]) => b - a);
}

/** The hours of the day that are drawn: the first, and the one behind the last. */
export type Hours = [first: number, end: number];

/** The whole hours around some times of the day. */
export function hoursAround(spans: readonly { start: number; end: number }[]): Hours {
  const shown = spans.filter(({ start, end }) => end > 0 && start < DAY && end > start);
  if (shown.length === 0) return [8, 18];
  const first = Math.floor(Math.max(0, Math.min(...shown.map(({ start }) => start))) / 60);
  const end = Math.ceil(Math.min(DAY, Math.max(...shown.map((span) => span.end))) / 60);
  return [first, end];
}

/** Where a time of the day lies within the hours that are drawn, in percent; nothing when it lies outside of them. */
export function placeOf(
  { start, end }: { start: number; end: number },
  [first, last]: Hours,
): { left: number; width: number } | undefined {
  const all = (last - first) * 60;
  const from = Math.max(0, start - first * 60);
  const until = Math.min(all, end - first * 60);
  return until > from ? { left: (100 * from) / all, width: (100 * (until - from)) / all } : undefined;
}

/** The half hours in which there is anything, as times of the day. */
export function usedSpans(...series: readonly (readonly number[])[]): { start: number; end: number }[] {
  return series.flatMap((halves) =>
    halves.flatMap((value, half) => (value > 0 ? [{ start: half * HALF_HOUR, end: (half + 1) * HALF_HOUR }] : [])),
  );
}

/** The hours in which anybody is needed, planned or there, or has a meeting. */
export function hoursOfDay(day: Day): Hours {
  return hoursAround([
    ...usedSpans(day.required, day.rostered, day.present),
    ...day.agents.flatMap(({ shifts, meetings, attended }) => [...shifts, ...meetings, ...attended]),
  ]);
}

/** What to look at on a day. */
export type Sign =
  | { kind: "short"; agents: number }
  | { kind: "missing" | "absent"; names: string[] }
  | { kind: "more" | "fewer"; share: number }
  | { kind: "busy"; share: number }
  | { kind: "gap"; agents: number; from: number; until: number }
  | { kind: "lacked"; hours: number };

/** What is wrong with a day, the most important first. */
export function signsOf(day: Day, expected: readonly number[] | undefined): Sign[] {
  const phase = phaseOf(day);
  if (phase === "coming") return gapAfter(day, 0);
  const names = sortAgents(day)
    .filter((agent) => isMissing(agent, day))
    .map(({ name }) => name);
  const difference = differenceOf(day, expected);
  if (phase === "past") {
    return [...lackedOn(day), ...(names.length > 0 ? [{ kind: "absent" as const, names }] : []), ...difference];
  }
  const half = halfHourAt(day.until);
  const short = Math.round((day.required[half] ?? 0) - day.agents.filter(({ state }) => isThere(state)).length);
  const busy = meanOccupancy(day, [half - 1, half]);
  return [
    ...(short >= 1 ? [{ kind: "short" as const, agents: short }] : []),
    ...(names.length > 0 ? [{ kind: "missing" as const, names }] : []),
    ...difference.filter(({ kind }) => kind === "more"),
    ...(busy !== null && busy > BUSY ? [{ kind: "busy" as const, share: busy }] : []),
    ...gapAfter(day, half + 1),
    ...difference.filter(({ kind }) => kind === "fewer"),
  ];
}

/** Agent-hours that were lacking on a day that is over. */
function lackedOn(day: Day): Sign[] {
  if (!isRecorded(day)) return [];
  const hours = coverageOf({ required: day.required, rostered: day.present }, 0).short;
  return hours >= LACKING ? [{ kind: "lacked", hours }] : [];
}

/** How many more or fewer contacts came than were expected, when that is more than chance. */
function differenceOf(day: Day, expected: readonly number[] | undefined): Sign[] {
  const usual = expected ? expectedBy(day, expected) : 0;
  const more = sum(contactsOf(day)) - usual;
  // Counts that come at random lie within two standard deviations nearly always.
  if (usual <= 0 || Math.abs(more) < Math.max(WORTH_A_WORD * usual, 2 * Math.sqrt(usual))) return [];
  return [{ kind: more > 0 ? "more" : "fewer", share: Math.abs(more) / usual }];
}

/** The worst shortage that the roster has from a half hour on. */
function gapAfter(day: Day, first: number): Sign[] {
  let worst: Extract<Sign, { kind: "gap" }> | undefined;
  let present: Extract<Sign, { kind: "gap" }> | undefined;
  for (let half = first; half < day.required.length; half += 1) {
    const lacking = Math.round((day.required[half] ?? 0) - (day.rostered[half] ?? 0));
    if (lacking < 1) {
      present = undefined;
      continue;
    }
    present ??= { kind: "gap", agents: 0, from: half * HALF_HOUR, until: 0 };
    present.agents = Math.max(present.agents, lacking);
    present.until = (half + 1) * HALF_HOUR;
    if (worst === undefined || present.agents > worst.agents) worst = present;
  }
  return worst ? [worst] : [];
}

/** Whether there is nothing at all to show of a day. */
export function isEmpty(day: Day): boolean {
  return (
    day.agents.length === 0 &&
    [day.required, day.rostered, day.present, contactsOf(day)].every((halves) => sum(halves) === 0)
  );
}
