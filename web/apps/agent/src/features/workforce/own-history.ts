import type { components } from "@rapport/api";
import type { Channel, PlanForm } from "./form";

type Schemas = components["schemas"];
export type HistoryView = Schemas["WorkforceHistoryView"];

/** What was measured of the department, as a plan is made from it. */
export interface Measured {
  /** Contacts a month: as forecast where there is a forecast, else as counted. */
  tickets: number;
  mix: Record<Channel, number>;
  profiles: Schemas["PlanProfiles"];
  /** Seconds that a chat takes. */
  chatSeconds: number | undefined;
  /** Seconds that a mail conversation takes. */
  mailSeconds: number | undefined;
}

/** What a plan can be made from; nothing while not even a week was counted. */
export function measuredOf(history: HistoryView): Measured | undefined {
  const tickets = history.forecast?.per_month ?? history.per_month;
  if (tickets == null || tickets <= 0) return undefined;
  const seconds = (of: Channel) => history.channels.find(({ channel }) => channel === of)?.handling?.mean_s;
  return {
    tickets,
    mix: history.mix,
    profiles: Object.fromEntries(
      history.channels.flatMap(({ channel, profile }) => (profile ? [[channel, profile]] : [])),
    ),
    chatSeconds: seconds("chat"),
    mailSeconds: seconds("email"),
  };
}

/** What stands in the fields that were left empty, in the units of the fields. */
export function measuredFields(measured: Measured): Partial<Record<keyof PlanForm, number>> {
  const minutes = (seconds: number) => Math.round(seconds / 6) / 10;
  return {
    tickets: Math.round(measured.tickets),
    ...(measured.chatSeconds !== undefined && { chatMinutes: minutes(measured.chatSeconds) }),
    ...(measured.mailSeconds !== undefined && { mailMinutes: minutes(measured.mailSeconds) }),
  };
}

export interface ChartDay {
  date: string;
  /** What came; null for a day to come. */
  came: number | null;
  expected: number | null;
  lower: number;
  upper: number;
}

/** Most days of the past that are drawn: more would be a blur. */
const MOST_DRAWN = 84;

/** The last days and those to come, one after the other. */
export function chartDays(history: HistoryView): ChartDay[] {
  const past = history.days
    .slice(-MOST_DRAWN)
    .map(({ date, contacts }) => ({ date, came: contacts, expected: null, lower: 0, upper: 0 }));
  const coming = (history.forecast?.days ?? []).map((day) => ({ ...day, came: null }));
  return [...past, ...coming];
}
