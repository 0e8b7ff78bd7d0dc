import { api, unwrap, type OrganisationView } from "@rapport/api";
import { Button, Checkbox, Field, Input, Notice, Select, showToast } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { LOCALES, useI18n } from "@/i18n";
import { LoadState, Page } from "@/shared/components/page";
import { TimeZoneField } from "@/shared/components/time-zone";
import { inboxesQuery, organisationQuery } from "@/shared/lookups";
import { fieldProblem, problemText } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { sessionQuery, setupQuery } from "@/shared/session";

/** What holds for everybody in the organisation. */
export default function OrganisationPage() {
  const { t } = useI18n();
  const query = useQuery(organisationQuery);
  return (
    <Page title={t("organisation.title")} about={t("organisation.about")}>
      {query.data ? <Form organisation={query.data} /> : <LoadState query={query} />}
    </Page>
  );
}

function Form({ organisation }: { organisation: OrganisationView }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [form, setForm] = useState({ ...organisation, undo: String(organisation.undo_send_seconds) });
  const undo = Number(form.undo);
  const undoWrong = !Number.isInteger(undo) || undo < 0 || undo > 120;
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PATCH("/api/v1/organisation", {
          body: {
            name: form.name.trim(),
            locale: form.locale,
            time_zone: form.time_zone,
            undo_send_seconds: undo,
            system_inbox_id: form.system_inbox_id ?? null,
            planner_public: form.planner_public,
          },
        }),
      ),
    onSuccess: (next) => {
      queryClient.setQueryData(organisationQuery.queryKey, next);
      void queryClient.invalidateQueries({ queryKey: setupQuery.queryKey });
      queryClient.setQueryData(
        sessionQuery.queryKey,
        (session) => session && { ...session, organisation: next.name, undo_send_seconds: next.undo_send_seconds },
      );
      showToast({ tone: "success", message: t("action.saved") });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!undoWrong && form.name.trim() !== "") save.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex max-w-lg flex-col gap-4">
      {save.isError && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
      <Field
        label={t("setup.organisation")}
        error={form.name.trim() === "" ? t("field.required") : fieldProblem(i18n, save.error, "name")}
      >
        <Input maxLength={200} value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })} />
      </Field>
      <Field label={t("organisation.language")} hint={t("organisation.languageHint")}>
        <Select value={form.locale} onChange={(event) => setForm({ ...form, locale: event.target.value })}>
          {LOCALES.map((item) => (
            <option key={item.key} value={item.key} lang={item.key}>
              {item.name}
            </option>
          ))}
        </Select>
      </Field>
      <TimeZoneField
        label={t("setup.timeZone")}
        value={form.time_zone}
        onChange={(zone) => setForm({ ...form, time_zone: zone })}
      />
      <Field
        label={t("organisation.undo")}
        hint={t("organisation.undoHint")}
        error={undoWrong ? t("field.out_of_range") : fieldProblem(i18n, save.error, "undo_send_seconds")}
      >
        <Input
          inputMode="numeric"
          className="max-w-28"
          value={form.undo}
          onChange={(event) => setForm({ ...form, undo: event.target.value })}
        />
      </Field>
      <SenderField
        value={form.system_inbox_id ?? null}
        sender={organisation.system_sender ?? null}
        error={fieldProblem(i18n, save.error, "system_inbox_id")}
        onChange={(inbox) => setForm({ ...form, system_inbox_id: inbox })}
      />
      <Checkbox
        label={t("organisation.plannerPublic")}
        hint={t("organisation.plannerPublicHint", { address: `${location.origin}/planner` })}
        checked={form.planner_public}
        onChange={(event) => setForm({ ...form, planner_public: event.target.checked })}
      />
      <div>
        <Button type="submit" variant="primary" loading={save.isPending}>
          {t("action.save")}
        </Button>
      </div>
    </form>
  );
}

interface SenderFieldProps {
  value: number | null;
  /** The address that letters come from as things are. */
  sender: string | null;
  error: string | undefined;
  onChange: (inbox: number | null) => void;
}

/** Through which inbox invitations and links for new passwords leave. */
function SenderField({ value, sender, error, onChange }: SenderFieldProps) {
  const { t } = useI18n();
  const inboxes = (useQuery(inboxesQuery).data ?? []).filter(
    (inbox) => inbox.id === value || (inbox.enabled && inbox.email?.smtp != null),
  );
  return (
    <>
      <Field label={t("organisation.sender")} hint={t("organisation.senderHint")} error={error}>
        <Select value={value ?? ""} onChange={(event) => onChange(Number(event.target.value) || null)}>
          <option value="">{t("organisation.senderFirst")}</option>
          {inboxes.map((inbox) => (
            <option key={inbox.id} value={inbox.id}>
              {`${inbox.name} (${inbox.address})`}
            </option>
          ))}
        </Select>
      </Field>
      {sender === null && <Notice tone="warning">{t("organisation.noSender")}</Notice>}
    </>
  );
}
