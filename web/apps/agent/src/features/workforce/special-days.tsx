import { api, unwrap } from "@rapport/api";
import { Button, Field, IconButton, Input, Notice, showToast } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { regional } from "@/i18n/intl";
import { fieldProblem, problemText, toastProblem } from "@/shared/problems";
import { useCan } from "@/shared/session";
import { refreshForecasts, specialDaysQuery, type SpecialDay } from "./queries";

/** The server takes no more. */
const MOST_PERCENT = 1000;

const put = ({ day, name, percent }: SpecialDay) =>
  unwrap(api.PUT("/api/v1/workforce/special-days/{day}", { params: { path: { day } }, body: { name, percent } }));

export interface SpecialDaysProps {
  /** The first day that matters; those before it are over. */
  from: string;
}

/** Days on which more or less comes than usual: named by those who make rosters, seen by everybody. */
export function SpecialDays({ from }: SpecialDaysProps) {
  const { t } = useI18n();
  const editable = useCan()("rosters.manage");
  const days = (useQuery(specialDaysQuery).data ?? []).filter(({ day }) => day >= from);
  if (days.length === 0 && !editable) return null;
  return (
    <section aria-label={t("workforce.specialDays")} className="print:break-inside-avoid">
      <h3 className="font-medium">{t("workforce.specialDays")}</h3>
      <p className="mt-0.5 max-w-prose text-sm text-muted">{t("workforce.specialAbout")}</p>
      {days.length > 0 && (
        <ul className="mt-3 divide-y divide-line rounded border border-line">
          {days.map((day) => (
            <DayRow key={day.day} day={day} editable={editable} />
          ))}
        </ul>
      )}
      {editable && <AddDay />}
    </section>
  );
}

function DayRow({ day, editable }: { day: SpecialDay; editable: boolean }) {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const format = new Intl.DateTimeFormat(regional(locale), { dateStyle: "medium", timeZone: "UTC" });
  const onError = (error: unknown) => toastProblem(i18n, error);
  const add = useMutation({ mutationFn: put, onError, onSettled: refreshForecasts });
  const remove = useMutation({
    mutationFn: () =>
      unwrap(api.DELETE("/api/v1/workforce/special-days/{day}", { params: { path: { day: day.day } } })),
    onSuccess: () =>
      showToast({
        message: t("workforce.specialRemoved", { name: day.name }),
        action: { label: t("action.undo"), run: () => add.mutate(day) },
      }),
    onError,
    onSettled: refreshForecasts,
  });
  return (
    <li className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-0.5 py-1.5 pr-2 pl-4 text-sm">
      <span className="w-28 whitespace-nowrap tabular-nums">{format.format(new Date(`${day.day}T00:00Z`))}</span>
      <span className="min-w-24 flex-1 font-medium break-words">{day.name}</span>
      <span className="text-muted tabular-nums">{t("workforce.specialShare", { percent: day.percent })}</span>
      {editable && (
        <IconButton
          label={t("workforce.specialRemove", { name: day.name })}
          size="sm"
          disabled={remove.isPending}
          onClick={() => remove.mutate()}
        >
          <Trash2 size={14} aria-hidden />
        </IconButton>
      )}
    </li>
  );
}

function AddDay() {
  const i18n = useI18n();
  const { t } = i18n;
  const [day, setDay] = useState("");
  const [name, setName] = useState("");
  const [percent, setPercent] = useState("");
  const save = useMutation({
    mutationFn: () => put({ day, name: name.trim(), percent: Number(percent) }),
    onSuccess: () => {
      setDay("");
      setName("");
      setPercent("");
      return refreshForecasts();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const problem = (field: string) => fieldProblem(i18n, save.error, field);
  return (
    <form onSubmit={submit} className="mt-3 flex flex-col gap-3 print:hidden">
      {save.isError && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
      <div className="flex flex-wrap items-end gap-3">
        <Field label={t("workforce.day")} error={problem("day")}>
          <Input type="date" required value={day} onChange={({ target }) => setDay(target.value)} />
        </Field>
        <Field label={t("workforce.specialName")} error={problem("name")} className="min-w-40 flex-1">
          <Input required maxLength={100} value={name} onChange={({ target }) => setName(target.value)} />
        </Field>
        <Field label={t("workforce.specialPercent")} error={problem("percent")} className="w-40">
          <Input
            type="number"
            required
            min={1}
            max={MOST_PERCENT}
            value={percent}
            onChange={({ target }) => setPercent(target.value)}
          />
        </Field>
        <Button type="submit" loading={save.isPending} disabled={day === "" || name.trim() === "" || percent === ""}>
          {t("workforce.specialAdd")}
        </Button>
      </div>
    </form>
  );
}
