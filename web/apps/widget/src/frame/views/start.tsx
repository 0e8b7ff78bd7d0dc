import { useRef, useState } from "preact/hooks";
import type { Field } from "../../chat/protocol.ts";
import { pick } from "../../language.ts";
import { useClient, useUi, useUiState } from "../context.ts";
import { opening, t } from "../i18n.ts";
import { Icon } from "../icons.tsx";
import { Bar } from "../parts/bar.tsx";
import { problemWords } from "../parts/problem-words.ts";
import { complaints, FieldInput, type Complaints, type Values } from "../parts/fields.tsx";
import { rich } from "../text/rich.tsx";
import { invitationOf, siteTexts } from "../ui.ts";

/** Of our own, beside what the site asks. */
const TEXT = "rapport-text";
const TOPIC = "rapport-topic";
const CONSENT = "rapport-consent";

/** What is asked before a chat begins. */
export function Start() {
  const ui = useUi();
  const site = useUiState(({ site: now }) => now);
  const fields = site.fields ?? [];
  return (
    <QuestionForm
      title={t("start.title")}
      intro={invitationOf(ui.store.get())?.text ?? t("start.intro")}
      fields={fields}
      submit={t("start.submit")}
      onSubmit={(values, topic, text) => {
        ui.begin({ text, fields: values, attachment_ids: [], ...(topic && { topic }) });
        return Promise.resolve();
      }}
    />
  );
}

/** While nobody is there: it becomes a mail conversation. */
export function Leave() {
  const ui = useUi();
  const { fields, opens_at: at } = useUiState(({ site }) => site);
  const [sent, setSent] = useState(false);
  const own = (kind: "name" | "email"): Field => ({
    key: kind,
    kind: kind === "name" ? "text" : "email",
    label: t(`leave.${kind}`),
    required: true,
    bound_to: kind,
  });
  const others = (fields ?? []).filter(({ bound_to: bound }) => bound !== "name" && bound !== "email");
  if (sent) {
    return (
      <div class="view">
        <Bar back={() => ui.show({ name: "home" })}>
          <h1 tabIndex={-1}>{t("leave.title")}</h1>
        </Bar>
        <main class="scroll">
          <div class="done" role="status">
            <span class="round big">
              <Icon name="check" size={28} />
            </span>
            <h2>{t("leave.sent")}</h2>
            <p>{t("leave.sentText")}</p>
          </div>
        </main>
      </div>
    );
  }
  return (
    <QuestionForm
      title={t("leave.title")}
      intro={
        siteTexts(ui.store.get()).offline || (at ? t("leave.introUntil", { when: opening(at) }) : t("leave.intro"))
      }
      fields={[own("name"), own("email"), ...others]}
      submit={t("leave.submit")}
      onSubmit={async ({ name = "", email = "", ...values }, topic, text) => {
        const locale = ui.store.get().locale;
        await ui.client.leaveMessage({ name, email, text, locale, fields: values, ...(topic && { topic }) });
        setSent(true);
      }}
    />
  );
}

interface FormProps {
  title: string;
  intro: string;
  fields: readonly Field[];
  submit: string;
  onSubmit: (values: Values, topic: string, text: string) => Promise<void>;
}

function QuestionForm({ title, intro, fields, submit, onSubmit }: FormProps) {
  const ui = useUi();
  const { site, locale, consent } = ui.store.get();
  const visitor = useClient(({ visitor: known }) => known);
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState<Values>({});
  const [wrong, setWrong] = useState<Complaints>({});
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  const asksConsent = (site.consent_required ?? false) && !consent;
  const topics = site.topics ?? [];
  const known = (field: Field) =>
    field.bound_to === "name" ? visitor?.name : field.bound_to === "email" ? visitor?.email : undefined;
  const valueOf = (field: Field) => values[field.key] ?? known(field) ?? "";
  const set = (key: string) => (value: string) => {
    setValues((before) => ({ ...before, [key]: value }));
    setWrong((before) => ({ ...before, [key]: undefined }));
  };

  const topicField: Field = { key: TOPIC, kind: "select", label: t("start.topic"), required: true };
  const textField: Field = { key: TEXT, kind: "textarea", label: t("start.text"), required: true };
  const consentField: Field = { key: CONSENT, kind: "checkbox", label: t("start.consent"), required: true };
  const all = [
    ...fields,
    ...(topics.length > 0 ? [topicField] : []),
    textField,
    ...(asksConsent ? [consentField] : []),
  ];

  const send = async (event: Event) => {
    event.preventDefault();
    const answers = Object.fromEntries(all.map((field) => [field.key, valueOf(field).trim()]));
    const found = complaints(all, answers);
    setWrong(found);
    const first = all.find(({ key }) => found[key]);
    if (first) {
      inputs(form.current)
        .find(({ name }) => name === first.key)
        ?.focus();
      return;
    }
    if (asksConsent) ui.consent(true);
    setBusy(true);
    setProblem(undefined);
    const own = Object.fromEntries(fields.map(({ key }) => [key, answers[key] ?? ""]));
    try {
      await onSubmit(own, answers[TOPIC] ?? "", answers[TEXT] ?? "");
    } catch (error) {
      setProblem(problemWords(error));
      setBusy(false);
    }
  };

  return (
    <div class="view">
      <Bar back={() => ui.show({ name: "home" })}>
        <h1 tabIndex={-1}>{title}</h1>
      </Bar>
      <main class="scroll">
        <form class="form" ref={form} noValidate onSubmit={(event) => void send(event)}>
          <p>{intro}</p>
          {fields.map((field) => (
            <FieldInput
              key={field.key}
              field={field}
              value={valueOf(field)}
              complaint={wrong[field.key]}
              onChange={set(field.key)}
            />
          ))}
          {topics.length > 0 && (
            <Topics
              value={values[TOPIC] ?? ""}
              complaint={wrong[TOPIC]}
              topics={topics.map(({ key, label }) => ({ key, label: pick(label, locale, site.locale) ?? key }))}
              onChange={set(TOPIC)}
            />
          )}
          <FieldInput field={textField} value={values[TEXT] ?? ""} complaint={wrong[TEXT]} onChange={set(TEXT)} />
          {asksConsent && (
            <>
              {siteTexts(ui.store.get()).privacy && (
                <p class="privacy">{rich(siteTexts(ui.store.get()).privacy ?? "")}</p>
              )}
              <FieldInput
                field={consentField}
                value={values[CONSENT] ?? ""}
                complaint={wrong[CONSENT]}
                onChange={set(CONSENT)}
              />
            </>
          )}
          {problem && (
            <p class="notice" role="alert">
              <Icon name="alert" size={18} /> {problem}
            </p>
          )}
          <button type="submit" class="primary" disabled={busy}>
            {submit}
          </button>
        </form>
      </main>
    </div>
  );
}

function inputs(form: HTMLFormElement | null): HTMLInputElement[] {
  return [...(form?.elements ?? [])] as HTMLInputElement[];
}

function Topics({
  topics,
  value,
  complaint,
  onChange,
}: {
  topics: { key: string; label: string }[];
  value: string;
  complaint: string | undefined;
  onChange: (key: string) => void;
}) {
  return (
    <fieldset class="field topics" aria-describedby={complaint && "topic-wrong"}>
      <legend>{t("start.topic")}</legend>
      <div class="chips">
        {topics.map(({ key, label }) => (
          <label key={key} class="chip">
            <input type="radio" name={TOPIC} value={key} checked={value === key} onChange={() => onChange(key)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {complaint && (
        <span class="wrong" id="topic-wrong">
          {complaint}
        </span>
      )}
    </fieldset>
  );
}
