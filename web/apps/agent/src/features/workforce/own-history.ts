import type { components } from "@rapport/api";
import { CHANNELS, type Channel, type PlanForm } from "./form";
import type { SpecialDay } from "./queries";

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
  /** What the day is, where it is not like others. */
  special: SpecialDay | undefined;
}

/** Most days of the past that are drawn: more would be a blur. */
const MOST_DRAWN = 84;

export interface Drawn {
  /** Of this channel alone, as the forecast is. */
  channel?: Channel | undefined;
  special?: readonly SpecialDay[];
}

/** The last days and those to come, one after the other. */
export function chartDays(history: HistoryView, { channel, special = [] }: Drawn = {}): ChartDay[] {
  const names = new Map(special.map((one) => [one.day, one]));
  const past = history.days.slice(-MOST_DRAWN).map(({ date, contacts, by_channel }) => ({
    date,
    came: channel ? by_channel[channel] : contacts,
    expected: null,
    lower: 0,
    upper: 0,
  }));
  const coming = (history.forecast?.days ?? []).map((day) => ({ ...day, came: null }));
  return [...past, ...coming].map((day) => ({ ...day, special: names.get(day.date) }));
}

/** The channels that have contacts. */
export function channelsOf(history: Pick<HistoryView, "channels">): Channel[] {
  return CHANNELS.filter((known) =>
    history.channels.some(({ channel, contacts }) => channel === known && contacts > 0),
  );
}

/** Contacts in each hour of an average week, Monday first, of all channels or of one; null where none came. */
export function arrivalsOf(history: HistoryView, channel?: string): (number | null)[][] {
  const profiles = history.channels
    .filter((one) => channel === undefined || one.channel === channel)
    .flatMap(({ profile }) => (profile ? [profile] : []));
  return Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 24 }, (_, hour) => {
      const contacts = profiles.reduce((sum, profile) => sum + (profile[day * 24 + hour] ?? 0), 0);
      return contacts > 0 ? contacts : null;
    }),
  );
}
