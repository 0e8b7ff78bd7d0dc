import { isApiError } from "@rapport/api";
import { Button, Dialog, Field, Input, Notice, Select, Skeleton } from "@rapport/ui";
import type { FormEvent } from "react";
import { useI18n, type I18n } from "@/i18n";
import { fieldProblem, problemText } from "@/shared/problems";
import type { Meeting } from "../week";
import { PeopleField } from "./people-field";
import { useMeetingForm } from "./use-meeting-form";

const KINDS = ["meeting", "training"] as const;

export interface MeetingDialogProps {
  /** The meeting; a new one when there is none. */
  meeting?: Meeting | undefined;
  /** Where a new one begins. */
  day: string;
  onClose: () => void;
}

/** Plans a meeting or a training, changes one, or enters one that is over. */
export function MeetingDialog({ meeting, day, onClose }: MeetingDialogProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const { form, change, people, standing, save } = useMeetingForm(meeting, day, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const problem = (field: string) => problemOf(i18n, save.error, field);
  return (
    <Dialog
      open
      size="md"
      onOpenChange={(open) => !open && onClose()}
      title={t(meeting ? "rosters.editMeeting" : "rosters.planMeeting")}
      description={t("rosters.meetingAbout")}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" form="meeting-form" loading={save.isPending} disabled={!people}>
            {t("action.save")}
          </Button>
        </>
      }
    >
      <form id="meeting-form" onSubmit={submit} className="flex flex-col gap-4 pb-4">
        {save.isError && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
        <div className="grid gap-3 sm:grid-cols-[9rem_minmax(0,1fr)]">
          <Field label={t("rosters.meetingKind")} error={problem("kind")}>
            <Select value={form.kind} onChange={({ target }) => change({ kind: target.value })}>
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`rosters.meetingKind.${kind}`)}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={t("rosters.meetingTitle")} error={problem("title")}>
            <Input
              required
              maxLength={100}
              value={form.title}
              onChange={({ target }) => change({ title: target.value })}
            />
          </Field>
        </div>
        <Times form={form} change={change} problem={problem} />
        {people ? (
          <PeopleField
            people={people}
            chosen={form.agents}
            standing={standing}
            error={problem("agents")}
            onChange={(agents) => change({ agents })}
          />
        ) : (
          <Skeleton className="h-40 w-full rounded" />
        )}
      </form>
    </Dialog>
  );
}

type TimesProps = Pick<ReturnType<typeof useMeetingForm>, "form" | "change"> & {
  problem: (field: string) => string | undefined;
};

function Times({ form: { day, from, to }, change, problem }: TimesProps) {
  const { t } = useI18n();
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
      <Field label={t("rosters.day")} className="max-sm:col-span-2">
        <Input type="date" required value={day} onChange={({ target }) => change({ day: target.value })} />
      </Field>
      <Field label={t("rosters.from")} error={problem("start")}>
        <Input type="time" required value={from} onChange={({ target }) => change({ from: target.value })} />
      </Field>
      <Field label={t("rosters.to")} error={problem("end")}>
        <Input type="time" required value={to} onChange={({ target }) => change({ to: target.value })} />
      </Field>
    </div>
  );
}

/** Why a field was refused. How long and how many it may be stands in the answer: that is said of lengths and people, not of numbers. */
function problemOf(i18n: I18n, error: unknown, field: string): string | undefined {
  const reason = fieldProblem(i18n, error, field);
  if (reason === undefined || !isApiError(error) || error.fields[field]?.code !== "out_of_range") return reason;
  return i18n.tCode("rosters.meetingRefused", field, reason);
}
