/**
 * Times for answers that leave later, in the agent's time zone, which need not be that of the device: somebody who
 * answers for a desk in Hanoi from a train in Romania thinks in the desk's hours.
 */

import { regional } from "@/i18n/intl";

/** Day and time as the fields of a form write them, without a zone. */
export interface LocalTime {
  /** `2026-03-02` */
  date: string;
  /** `09:00` */
  time: string;
}

export function deviceZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

const pad = (value: number, width = 2) => String(value).padStart(width, "0");

/** What clocks in the zone show at an instant. */
export function localTime(at: Date, zone: string): LocalTime {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "00";
  return {
    date: `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`,
    time: `${part("hour")}:${part("minute")}`,
  };
}

/** The instant at which clocks in the zone show this; undefined for what is no time. An hour that a zone skips is read as the next. */
export function instant({ date, time }: LocalTime, zone: string): Date | undefined {
  const shown = Date.parse(`${date}T${time}:00Z`);
  if (Number.isNaN(shown)) return undefined;
  let guess = shown;
  // Twice: the offset at the first guess may be that of the other side of a change of the clocks.
  for (let step = 0; step < 2; step++) {
    const there = localTime(new Date(guess), zone);
    guess += shown - Date.parse(`${there.date}T${there.time}:00Z`);
  }
  return new Date(guess);
}

/** The date so many days after another one. */
export function plusDays(date: string, days: number): string {
  const at = new Date(`${date}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return `${pad(at.getUTCFullYear(), 4)}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())}`;
}

export type PresetKey = "inTwoHours" | "tomorrow" | "monday";

export interface Preset {
  key: PresetKey;
  at: Date;
}

const HOUR_MS = 3_600_000;

/** The times that are wanted most, the soonest first; only those that lie ahead. */
export function presets(now: Date, zone: string): Preset[] {
  const today = localTime(now, zone).date;
  const weekday = new Date(`${today}T12:00:00Z`).getUTCDay();
  const at = (date: string, time: string) => instant({ date, time }, zone);
  // Whoever writes on a Monday means the next one.
  const toMonday = (8 - weekday) % 7 || 7;
  const inTwoHours = new Date(Math.ceil((now.getTime() + 2 * HOUR_MS) / 60_000) * 60_000);
  const all: { key: PresetKey; at: Date | undefined }[] = [
    { key: "inTwoHours", at: inTwoHours },
    { key: "tomorrow", at: at(plusDays(today, 1), "09:00") },
    // On a Sunday both would be the same.
    { key: "monday", at: toMonday === 1 ? undefined : at(plusDays(today, toMonday), "09:00") },
  ];
  return all.flatMap((preset) =>
    preset.at && preset.at.getTime() > now.getTime() ? [{ key: preset.key, at: preset.at }] : [],
  );
}

/** Why an answer cannot be given this time, as the server would say it; undefined when it can. */
export function problemOf(at: Date | undefined, now: Date): "invalid_time" | "in_the_past" | "too_late" | undefined {
  if (!at) return "invalid_time";
  if (at.getTime() <= now.getTime()) return "in_the_past";
  return at.getTime() > now.getTime() + 366 * 24 * HOUR_MS ? "too_late" : undefined;
}

/** "Tue 3 Mar, 09:00 GMT+2"; without the zone where it stands beside. Dates as the reader's region writes them. */
export function formatWhen(at: Date | string, locale: string, zone: string, withZone = true): string {
  return new Intl.DateTimeFormat(regional(locale), {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    ...(withZone && { timeZoneName: "short" }),
  }).format(new Date(at));
}
