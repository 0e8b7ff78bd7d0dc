import { Moon } from "lucide-react";
import { useI18n } from "@/i18n";
import { regional } from "@/i18n/intl";
import { useNow } from "@/shared/hooks/use-now";

/** From when to when nobody wants to be called. */
const NIGHT_FROM = 22;
const NIGHT_TO = 7;

export interface Elsewhere {
  /** Hours and minutes as they are written here. */
  time: string;
  /** -1 yesterday, 0 the same day, 1 tomorrow. */
  days: number;
  night: boolean;
}

/** The number of a day in a zone, counted so that neighbouring days differ by one. */
function dayNumber(now: number, zone?: string): number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(now);
  return Math.round(Date.parse(`${parts}T00:00:00Z`) / 86_400_000);
}

/** What time it is in another zone; undefined when the browser does not know it. Pure, so that it can be tested. */
export function timeElsewhere(now: number, zone: string, locale: string, here?: string): Elsewhere | undefined {
  try {
    const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(now);
    const hour = Number(
      new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone: zone }).format(now),
    );
    const days = dayNumber(now, zone) - dayNumber(now, here);
    return { time, days, night: hour >= NIGHT_FROM || hour < NIGHT_TO };
  } catch {
    return undefined;
  }
}

/** What time it is where the customer is: 4 in the morning is no time to call. */
export function LocalTime({ zone }: { zone: string }) {
  const { t, locale } = useI18n();
  const now = useNow();
  const name = zone.replaceAll("_", " ");
  const there = timeElsewhere(now, zone, regional(locale));
  if (!there) return <>{name}</>;
  const day = there.days === 0 ? undefined : t(there.days > 0 ? "localTime.tomorrow" : "localTime.yesterday");
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5">
      <span className="font-medium tabular-nums">{there.time}</span>
      {day !== undefined && <span className="text-muted">{day}</span>}
      {there.night && (
        <span className="inline-flex items-center gap-1 rounded-sm bg-hover px-1.5 text-xs text-muted">
          <Moon size={11} aria-hidden />
          {t("localTime.night")}
        </span>
      )}
      <span className="text-faint">{name}</span>
    </span>
  );
}
