import { api, unwrap } from "@rapport/api";
import { Button, Dialog, Field, Input, Notice, Select, showToast } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { fieldProblem, problemText } from "@/shared/problems";
import { refresh } from "./queries";
import { dayOf, timeOf, timesOn, type RosterWeek, type Shift } from "./week";

export interface ShiftDialogProps {
  week: RosterWeek;
  /** The shift; a new one when there is none. */
  shift: Shift | undefined;
  /** Where a new one begins. */
  agentId: number;
  day: string;
  onRemove: (shift: Shift) => void;
  onClose: () => void;
}

/** Everything of a shift in fields: what can be done with the mouse can be done here, and its break as well. */
export function ShiftDialog({ week, shift, agentId, day: firstDay, onRemove, onClose }: ShiftDialogProps) {
  const i18n = useI18n();
  const { t, tCode } = i18n;
  const [agent, setAgent] = useState(shift?.agent_id ?? agentId);
  const [day, setDay] = useState(shift ? dayOf(shift) : firstDay);
  const [from, setFrom] = useState(shift ? timeOf(shift.local_start) : "09:00");
  const [to, setTo] = useState(shift ? timeOf(shift.local_end) : "17:30");
  const [pause, setPause] = useState(String(shift?.pause_minutes ?? 30));
  const save = useMutation({
    mutationFn: () => {
      const body = { agent_id: agent, ...timesOn(day, from, to), pause_minutes: Number(pause) };
      return shift
        ? unwrap(api.PATCH("/api/v1/workforce/shifts/{id}", { params: { path: { id: shift.id } }, body }))
        : unwrap(api.POST("/api/v1/workforce/shifts", { body }));
    },
    onSuccess: ({ warnings }) => {
      for (const { code, text } of warnings) {
        showToast({ tone: "info", message: tCode("rosters.warning", code, text) });
      }
      onClose();
      return refresh();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const problem = (field: string) => fieldProblem(i18n, save.error, field);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(shift ? "rosters.editShift" : "rosters.addShift")}
      closeLabel={t("action.close")}
      footer={
        <>
          {shift && (
            <Button
              className="mr-auto"
              onClick={() => {
                onClose();
                onRemove(shift);
              }}
            >
              {t("rosters.takeOff")}
            </Button>
          )}
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" form="shift-form" loading={save.isPending}>
            {t("action.save")}
          </Button>
        </>
      }
    >
      <form id="shift-form" onSubmit={submit} className="flex flex-col gap-4 pb-4">
        {save.isError && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
        <Field label={t("rosters.who")} error={problem("agent_id")}>
          <Select value={agent} onChange={(event) => setAgent(Number(event.target.value))}>
            {week.people.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t("rosters.day")}>
          <Input type="date" required value={day} onChange={(event) => setDay(event.target.value)} />
        </Field>
        <div className="grid grid-cols-3 gap-3">
          <Field label={t("rosters.from")} error={problem("start")}>
            <Input type="time" required value={from} onChange={(event) => setFrom(event.target.value)} />
          </Field>
          <Field label={t("rosters.to")} error={problem("end")}>
            <Input type="time" required value={to} onChange={(event) => setTo(event.target.value)} />
          </Field>
          <Field label={t("rosters.pause")} error={problem("pause_minutes")}>
            <Input
              type="number"
              min={0}
              max={240}
              required
              value={pause}
              onChange={(event) => setPause(event.target.value)}
            />
          </Field>
        </div>
      </form>
    </Dialog>
  );
}
