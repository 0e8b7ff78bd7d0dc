import { api, unwrap } from "@rapport/api";
import { Button, Field, Input, Notice, showToast } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { fieldProblem, problemText, toastProblem } from "@/shared/problems";
import { refresh } from "./queries";
import type { Leave } from "./week";

/** Asks for leave. */
export function LeaveForm() {
  const i18n = useI18n();
  const { t } = i18n;
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const ask = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/workforce/leave", { body: { from, to: to || from, reason } })),
    onSuccess: () => {
      setFrom("");
      setTo("");
      setReason("");
      showToast({ tone: "success", message: t("rosters.leaveAsked") });
      return refresh();
    },
  });
  const problem = (field: string) => fieldProblem(i18n, ask.error, field);
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate();
      }}
    >
      {ask.isError && <Notice tone="danger">{problemText(i18n, ask.error)}</Notice>}
      <div className="flex flex-wrap items-end gap-3">
        <Field label={t("rosters.leaveFrom")} error={problem("from")}>
          <Input type="date" required value={from} onChange={(event) => setFrom(event.target.value)} />
        </Field>
        <Field label={t("rosters.leaveTo")} error={problem("to")}>
          <Input type="date" min={from} value={to} onChange={(event) => setTo(event.target.value)} />
        </Field>
        <Field label={t("rosters.reason")} error={problem("reason")} className="min-w-48 flex-1">
          <Input maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
        <Button type="submit" loading={ask.isPending} disabled={from === ""}>
          {t("rosters.askLeave")}
        </Button>
      </div>
    </form>
  );
}

export function WithdrawLeave({ leave }: { leave: Leave }) {
  const i18n = useI18n();
  const withdraw = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/workforce/leave/{id}/withdraw", { params: { path: { id: leave.id } } })),
    onSuccess: refresh,
    onError: (error) => toastProblem(i18n, error),
  });
  return (
    <Button size="sm" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
      {i18n.t("rosters.withdraw")}
    </Button>
  );
}
