import { api, unwrap, type InboxView, type MailPresetView, type PushTokenView } from "@rapport/api";
import { Button, Field, Input, Notice, Select } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { fieldProblem, problemText } from "@/shared/problems";
import { ConnectionTest } from "./connection-test";
import { checkForm, emailRequest, emptyForm, withGuess, withPreset, type InboxForm } from "./form-state";
import { PushInstructions } from "./push-instructions";
import { findPreset, refreshInboxes } from "./queries";
import { ServerFields } from "./server-fields";
import { useInboxForm } from "./use-inbox-form";
import { IncomingField, SendingFields } from "./way-fields";

export interface InboxWizardProps {
  onDone: (inbox: InboxView) => void;
  onSkip?: () => void;
}

interface Created {
  inbox: InboxView;
  token: PushTokenView | undefined;
}

/** From an address to a working inbox: what the address tells is filled in, and the connection is tried before it is kept. */
export function InboxWizard({ onDone, onSkip }: InboxWizardProps) {
  const [form, setForm] = useState(emptyForm);
  const [preset, setPreset] = useState<MailPresetView | null>();
  const [created, setCreated] = useState<Created>();
  if (created) return <Finished created={created} onDone={onDone} />;
  if (preset === undefined) {
    return (
      <AddressStep
        form={form}
        onSkip={onSkip}
        onFound={(next, found) => {
          setForm(found ? withPreset(next, found) : withGuess(next));
          setPreset(found);
        }}
      />
    );
  }
  return (
    <ServersStep
      form={form}
      preset={preset}
      onChange={setForm}
      onBack={() => setPreset(undefined)}
      onCreated={setCreated}
    />
  );
}

interface AddressStepProps {
  form: InboxForm;
  onSkip: (() => void) | undefined;
  onFound: (form: InboxForm, preset: MailPresetView | null) => void;
}

function AddressStep({ form, onSkip, onFound }: AddressStepProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const [address, setAddress] = useState(form.address);
  const [name, setName] = useState(form.name);
  const [tried, setTried] = useState(false);
  const find = useMutation({
    mutationFn: () => findPreset(address.trim()),
    onSuccess: (preset) => onFound({ ...form, address: address.trim(), name: name.trim() }, preset),
  });
  const problems = checkForm({ ...form, address, name });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!problems["address"] && !problems["name"]) find.mutate();
  };
  const problem = (field: "address" | "name") =>
    tried && problems[field] ? t(`field.${problems[field]}`) : fieldProblem(i18n, find.error, field);
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {find.isError && <Notice tone="danger">{problemText(i18n, find.error)}</Notice>}
      <Field label={t("inbox.address")} hint={t("inbox.addressHint")} error={problem("address")} required>
        <Input
          type="email"
          placeholder={t("inbox.addressExample")}
          value={address}
          onChange={(event) => setAddress(event.target.value)}
        />
      </Field>
      <Field label={t("inbox.name")} hint={t("inbox.nameHint")} error={problem("name")} required>
        <Input
          maxLength={100}
          placeholder={t("inbox.nameExample")}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <div className="flex items-center justify-between gap-2 pt-1">
        {onSkip ? (
          <Button variant="ghost" onClick={onSkip}>
            {t("setup.skip")}
          </Button>
        ) : (
          <span />
        )}
        <Button type="submit" variant="primary" loading={find.isPending}>
          {t("action.next")}
        </Button>
      </div>
    </form>
  );
}

interface ServersStepProps {
  form: InboxForm;
  preset: MailPresetView | null;
  onChange: (form: InboxForm) => void;
  onBack: () => void;
  onCreated: (created: Created) => void;
}

function ServersStep({ form, preset, onChange, onBack, onCreated }: ServersStepProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const { problems, test, check, set } = useInboxForm(form, onChange);
  const create = useMutation({
    mutationFn: async (): Promise<Created> => {
      const inbox = await unwrap(
        api.POST("/api/v1/inboxes", { body: { name: form.name, address: form.address, email: emailRequest(form) } }),
      );
      await refreshInboxes();
      if (form.incoming === "imap") return { inbox, token: undefined };
      const token = await unwrap(api.POST("/api/v1/inboxes/{id}/push-token", { params: { path: { id: inbox.id } } }));
      return { inbox, token };
    },
    onSuccess: onCreated,
  });
  const testable = form.incoming === "imap" || form.sends;
  const error = create.error ?? test.error;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-muted">
        {form.address}
        {preset && ` · ${preset.provider}`}
      </p>
      {preset && <SignInAdvice preset={preset} />}
      <IncomingField form={form} set={set} />
      {form.incoming === "push" && <p className="-mt-2 text-sm text-muted">{t("push.explain")}</p>}
      {form.incoming === "imap" && (
        <>
          <ServerFields
            kind="imap"
            address={form.address}
            value={form.imap}
            onChange={(imap) => set(followLogin(form, imap))}
            problems={problems}
            error={error}
          />
          <Field label={t("inbox.start")} hint={t("inbox.startHint")}>
            <Select
              value={form.start}
              onChange={(event) => set({ start: event.target.value === "all" ? "all" : "new" })}
            >
              <option value="new">{t("inbox.start.new")}</option>
              <option value="all">{t("inbox.start.all")}</option>
            </Select>
          </Field>
        </>
      )}
      <SendingFields form={form} set={set} problems={problems} error={error} />
      {testable && <ConnectionTest test={test} onRun={() => check() && test.mutate()} />}
      {create.isError && <Notice tone="danger">{problemText(i18n, create.error)}</Notice>}
      <div className="flex items-center justify-between gap-2 border-t border-line pt-4">
        <Button variant="ghost" onClick={onBack}>
          {t("action.back")}
        </Button>
        <Button variant="primary" loading={create.isPending} onClick={() => check() && create.mutate()}>
          {t(testable && test.data?.ok !== true ? "inbox.createUntested" : "inbox.create")}
        </Button>
      </div>
    </div>
  );
}

/** Fetching and sending nearly always share their login: what is typed for one is taken for the other while that is empty or the same. */
function followLogin(form: InboxForm, imap: InboxForm["imap"]): Partial<InboxForm> {
  const { smtp } = form;
  const next = { ...smtp };
  if (smtp.username === form.imap.username) next.username = imap.username;
  if (smtp.password === form.imap.password) next.password = imap.password;
  if (smtp.auth === form.imap.auth) next.auth = imap.auth;
  if (smtp.oauthGrant === form.imap.oauthGrant) next.oauthGrant = imap.oauthGrant;
  return { imap, smtp: next };
}

function SignInAdvice({ preset }: { preset: MailPresetView }) {
  const { t, tCode } = useI18n();
  const text = tCode("inbox.signIn", preset.sign_in, "");
  if (text === "") return null;
  return (
    <Notice tone="info" title={t("inbox.provider", { provider: preset.provider })}>
      {text}
    </Notice>
  );
}

function Finished({ created, onDone }: { created: Created; onDone: (inbox: InboxView) => void }) {
  const { t } = useI18n();
  return (
    <div className="flex flex-col gap-5">
      <div className="flex items-center gap-3">
        <CircleCheck size={28} strokeWidth={1.6} className="text-success" aria-hidden />
        <div>
          <p className="font-semibold">{t("inbox.created", { name: created.inbox.name })}</p>
          <p className="text-sm text-muted">{t(created.token ? "inbox.createdPush" : "inbox.createdImap")}</p>
        </div>
      </div>
      {created.token && <PushInstructions token={created.token} address={created.inbox.address} />}
      <div className="flex justify-end">
        <Button variant="primary" onClick={() => onDone(created.inbox)}>
          {t("inbox.done")}
        </Button>
      </div>
    </div>
  );
}
