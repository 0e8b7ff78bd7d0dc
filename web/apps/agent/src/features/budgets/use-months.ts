import { useMemo } from "react";
import { useI18n } from "@/i18n";
import { MONTHS } from "./lines";

/** The names of the months, January first, in full and short. */
export function useMonths(): Record<"long" | "short", string[]> {
  const { locale } = useI18n();
  return useMemo(() => {
    const names = (month: "long" | "short") => {
      // Beside a day they are written as within a sentence: in Vietnamese that is not as they stand alone.
      const format = new Intl.DateTimeFormat(locale, { month, day: "numeric", timeZone: "UTC" });
      return Array.from(
        { length: MONTHS },
        (_, index) => format.formatToParts(Date.UTC(2024, index, 1)).find(({ type }) => type === "month")?.value ?? "",
      );
    };
    return { long: names("long"), short: names("short") };
  }, [locale]);
}
