import { api, unwrap, type components } from "@rapport/api";
import { Badge, cx, Skeleton, type Tone } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { useI18n } from "@/i18n";
import { useFigures } from "./figures";

type TodayView = components["schemas"]["WorkforceTodayView"];

const TONES: Partial<Record<string, Tone>> = {
  calm: "success",
  strained: "warning",
  overloaded: "danger",
  hire: "danger",
};

/** How the team is doing now: one word, one sentence, and the signs behind it. */
export function TodayCard() {
  const { t, tCode, number } = useI18n();
  const figures = useFigures();
  const { data: today, isPending } = useQuery({
    queryKey: ["workforce", "today"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/workforce/today", { signal })),
    staleTime: 60_000,
    retry: false,
  });
  if (isPending) return <Skeleton className="h-24 w-full rounded-lg" />;
  // The plan stands without it.
  if (!today) return null;
  return (
    <section aria-label={t("workforce.today")} className="rounded-lg border border-line px-4 py-3 print:hidden">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="font-semibold">{t("workforce.today")}</h2>
        <Badge tone={TONES[today.level] ?? "neutral"}>{tCode("workforce.today.level", today.level, today.level)}</Badge>
      </div>
      <p className="mt-1 max-w-prose text-sm text-muted">
        {today.level === "hire"
          ? t("workforce.today.hireText", { people: today.hire, days: today.days_in_a_row })
          : today.have_time
            ? t("workforce.today.haveTime")
            : tCode("workforce.today.text", today.level, "")}{" "}
        {t("workforce.today.pace", {
          agents: today.agents,
          contacts: Math.round(today.contacts_a_day),
          solved: number(Math.round(today.solved_a_day)),
        })}{" "}
        {today.plan_instead && t("workforce.today.planInstead")}
      </p>
      <ul className="mt-3 grid gap-x-6 gap-y-3 sm:grid-cols-3">
        {today.signs.map((sign) => (
          <Sign key={sign.sign} sign={sign} />
        ))}
      </ul>
      <p className="mt-3 text-xs text-faint">
        {t(today.in_opening_hours ? "workforce.today.openingHours" : "workforce.today.allHours", {
          hours: figures.whole(today.late_after_h),
        })}{" "}
        {today.not_measured.includes("occupancy") && t("workforce.today.noOccupancy")}
      </p>
    </section>
  );
}

/** A sign beside its limit, as words and as a bar. */
function Sign({ sign }: { sign: TodayView["signs"][number] }) {
  const { t, tCode } = useI18n();
  const figures = useFigures();
  const shown = (value: number) =>
    sign.sign === "backlog_age_h" ? t("workforce.hours", { hours: Math.round(value) }) : figures.share(value);
  const bad = sign.ratio >= 1;
  return (
    <li className="min-w-0 text-sm">
      <span className="block text-xs text-muted">{tCode("workforce.today.sign", sign.sign, sign.sign)}</span>
      <span className={cx("font-semibold tabular-nums", bad && "text-danger")}>{shown(sign.value)}</span>{" "}
      <span className="text-xs text-faint">{t("workforce.today.limit", { limit: shown(sign.limit) })}</span>
      <span aria-hidden className="mt-1 block h-1.5 overflow-hidden rounded-full bg-active">
        <span
          className={cx("block h-full rounded-full", bad ? "bg-danger-solid" : "bg-accent-solid")}
          style={{ width: `${String(Math.round(Math.min(1, sign.ratio) * 100))}%` }}
        />
      </span>
    </li>
  );
}
