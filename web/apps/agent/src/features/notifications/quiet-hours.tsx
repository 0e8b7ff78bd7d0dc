import type { QuietHoursBody, QuietWindowBody } from "@rapport/api";
import { Button, Field, IconButton, Input, Notice, showToast } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { Moon, Plus, X } from "lucide-react";
import { useMemo, useState, type FormEvent } from "react";
import { useI18n, type I18n } from "@/i18n";
import { TimeZoneField } from "@/shared/components/time-zone";
import { fieldProblem, problemText } from "@/shared/problems";
import { saveQuietHours } from "./settings-queries";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
/** As many as the server takes. */
const MOST = 7;
const NIGHT: QuietWindowBody = { days: [...DAYS], from: "22:00", to: "07:00" };

interface Named {
  key: (typeof DAYS)[number];
  short: string;
  long: string;
}

/** The days in the reader's language. 5 January 1970 was a Monday. */
function useDays({ locale }: I18n): Named[] {
  return useMemo(() => {
    const format = (weekday: "short" | "long") => new Intl.DateTimeFormat(locale, { weekday, timeZone: "UTC" });
    const [short, long] = [format("short"), format("long")];
    return DAYS.map((key, index) => {
      const day = new Date(Date.UTC(1970, 0, 5 + index));
      return { key, short: short.format(day), long: long.format(day) };
    });
  }, [locale]);
}

/** When neither pushes nor sounds come. Nothing is stored before it is saved: half a time would already be a rule. */
export function QuietHours({ stored }: { stored: QuietHoursBody }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [windows, setWindows] = useState(stored.windows);
  // Who never set any lives where the browser is, which the organisation's zone need not be.
  const [zone, setZone] = useState(
    stored.windows.length > 0 ? stored.time_zone : Intl.DateTimeFormat().resolvedOptions().timeZone,
  );
  const save = useMutation({
    mutationFn: () => saveQuietHours({ time_zone: zone, windows }),
    onSuccess: () => showToast({ tone: "success", message: t("action.saved") }),
  });
  const change = (index: number, next: Partial<QuietWindowBody>) =>
    setWindows(windows.map((window, at) => (at === index ? { ...window, ...next } : window)));
  const changed =
    JSON.stringify(windows) !== JSON.stringify(stored.windows) || (windows.length > 0 && zone !== stored.time_zone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
      {save.isError && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
      {windows.length === 0 ? (
        <p className="flex items-center gap-2 text-muted">
          <Moon size={16} aria-hidden className="text-faint" />
          {t("notifications.quiet.none")}
        </p>
      ) : (
        <ul className="flex flex-col gap-3">
          {windows.map((window, index) => (
            <WindowFields
              key={index}
              window={window}
              number={index + 1}
              problem={(field) => fieldProblem(i18n, save.error, `quiet_hours.windows[${String(index)}].${field}`)}
              onChange={(next) => change(index, next)}
              onRemove={() => setWindows(windows.filter((_, at) => at !== index))}
            />
          ))}
        </ul>
      )}
      {windows.length < MOST && (
        <div>
          <Button size="sm" onClick={() => setWindows([...windows, NIGHT])}>
            <Plus size={14} aria-hidden />
            {t("notifications.quiet.add")}
          </Button>
        </div>
      )}
      {windows.length > 0 && <TimeZoneField label={t("notifications.quiet.zone")} value={zone} onChange={setZone} />}
      {(changed || windows.length > 0) && (
        <div>
          <Button type="submit" variant="primary" disabled={!changed} loading={save.isPending}>
            {t("action.save")}
          </Button>
        </div>
      )}
    </form>
  );
}

interface WindowFieldsProps {
  window: QuietWindowBody;
  number: number;
  problem: (field: string) => string | undefined;
  onChange: (next: Partial<QuietWindowBody>) => void;
  onRemove: () => void;
}

function WindowFields({ window, number, problem, onChange, onRemove }: WindowFieldsProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const days = useDays(i18n);
  const toggle = (day: string, on: boolean) =>
    onChange({ days: DAYS.filter((one) => (one === day ? on : window.days.includes(one))) });
  const wholeDay = window.from !== "" && window.from === window.to;
  const overnight = window.from > window.to;
  const daysProblem = problem("days");
  return (
    <li className="rounded border border-line p-3">
      <fieldset className="flex flex-col gap-3">
        <legend className="sr-only">{t("notifications.quiet.window", { number })}</legend>
        <div className="flex items-start gap-2">
          <div className="flex min-w-0 flex-1 flex-wrap gap-1" role="group" aria-label={t("notifications.quiet.days")}>
            {days.map(({ key, short, long }) => (
              <label
                key={key}
                className="relative inline-flex h-7 min-w-10 cursor-pointer items-center justify-center rounded border border-line-strong px-2 text-xs text-muted transition-colors hover:bg-hover has-checked:border-transparent has-checked:bg-accent-soft has-checked:font-medium has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:h-10"
              >
                <input
                  type="checkbox"
                  className="absolute inset-0 cursor-pointer opacity-0"
                  aria-label={long}
                  checked={window.days.includes(key)}
                  onChange={({ target }) => toggle(key, target.checked)}
                />
                <span aria-hidden>{short}</span>
              </label>
            ))}
          </div>
          <IconButton label={t("notifications.quiet.remove", { number })} onClick={onRemove}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
        {daysProblem !== undefined && (
          <p role="alert" className="text-xs text-danger">
            {daysProblem}
          </p>
        )}
        <div className="flex flex-wrap items-start gap-3">
          <Field label={t("notifications.quiet.from")} error={problem("from")} className="w-32">
            <Input type="time" value={window.from} onChange={({ target }) => onChange({ from: target.value })} />
          </Field>
          <Field label={t("notifications.quiet.to")} error={problem("to")} className="w-32">
            <Input type="time" value={window.to} onChange={({ target }) => onChange({ to: target.value })} />
          </Field>
          {(wholeDay || overnight) && (
            <p className="self-end pb-1.5 text-sm text-muted">
              {t(wholeDay ? "notifications.quiet.wholeDay" : "notifications.quiet.nextDay")}
            </p>
          )}
        </div>
      </fieldset>
    </li>
  );
}
