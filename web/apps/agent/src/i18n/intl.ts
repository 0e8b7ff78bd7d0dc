/** Dates, numbers and sizes in the reader's language. Formatters are made once: creating them is slow. */
export interface Formats {
  /** "5 min", "3 h", "2 d": for narrow columns; the exact time belongs into the title. */
  short: (from: string | Date, now: number) => string;
  /** "5 minutes ago". */
  relative: (at: string | Date, now: number) => string;
  /** Date and time to the minute, in full. */
  exact: (at: string | Date) => string;
  /** Time today, else day and month, with the year when it is another one. */
  stamp: (at: string | Date, now: number) => string;
  day: (at: string | Date) => string;
  /** A day of a calendar, as `2026-03-02`: no instant, so that no zone moves it. */
  calendarDay: (day: string) => string;
  number: (value: number) => string;
  bytes: (value: number) => string;
  list: (items: string[]) => string;
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const SHORT_UNITS: [string, number][] = [
  ["year", 31_536_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

function largestUnit<U>(units: [U, number][], seconds: number): [U, number] | undefined {
  return units.find(([, size]) => seconds >= size);
}

function byteFormat(locale: string): (value: number) => string {
  const formatters = BYTE_UNITS.map(
    (unit, index) =>
      new Intl.NumberFormat(locale, {
        style: "unit",
        unit,
        unitDisplay: index === 0 ? "long" : "short",
        maximumFractionDigits: index > 1 ? 1 : 0,
      }),
  );
  return (value) => {
    let power = 0;
    let shown = value;
    while (shown >= 1000 && power < BYTE_UNITS.length - 1) {
      shown /= 1000;
      power += 1;
    }
    return formatters[power]?.format(shown) ?? String(value);
  };
}

/** The language as it is written in the reader's region, where the browser tells: dates differ within one language. */
export function regional(locale: string, wanted: readonly string[] = navigator.languages): string {
  return wanted.find((tag) => /^[a-z]+-[A-Z]{2}$/u.test(tag) && tag.startsWith(`${locale}-`)) ?? locale;
}

/** Makes all formatters for a language, with clocks of a time zone; those of the browser's when absent. */
export function formats(locale: string, timeZone?: string): Formats {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short", timeZone });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone });
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone });
  const dayWithYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone });
  const calendarDay = new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
  // Year, month and day in a form that can be compared: "2026-03-02".
  const calendar = new Intl.DateTimeFormat("sv-SE", { timeZone });
  const number = new Intl.NumberFormat(locale);
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  const short = new Map(
    SHORT_UNITS.map(([unit]) => [unit, new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "narrow" })]),
  );
  return {
    short: (from, now) => {
      const seconds = (now - new Date(from).getTime()) / 1000;
      const found = largestUnit(SHORT_UNITS, seconds);
      if (!found) return relative.format(0, "second");
      const [unit, size] = found;
      return short.get(unit)?.format(Math.floor(seconds / size)) ?? "";
    },
    relative: (at, now) => {
      const seconds = (new Date(at).getTime() - now) / 1000;
      const [unit, size] = largestUnit(UNITS, Math.abs(seconds)) ?? ["second", 1];
      // "in 4 seconds" and "4 seconds ago" only unsettle: clocks differ by that much.
      if (unit === "second") return relative.format(0, "second");
      return relative.format(Math.trunc(seconds / size), unit);
    },
    exact: (at) => exact.format(new Date(at)),
    stamp: (at, now) => {
      const date = new Date(at);
      const today = new Date(now);
      const [on, current] = [calendar.format(date), calendar.format(today)];
      if (on === current) return time.format(date);
      const sameYear = on.slice(0, 4) === current.slice(0, 4);
      return `${(sameYear ? day : dayWithYear).format(date)}, ${time.format(date)}`;
    },
    day: (at) => dayWithYear.format(new Date(at)),
    calendarDay: (on) => calendarDay.format(new Date(`${on}T00:00Z`)),
    number: (value) => number.format(value),
    bytes: byteFormat(locale),
    list: (items) => list.format(items),
  };
}
