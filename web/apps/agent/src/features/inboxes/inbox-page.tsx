import { api, unwrap, type InboxView } from "@rapport/api";
import { Button, Checkbox, Field, Input, Notice, Select, showToast, Skeleton, Textarea } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ScrollText } from "lucide-react";
import { lazy, Suspense, useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { buttonLink } from "@/shared/components/button-link";
import { LoadState, Page, Section } from "@/shared/components/page";
import { teamsQuery } from "@/shared/lookups";
import { fieldProblem, problemText } from "@/shared/problems";
import { BackToInboxes } from "./back-link";
import { ConnectionTest } from "./connection-test";
import { DkimFields } from "./dkim-fields";
import { emailRequest, formFromInbox, type FormProblems } from "./form-state";
import { HealthBadge } from "./inboxes-page";
import { PushToken } from "./push-token";
import { inboxQuery, refreshInboxes } from "./queries";
import { ServerFields } from "./server-fields";
import { useInboxForm } from "./use-inbox-form";
import { IncomingField, SendingFields, type PartProps } from "./way-fields";

const ChatInboxForm = lazy(() => import("./chat/chat-inbox-page"));

const route = getRouteApi("/workspace/settings/inboxes/$id");

/** Settings of one inbox. */
export default function InboxPage() {
  const { t } = useI18n();
  const { id } = route.useParams();
  const query = useQuery(inboxQuery(id));
  const inbox = query.data;
  return (
    <Page
      title={inbox?.name ?? t("inboxes.title")}
      about={inbox?.chat ? t("site.about") : inbox?.address}
      back={<BackToInboxes />}
      actions={
        inbox?.capabilities.mail_intake === true && (
          <Link to="/settings/inboxes/$id/ledger" params={{ id }} className={buttonLink()}>
            <ScrollText size={15} aria-hidden />
            {t("ledger.title")}
          </Link>
        )
      }
    >
      {inbox?.chat ? (
        <Suspense fallback={<Skeleton className="h-60 w-full" />}>
          <ChatInboxForm key={inbox.id} inbox={inbox} site={inbox.chat} />
        </Suspense>
      ) : inbox ? (
        <InboxForms key={inbox.id} inbox={inbox} />
      ) : (
        <LoadState query={query} rows={6} />
      )}
    </Page>
  );
}

/** One form with one button: receiving and sending belong together and are tested together. */
function InboxForms({ inbox }: { inbox: InboxView }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [form, setForm] = useState(() => formFromInbox(inbox));
  const [enabled, setEnabled] = useState(inbox.enabled);
  const { problems, test, check, set } = useInboxForm(form, setForm, inbox.id);
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PATCH("/api/v1/inboxes/{id}", {
          params: { path: { id: inbox.id } },
          body: { name: form.name.trim(), enabled, team_id: form.teamId, email: emailRequest(form) },
        }),
      ),
    onSuccess: async (saved) => {
      // What was typed as a password is stored now and must not be sent again.
      setForm(formFromInbox(saved));
      await refreshInboxes();
      showToast({ tone: "success", message: t("action.saved") });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (check()) save.mutate();
  };
  const error = save.error ?? test.error;
  return (
    <form onSubmit={submit} noValidate>
      {save.isError && (
        <Notice tone="danger" className="mb-4">
          {problemText(i18n, save.error)}
        </Notice>
      )}
      <Section title={t("inbox.state")} about={<HealthBadge inbox={inbox} />}>
        {inbox.health_detail != null && inbox.health === "error" && (
          <Notice tone="danger">{inbox.health_detail}</Notice>
        )}
        <Checkbox
          label={t("inbox.enabled")}
          hint={t("inbox.enabledHint")}
          checked={enabled}
          onChange={(event) => setEnabled(event.target.checked)}
        />
      </Section>
      <GeneralSection form={form} set={set} problems={problems} error={save.error} />
      <Section title={t("inbox.receiving")}>
        <IncomingField form={form} set={set} />
        {form.incoming === "imap" && (
          <>
            <ServerFields
              kind="imap"
              address={inbox.address}
              value={form.imap}
              onChange={(imap) => set({ imap })}
              problems={problems}
              error={error}
            />
            <Field label={t("inbox.folders")} hint={t("inbox.foldersHint")}>
              <Input
                value={form.folders}
                placeholder="INBOX"
                onChange={(event) => set({ folders: event.target.value })}
              />
            </Field>
          </>
        )}
        <PushToken inbox={inbox} />
        <Field
          label={t("inbox.silent")}
          hint={t("inbox.silentHint")}
          error={fieldProblem(i18n, save.error, "email.silent_alarm_hours")}
        >
          <Input
            inputMode="numeric"
            className="max-w-28"
            value={form.silentHours}
            onChange={(event) => set({ silentHours: event.target.value })}
          />
        </Field>
      </Section>
      <Section title={t("inbox.sending")}>
        <SendingFields form={form} set={set} problems={problems} error={error} />
        <DkimFields form={form} set={set} error={save.error} />
      </Section>
      <Section title={t("test.title")}>
        <ConnectionTest test={test} onRun={() => check() && test.mutate()} />
      </Section>
      <div className="sticky bottom-0 -mx-1 flex justify-end border-t border-line bg-surface px-1 py-3">
        <Button type="submit" variant="primary" loading={save.isPending}>
          {t("action.save")}
        </Button>
      </div>
    </form>
  );
}

function GeneralSection({ form, set, problems, error }: PartProps & { problems: FormProblems }) {
  const i18n = useI18n();
  const { t } = i18n;
  const teams = useQuery(teamsQuery).data ?? [];
  return (
    <Section title={t("inbox.general")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label={t("inbox.name")}
          hint={t("inbox.nameHint")}
          error={problems["name"] ? t("field.required") : fieldProblem(i18n, error, "name")}
        >
          <Input maxLength={100} value={form.name} onChange={(event) => set({ name: event.target.value })} />
        </Field>
        <Field
          label={t("inbox.fromName")}
          hint={t("inbox.fromNameHint")}
          error={fieldProblem(i18n, error, "email.from_name")}
        >
          <Input
            value={form.fromName}
            placeholder={form.name}
            onChange={(event) => set({ fromName: event.target.value })}
          />
        </Field>
      </div>
      <Field
        label={t("inbox.aliases")}
        hint={t("inbox.aliasesHint")}
        error={fieldProblem(i18n, error, "email.aliases")}
      >
        <Input value={form.aliases} onChange={(event) => set({ aliases: event.target.value })} />
      </Field>
      <Field label={t("inbox.team")} hint={t("inbox.teamHint")}>
        <Select value={form.teamId} onChange={(event) => set({ teamId: Number(event.target.value) })}>
          <option value={0}>{t("assign.noTeam")}</option>
          {teams.map((team) => (
            <option key={team.id} value={team.id}>
              {team.name}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        label={t("profile.signature")}
        hint={t("inbox.signatureHint")}
        error={fieldProblem(i18n, error, "email.signature")}
      >
        <Textarea rows={3} value={form.signature} onChange={(event) => set({ signature: event.target.value })} />
      </Field>
    </Section>
  );
}
