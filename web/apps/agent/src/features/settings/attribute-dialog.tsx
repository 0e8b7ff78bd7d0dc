import { api, unwrap, type AttributeView } from "@rapport/api";
import { Button, Checkbox, Dialog, Field, fold, Input, Notice, Select, Textarea } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { ATTRIBUTE_KINDS, attributesQuery, type AttributeSubject } from "@/shared/attributes";
import { fieldProblem, problemText } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";

/** A key made of a label: "Số khách hàng" becomes `so_khach_hang`. */
export function keyOf(label: string): string {
  return fold(label)
    .replace(/[^a-z0-9]+/gu, "_")
    .replace(/^[^a-z]+|_+$/gu, "")
    .slice(0, 40);
}

export interface AttributeDialogProps {
  attribute: AttributeView | undefined;
  subject: AttributeSubject;
  onClose: () => void;
}

/** Makes or changes an attribute. Key and kind are chosen once: programs and values rely on them. */
export function AttributeDialog({ attribute, subject, onClose }: AttributeDialogProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const [form, setForm] = useState({
    label: attribute?.label ?? "",
    key: attribute?.key,
    kind: attribute?.kind ?? "text",
    choices: attribute?.choices.join("\n") ?? "",
    required: attribute?.required ?? false,
  });
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const key = form.key ?? keyOf(form.label);
  const save = useMutation({
    mutationFn: () => {
      const shared = { label: form.label.trim(), choices: form.choices.split("\n"), required: form.required };
      return attribute
        ? unwrap(api.PATCH("/api/v1/attributes/{id}", { params: { path: { id: attribute.id } }, body: shared }))
        : unwrap(api.POST("/api/v1/attributes", { body: { ...shared, subject, key, kind: form.kind } }));
    },
    onSuccess: () => {
      onClose();
      return queryClient.invalidateQueries({ queryKey: attributesQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={attribute ? t("attributes.edit", { label: attribute.label }) : t(`attributes.addTo.${subject}`)}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" form="attribute-form" loading={save.isPending}>
            {t("action.save")}
          </Button>
        </>
      }
    >
      <form id="attribute-form" noValidate onSubmit={submit} className="flex flex-col gap-4 pb-4">
        {save.isError && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
        <Field label={t("attributes.label")} error={fieldProblem(i18n, save.error, "label")}>
          <Input maxLength={60} value={form.label} onChange={(event) => set({ label: event.target.value })} />
        </Field>
        <Field
          label={t("attributes.key")}
          hint={t(attribute ? "attributes.keyFixed" : "attributes.keyHint")}
          error={fieldProblem(i18n, save.error, "key")}
        >
          <Input
            maxLength={40}
            value={key}
            disabled={attribute !== undefined}
            className="font-mono text-sm"
            onChange={(event) => set({ key: event.target.value })}
          />
        </Field>
        <Field label={t("attributes.kind")} hint={attribute ? t("attributes.kindFixed") : undefined}>
          <Select
            value={form.kind}
            disabled={attribute !== undefined}
            onChange={(event) => set({ kind: event.target.value })}
          >
            {ATTRIBUTE_KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`attributes.kind.${kind}`)}
              </option>
            ))}
          </Select>
        </Field>
        {form.kind === "choice" && (
          <Field
            label={t("attributes.choices")}
            hint={t("attributes.choicesHint")}
            error={fieldProblem(i18n, save.error, "choices")}
          >
            <Textarea rows={4} value={form.choices} onChange={(event) => set({ choices: event.target.value })} />
          </Field>
        )}
        <Checkbox
          label={t("attributes.required")}
          hint={t("attributes.requiredHint")}
          checked={form.required}
          onChange={(event) => set({ required: event.target.checked })}
        />
      </form>
    </Dialog>
  );
}
