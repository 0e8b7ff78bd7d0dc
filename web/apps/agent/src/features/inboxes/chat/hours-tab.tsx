import { api, unwrap, type BusinessHoursRequest, type BusinessHoursView } from "@rapport/api";
import { Badge, Button, IconButton, Input, Notice, showToast, Switch } from "@rapport/ui";
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { Copy, DoorClosed, DoorOpen, Plus, X } from "lucide-react";
import { useMemo, useState } from "react";
import { useI18n } from "@/i18n";
import { LoadState, Section } from "@/shared/components/page";
import { TimeZoneField } from "@/shared/components/time-zone";
import { problemText } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import {
  DAYS,
  hoursOf,
  nextSpan,
  OFFICE,
  problemOf,
  usualWeek,
  weekFrom,
  type Day,
  type Span,
  type Week,
} from "./hours";

function hoursQuery(id: number) {
  return queryOptions({
    queryKey: ["inboxes", id, "hours"],
    queryFn: ({ signal }): Promise<BusinessHoursView> =>
      unwrap(api.GET("/api/v1/inboxes/{id}/business-hours", { params: { path: { id } }, signal })),
  });
}

/** When somebody is there. Outside of it the widget takes a message, which begins a mail conversation. */
export function HoursTab({ inboxId }: { inboxId: number }) {
  const { t } = useI18n();
  const query = useQuery(hoursQuery(inboxId));
  return (
    <Section title={t("hours.title")} about={t("hours.about")}>
      {query.data ? <Hours inboxId={inboxId} stored={query.data} /> : <LoadState query={query} rows={4} />}
    </Section>
  );
}

/** The days in the reader's language. 5 January 1970 was a Monday. */
function useDayNames(): Record<Day, string> {
  const { locale } = useI18n();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
    const named = DAYS.map((day, index) => [day, format.format(new Date(Date.UTC(1970, 0, 5 + index)))] as const);
    return Object.fromEntries(named) as Record<Day, string>;
  }, [locale]);
}

function Hours({ inboxId, stored }: { inboxId: number; stored: BusinessHoursView }) {
  const i18n = useI18n();
  const { t, exact } = i18n;
  const names = useDayNames();
  const [always, setAlways] = useState(stored.always);
  const [zone, setZone] = useState(stored.time_zone || Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [week, setWeek] = useState<Week>(() => (stored.always ? usualWeek() : weekFrom(stored.hours)));
  const save = useMutation({
    mutationFn: (body: BusinessHoursRequest) =>
      unwrap(api.PUT("/api/v1/inboxes/{id}/business-hours", { params: { path: { id: inboxId } }, body })),
    onSuccess: (saved) => {
      queryClient.setQueryData(hoursQuery(inboxId).queryKey, saved);
      showToast({ tone: "success", message: t("action.saved") });
    },
  });
  const broken = !always && DAYS.some((day) => problemOf(week[day]) !== undefined);
  const setDay = (day: Day, spans: Span[]) => setWeek({ ...week, [day]: spans });
  const toWorkdays = (from: Day) =>
    setWeek({
      ...week,
      ...Object.fromEntries(DAYS.slice(0, 5).map((day) => [day, week[from].map((span) => ({ ...span }))])),
    });
  return (
    <div className="flex flex-col gap-4">
      {save.isError && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
      <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
        <Badge
          tone={stored.open ? "success" : "neutral"}
          icon={stored.open ? <DoorOpen aria-hidden /> : <DoorClosed aria-hidden />}
        >
          {t(stored.open ? "hours.open" : "hours.closed")}
        </Badge>
        {!stored.open && stored.next_opening != null && t("hours.opens", { time: exact(stored.next_opening) })}
      </p>
      <Switch
        label={t("hours.always")}
        hint={t("hours.alwaysHint")}
        checked={always}
        onChange={({ target }) => setAlways(target.checked)}
      />
      {!always && (
        <>
          <div className="max-w-80">
            <TimeZoneField label={t("hours.zone")} value={zone} onChange={setZone} />
          </div>
          <ul className="divide-y divide-line rounded border border-line">
            {DAYS.map((day) => (
              <li key={day} className="flex flex-wrap items-start gap-x-4 gap-y-2 px-3 py-2.5">
                <div className="w-36 pt-1">
                  <Switch
                    label={<span className="first-letter:uppercase">{names[day]}</span>}
                    checked={week[day].length > 0}
                    onChange={({ target }) => setDay(day, target.checked ? [{ ...OFFICE }] : [])}
                  />
                </div>
                <DayHours
                  name={names[day]}
                  spans={week[day]}
                  onChange={(spans) => setDay(day, spans)}
                  onCopy={() => toWorkdays(day)}
                />
              </li>
            ))}
          </ul>
        </>
      )}
      <div>
        <Button
          variant="primary"
          disabled={broken}
          loading={save.isPending}
          onClick={() => save.mutate(always ? { always } : { always, time_zone: zone, hours: hoursOf(week) })}
        >
          {t("hours.save")}
        </Button>
      </div>
    </div>
  );
}

interface DayHoursProps {
  name: string;
  spans: readonly Span[];
  onChange: (spans: Span[]) => void;
  onCopy: () => void;
}

function DayHours({ name, spans, onChange, onCopy }: DayHoursProps) {
  const { t } = useI18n();
  if (spans.length === 0) return <p className="pt-1 text-sm text-faint">{t("hours.closedDay")}</p>;
  const problem = problemOf(spans);
  const set = (at: number, change: Partial<Span>) =>
    onChange(spans.map((span, index) => (index === at ? { ...span, ...change } : span)));
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1.5">
      {spans.map((span, index) => (
        <div key={index} className="flex items-center gap-1.5">
          <Input
            type="time"
            className="w-28"
            aria-label={t("hours.from", { day: name, number: index + 1 })}
            aria-invalid={problem !== undefined || undefined}
            value={span.from}
            onChange={({ target }) => set(index, { from: target.value })}
          />
          <span aria-hidden className="text-faint">
            –
          </span>
          <Input
            type="time"
            className="w-28"
            aria-label={t("hours.to", { day: name, number: index + 1 })}
            aria-invalid={problem !== undefined || undefined}
            value={span.to}
            onChange={({ target }) => set(index, { to: target.value })}
          />
          {spans.length > 1 && (
            <IconButton
              size="sm"
              label={t("hours.remove", { day: name, number: index + 1 })}
              onClick={() => onChange(spans.filter((_, at) => at !== index))}
            >
              <X size={14} aria-hidden />
            </IconButton>
          )}
          {index === 0 && (
            <>
              <IconButton
                size="sm"
                label={t("hours.add", { day: name })}
                onClick={() => onChange([...spans, nextSpan(spans)])}
              >
                <Plus size={14} aria-hidden />
              </IconButton>
              <IconButton size="sm" label={t("hours.copy", { day: name })} onClick={onCopy}>
                <Copy size={14} aria-hidden />
              </IconButton>
            </>
          )}
        </div>
      ))}
      {problem !== undefined && (
        <p role="alert" className="text-xs text-danger">
          {t(`hours.problem.${problem}`)}
        </p>
      )}
    </div>
  );
}
