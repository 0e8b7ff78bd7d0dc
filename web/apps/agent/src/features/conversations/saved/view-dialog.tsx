import { api, isApiError, unwrap, type ViewCondition, type ViewRequest, type ViewView } from "@rapport/api";
import { Button, Dialog, Field, Input, Notice, Select } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { OwnerSelect } from "@/shared/components/owner-select";
import { fieldProblem, problemText } from "@/shared/problems";
import { refreshSavedViews } from "../data/live";
import { STANDARD } from "../list/columns";
import { ColumnsField } from "./columns-field";
import { ConditionFields } from "./condition-fields";

export interface ViewDialogProps {
  /** Absent for a new one. */
  view?: ViewView;
  /** What a new one begins with. */
  start?: Partial<ViewRequest>;
  /** What the list shows and a view cannot keep. */
  wordsLost?: boolean;
  onSaved?: (view: ViewView) => void;
  onClose: () => void;
}

const FIELDS = ["name", "owner", "team_id", "sort", "columns"];

/** Makes a saved view, or changes one. */
export function ViewDialog({ view, start, wordsLost = false, onSaved, onClose }: ViewDialogProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const [form, setForm] = useState<ViewRequest & { conditions: ViewCondition[] }>({
    name: view?.name ?? start?.name ?? "",
    owner: view?.owner ?? "personal",
    team_id: view?.team_id ?? null,
    sort: view?.sort ?? start?.sort ?? "newest",
    conditions: view?.conditions ?? start?.conditions ?? [],
    columns: view?.columns ?? start?.columns ?? [...STANDARD],
  });
  const set = (change: Partial<typeof form>) => setForm((before) => ({ ...before, ...change }));
  const save = useMutation({
    mutationFn: (body: ViewRequest) =>
      view
        ? unwrap(api.PUT("/api/v1/views/{id}", { params: { path: { id: view.id } }, body }))
        : unwrap(api.POST("/api/v1/views", { body })),
    onSuccess: (saved) => {
      refreshSavedViews();
      onSaved?.(saved);
      onClose();
    },
  });
  const complete = form.name.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) save.mutate({ ...form, name: form.name.trim() });
  };
  const refused = isApiError(save.error) ? Object.keys(save.error.fields) : [];
  const problem = (field: string) => fieldProblem(i18n, save.error, field);
  // Refused as they were sent, not as they have been changed since.
  const sent = save.variables?.conditions ?? [];
  const conditionProblem = (field: ViewCondition["field"]) => {
    const prefix = `conditions[${sent.findIndex((condition) => condition.field === field)}]`;
    const key = refused.find((name) => name === prefix || name.startsWith(`${prefix}.`));
    return key === undefined ? undefined : problem(key);
  };
  const elsewhere =
    save.isError && !FIELDS.some((field) => problem(field)) && !sent.some(({ field }) => conditionProblem(field));
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={(open) => !open && onClose()}
      title={view ? t("views.edit", { name: view.name }) : t("views.save")}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" form="saved-view" disabled={!complete} loading={save.isPending}>
            {t("action.save")}
          </Button>
        </>
      }
    >
      <form id="saved-view" onSubmit={submit} noValidate className="flex flex-col gap-4 pb-3">
        {elsewhere && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
        {wordsLost && <Notice tone="info">{t("views.withoutWords")}</Notice>}
        <div className="grid gap-4 sm:grid-cols-3">
          <Field label={t("inbox.name")} error={problem("name")}>
            <Input maxLength={100} value={form.name} onChange={(event) => set({ name: event.target.value })} />
          </Field>
          <Field label={t("views.owner")} error={problem("owner") ?? problem("team_id")}>
            <OwnerSelect
              value={form}
              onChange={set}
              permission="views.manage"
              allTeams
              teamNow={view?.team_id}
              labels={{ personal: "views.owner.personal", everyone: "views.owner.everyone" }}
            />
          </Field>
          <Field
            label={t("sort.label")}
            hint={form.sort === "waiting" ? t("views.waitingOnly") : undefined}
            error={problem("sort")}
          >
            <Select value={form.sort ?? "newest"} onChange={(event) => set({ sort: event.target.value })}>
              <option value="newest">{t("sort.newest")}</option>
              <option value="oldest">{t("sort.oldest")}</option>
              <option value="waiting">{t("sort.waiting")}</option>
              <option value="priority">{t("sort.priority")}</option>
            </Select>
          </Field>
        </div>
        <ConditionFields
          conditions={form.conditions}
          onChange={(conditions) => set({ conditions })}
          problem={conditionProblem}
        />
        <ColumnsField
          columns={form.columns ?? STANDARD}
          onChange={(columns) => set({ columns })}
          problem={problem("columns")}
        />
      </form>
    </Dialog>
  );
}
