import { api, unwrap, type InboxView, type PushTokenView } from "@rapport/api";
import { Button, Checkbox, Dialog, Field, Input, Notice, Select, showToast, Textarea } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ScrollText } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { buttonLink } from "@/shared/components/button-link";
import { LoadState, Page, Section } from "@/shared/components/page";
import { teamsQuery } from "@/shared/lookups";
import { fieldProblem, problemText, toastProblem } from "@/shared/problems";
import { BackToInboxes } from "./back-link";
import { ConnectionTest, useConnectionTest } from "./connection-test";
import { checkForm, emailRequest, formFromInbox, type FormProblems, type InboxForm } from "./form-state";
import { HealthBadge } from "./inboxes-page";
import { PushInstructions } from "./push-instructions";
import { inboxQuery, refreshInboxes } from "./queries";
import { ServerFields } from "./server-fields";

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
      about={inbox?.address}
      back={<BackToInboxes />}
      actions={
        inbox && (
          <Link to="/settings/inboxes/$id/ledger" params={{ id }} className={buttonLink()}>
            <ScrollText size={15} aria-hidden />
            {t("ledger.title")}
          </Link>
        )
      }
    >
      {inbox ? <InboxForms key={inbox.id} inbox={inbox} /> : <LoadState query={query} rows={6} />}
    </Page>
  );
}

/** One form with one button: receiving and sending belong together and are tested together. */
function InboxForms({ inbox }: { inbox: InboxView }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [form, setForm] = useState(() => formFromInbox(inbox));
  const [enabled, setEnabled] = useState(inbox.enabled);
  const [problems, setProblems] = useState<FormProblems>({});
  const test = useConnectionTest(form, inbox.id);
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
  const check = (): boolean => {
    const found = checkForm(form);
    setProblems(found);
    return Object.keys(found).length === 0;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (check()) save.mutate();
  };
  const set = (change: Partial<InboxForm>) => {
    // A result says nothing about settings that were changed after it.
    test.reset();
    setForm({ ...form, ...change });
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
        <Field label={t("inbox.incoming")}>
          <Select
            value={form.incoming}
            onChange={(event) => set({ incoming: event.target.value === "push" ? "push" : "imap" })}
          >
            <option value="imap">{t("inbox.incoming.imap")}</option>
            <option value="push">{t("inbox.incoming.push")}</option>
          </Select>
        </Field>
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
        <Checkbox
          label={t("inbox.sends")}
          hint={t("inbox.sendsHint")}
          checked={form.sends}
          onChange={(event) => set({ sends: event.target.checked })}
        />
        {form.sends && (
          <ServerFields
            kind="smtp"
            address={inbox.address}
            value={form.smtp}
            onChange={(smtp) => set({ smtp })}
            problems={problems}
            error={error}
          />
        )}
        <Dkim form={form} set={set} error={save.error} />
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

interface PartProps {
  form: InboxForm;
  set: (change: Partial<InboxForm>) => void;
  error: unknown;
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

function Dkim({ form, set, error }: PartProps) {
  const i18n = useI18n();
  const { t } = i18n;
  return (
    <details className="rounded border border-line px-4 py-2.5" open={form.dkimDomain !== ""}>
      <summary className="text-sm font-medium">{t("inbox.dkim")}</summary>
      <p className="mt-1 mb-3 text-sm text-muted">{t("inbox.dkimHint")}</p>
      <div className="flex flex-col gap-3 pb-2">
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t("inbox.dkimDomain")} error={fieldProblem(i18n, error, "email.dkim.domain")}>
            <Input
              spellCheck={false}
              value={form.dkimDomain}
              onChange={(event) => set({ dkimDomain: event.target.value })}
            />
          </Field>
          <Field label={t("inbox.dkimSelector")} error={fieldProblem(i18n, error, "email.dkim.selector")}>
            <Input
              spellCheck={false}
              value={form.dkimSelector}
              onChange={(event) => set({ dkimSelector: event.target.value })}
            />
          </Field>
        </div>
        <Field
          label={t("inbox.dkimKey")}
          hint={t("inbox.dkimKeyHint")}
          error={fieldProblem(i18n, error, "email.dkim.private_key")}
        >
          <Textarea
            rows={4}
            spellCheck={false}
            className="font-mono text-xs"
            value={form.dkimKey}
            onChange={(event) => set({ dkimKey: event.target.value })}
          />
        </Field>
      </div>
    </details>
  );
}

/** Making a new token ends the old one, so it is an act of its own and not part of saving. */
function PushToken({ inbox }: { inbox: InboxView }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [token, setToken] = useState<PushTokenView>();
  const make = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/inboxes/{id}/push-token", { params: { path: { id: inbox.id } } })),
    onSuccess: (made) => {
      setToken(made);
      void refreshInboxes();
    },
    onError: (error) => toastProblem(i18n, error),
  });
  const exists = inbox.email?.has_push_token === true;
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded border border-line px-4 py-2.5">
      <div className="min-w-0">
        <p className="text-sm font-medium">{t("push.title")}</p>
        <p className="text-sm text-muted">{t(exists ? "push.exists" : "push.missing")}</p>
      </div>
      <Button size="sm" loading={make.isPending} onClick={() => make.mutate()}>
        {t(exists ? "push.renew" : "push.make")}
      </Button>
      {token && (
        <Dialog
          open
          size="md"
          onOpenChange={(open) => !open && setToken(undefined)}
          title={t("push.title")}
          closeLabel={t("action.close")}
        >
          <div className="pb-4">
            <PushInstructions token={token} address={inbox.address} />
          </div>
        </Dialog>
      )}
    </div>
  );
}
