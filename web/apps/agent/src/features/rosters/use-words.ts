import { useMemo } from "react";
import { useI18n } from "@/i18n";
import { regional } from "@/i18n/intl";

export interface Words {
  /** "Mon, 2 Mar". */
  day: (day: string) => string;
  /** "Monday, 2 March". */
  longDay: (day: string) => string;
  /** "2 – 8 March 2026". */
  week: (first: string, last: string) => string;
  /** Hours with a half at most. */
  hours: (hours: number) => string;
}

/** Days of the organisation's calendar in the reader's language. They are no instants, so no zone must move them. */
export function useWords(): Words {
  const { locale: language } = useI18n();
  return useMemo(() => {
    const locale = regional(language);
    const at = (day: string) => new Date(`${day}T00:00Z`);
    const short = new Intl.DateTimeFormat(locale, {
      weekday: "short",
      day: "numeric",
      month: "short",
      timeZone: "UTC",
    });
    const long = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
    const range = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    const hours = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
    return {
      day: (day) => short.format(at(day)),
      longDay: (day) => long.format(at(day)),
      week: (first, last) => range.formatRange(at(first), at(last)),
      hours: (value) => hours.format(Math.round(value * 2) / 2),
    };
  }, [language]);
}
