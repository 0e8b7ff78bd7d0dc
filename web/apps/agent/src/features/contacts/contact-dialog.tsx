import { api, unwrap, type ContactView } from "@rapport/api";
import { Button, Checkbox, Dialog, Field, IconButton, Input, Notice, Select, Textarea } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { TimeZoneField } from "@/shared/components/time-zone";
import { contactQuery } from "@/shared/contacts";
import { fieldProblem, problemText } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";

export interface ContactDialogProps {
  contact: ContactView | undefined;
  onClose: () => void;
  onSaved: (contact: ContactView) => void;
}

interface AddressRow {
  key: number;
  kind: string;
  value: string;
}

let nextKey = 1;
const row = (kind = "email", value = ""): AddressRow => ({ key: nextKey++, kind, value });

/** Adds or changes a contact. */
export function ContactDialog({ contact, onClose, onSaved }: ContactDialogProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const [form, setForm] = useState({
    name: contact?.name ?? "",
    company: contact?.company?.name ?? "",
    locale: contact?.locale ?? "",
    zone: contact?.time_zone ?? "",
    notes: contact?.notes ?? "",
    blocked: contact?.blocked ?? false,
  });
  const [addresses, setAddresses] = useState(
    () => contact?.addresses.map((address) => row(address.kind, address.value)) ?? [row()],
  );
  const [tried, setTried] = useState(false);
  const filled = addresses.filter((address) => address.value.trim() !== "");
  const save = useMutation({
    mutationFn: () => {
      const shared = {
        name: form.name.trim(),
        addresses: filled.map(({ kind, value }) => ({ kind, value: value.trim() })),
        company: form.company.trim(),
        locale: form.locale.trim(),
        notes: form.notes,
      };
      return contact
        ? unwrap(
            api.PATCH("/api/v1/contacts/{id}", {
              params: { path: { id: contact.id } },
              body: { ...shared, time_zone: form.zone, blocked: form.blocked },
            }),
          )
        : unwrap(
            api.POST("/api/v1/contacts", {
              body: { ...shared, locale: shared.locale || null, company: shared.company || null },
            }),
          );
    },
    onSuccess: (saved) => {
      queryClient.setQueryData(contactQuery(saved.id).queryKey, saved);
      void queryClient.invalidateQueries({ queryKey: ["contacts", "list"] });
      // Its name stands in every row of the lists.
      void queryClient.invalidateQueries({ queryKey: ["conversations", "list"] });
      onSaved(saved);
      onClose();
    },
  });
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (filled.length > 0) save.mutate();
  };
  return (
    <Dialog
      open
      size="md"
      onOpenChange={(open) => !open && onClose()}
      title={contact ? t("contacts.edit") : t("contacts.add")}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" form="contact-form" loading={save.isPending}>
            {t("action.save")}
          </Button>
        </>
      }
    >
      <form id="contact-form" onSubmit={submit} noValidate className="flex flex-col gap-4 pb-4">
        {save.isError && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("inbox.name")} error={fieldProblem(i18n, save.error, "name")}>
            <Input maxLength={200} value={form.name} onChange={(event) => set({ name: event.target.value })} />
          </Field>
          <Field label={t("contact.company")} error={fieldProblem(i18n, save.error, "company")}>
            <Input maxLength={200} value={form.company} onChange={(event) => set({ company: event.target.value })} />
          </Field>
        </div>
        <Addresses
          rows={addresses}
          onChange={setAddresses}
          error={
            tried && filled.length === 0 ? t("contacts.needsAddress") : fieldProblem(i18n, save.error, "addresses")
          }
          errors={save.error}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label={t("contact.language")}
            hint={t("contacts.languageHint")}
            error={fieldProblem(i18n, save.error, "locale")}
          >
            <Input
              value={form.locale}
              placeholder="vi"
              maxLength={20}
              onChange={(event) => set({ locale: event.target.value })}
            />
          </Field>
          {contact && (
            <TimeZoneField label={t("contact.timeZone")} value={form.zone} onChange={(zone) => set({ zone })} />
          )}
        </div>
        <Field
          label={t("contacts.notes")}
          hint={t("contacts.notesHint")}
          error={fieldProblem(i18n, save.error, "notes")}
        >
          <Textarea
            rows={3}
            maxLength={10_000}
            value={form.notes}
            onChange={(event) => set({ notes: event.target.value })}
          />
        </Field>
        {contact && (
          <Checkbox
            label={t("contacts.block")}
            hint={t("contacts.blockHint")}
            checked={form.blocked}
            onChange={(event) => set({ blocked: event.target.checked })}
          />
        )}
      </form>
    </Dialog>
  );
}

interface AddressesProps {
  rows: AddressRow[];
  onChange: (rows: AddressRow[]) => void;
  error: string | undefined;
  errors: unknown;
}

function Addresses({ rows, onChange, error, errors }: AddressesProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const change = (key: number, next: Partial<AddressRow>) =>
    onChange(rows.map((each) => (each.key === key ? { ...each, ...next } : each)));
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm font-medium">{t("contacts.addresses")}</legend>
      <div className="flex flex-col gap-2">
        {rows.map((address, index) => {
          const problem =
            fieldProblem(i18n, errors, `addresses.${index}.value`) ??
            fieldProblem(i18n, errors, `addresses[${index}].value`);
          return (
            <div key={address.key}>
              <div className="flex gap-2">
                <Select
                  aria-label={t("contacts.kind")}
                  className="w-32 shrink-0"
                  value={address.kind}
                  onChange={(event) => change(address.key, { kind: event.target.value })}
                >
                  <option value="email">{t("contacts.kind.email")}</option>
                  <option value="phone">{t("contacts.kind.phone")}</option>
                  {address.kind !== "email" && address.kind !== "phone" && (
                    <option value={address.kind}>{address.kind}</option>
                  )}
                </Select>
                <Input
                  aria-label={t("contact.address")}
                  aria-invalid={problem !== undefined || undefined}
                  inputMode={address.kind === "phone" ? "tel" : "email"}
                  value={address.value}
                  onChange={(event) => change(address.key, { value: event.target.value })}
                />
                <IconButton
                  label={t("action.remove")}
                  disabled={rows.length === 1}
                  onClick={() => onChange(rows.filter((each) => each.key !== address.key))}
                >
                  <X size={15} aria-hidden />
                </IconButton>
              </div>
              {problem !== undefined && <p className="mt-1 text-xs text-danger">{problem}</p>}
            </div>
          );
        })}
      </div>
      {error !== undefined && (
        <p role="alert" className="mt-1 text-xs text-danger">
          {error}
        </p>
      )}
      <Button
        size="sm"
        variant="ghost"
        className="mt-1"
        icon={<Plus size={14} aria-hidden />}
        onClick={() => onChange([...rows, row()])}
      >
        {t("contacts.addAddress")}
      </Button>
    </fieldset>
  );
}
