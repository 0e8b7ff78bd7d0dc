import { useMemo } from "react";
import { useI18n } from "@/i18n";

export interface Figures {
  whole: (value: number) => string;
  /** With a digit behind the point where that matters: below ten. */
  decimal: (value: number) => string;
  /** Money without cents, rounded as coarsely as a plan deserves. */
  money: (value: number) => string;
  /** Money with cents, for small amounts. */
  cents: (value: number) => string;
  share: (value: number) => string;
  day: (day: number, style?: "short" | "long") => string;
  clock: (minute: number) => string;
  /** Minutes as one says them: minutes, from two hours on hours. */
  duration: (minutes: number) => string;
}

/** Numbers, weekdays and times of the day in the reader's language. */
export function useFigures(): Figures {
  const { locale, number, t } = useI18n();
  return useMemo(() => {
    const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
    const cents = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const time = new Intl.DateTimeFormat(locale, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: "UTC",
    });
    const names = { short: weekdays(locale, "short"), long: weekdays(locale, "long") };
    return {
      whole: (value) => number(Math.round(value)),
      decimal: (value) => number(Math.abs(value) < 10 ? Math.round(value * 10) / 10 : Math.round(value)),
      money: (value) => {
        const step = Math.abs(value) >= 100_000 ? 1000 : 100;
        return number(Math.round(value / step) * step);
      },
      cents: (value) => cents.format(value),
      share: (value) => percent.format(value),
      day: (day, style = "short") => names[style][day] ?? "",
      clock: (minute) => time.format(new Date((minute % 1440) * 60_000)),
      duration: (minutes) =>
        minutes < 120
          ? t("workforce.minutes", { minutes: Math.max(1, minutes) })
          : t("workforce.hours", { hours: Math.round(minutes / 60) }),
    };
  }, [locale, number, t]);
}

/** Monday to Sunday. The first of January 2024 was a Monday. */
function weekdays(locale: string, weekday: "short" | "long"): string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday, timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => format.format(Date.UTC(2024, 0, 1 + day)));
}
