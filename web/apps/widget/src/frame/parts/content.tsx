import { useState } from "preact/hooks";
import type { CardButton, Content as ContentView, Field, MessageView } from "../../chat/protocol.ts";
import { pick } from "../../language.ts";
import { useUi } from "../context.ts";
import { t } from "../i18n.ts";
import { Icon } from "../icons.tsx";
import { Link } from "../text/rich.tsx";
import { safeImage, safeUrl } from "../text/safe-url.ts";
import { complaints, FieldInput, type Complaints, type Values } from "./fields.tsx";

interface Props {
  message: MessageView;
  content: ContentView;
  conversation: string | undefined;
  answerable: boolean;
}

export function Content({ content, ...rest }: Props) {
  switch (content.kind) {
    case "quick_replies":
      return <QuickReplies options={content.options} {...rest} />;
    case "card":
      return <Card card={content} {...rest} />;
    case "form":
      return <Form form={content} {...rest} />;
    case "link_preview":
      return <Preview preview={content} />;
    case "form_answer":
    case "choice":
      return null;
  }
}

type Answerable = Omit<Props, "content">;

function useAnswer({ message, conversation }: Answerable) {
  const ui = useUi();
  return (text: string, answer: { value: string } | { values: Values }) =>
    ui.say(conversation, { text, attachment_ids: [], answer: { message_id: message.id, ...answer } });
}

function QuickReplies({ options, ...rest }: Answerable & { options: { label: string; value: string }[] }) {
  const answer = useAnswer(rest);
  if (!rest.answerable) return null;
  return (
    <div class="chips replies" role="group" aria-label={t("content.choose")}>
      {options.map(({ label, value }) => (
        <button key={value} type="button" onClick={() => answer(label, { value })}>
          {label}
        </button>
      ))}
    </div>
  );
}

function Card({ card, ...rest }: Answerable & { card: Extract<ContentView, { kind: "card" }> }) {
  const answer = useAnswer(rest);
  const image = safeImage(card.image_url);
  const button = ({ label, url, value }: CardButton) => {
    const href = safeUrl(url);
    if (href) return <Link href={href}>{label}</Link>;
    return (
      value && (
        <button type="button" disabled={!rest.answerable} onClick={() => answer(label, { value })}>
          {label}
        </button>
      )
    );
  };
  return (
    <div class="box">
      {image && <img src={image} alt="" loading="lazy" />}
      <div class="box-text">
        <strong>{card.title}</strong>
        {card.text && <p>{card.text}</p>}
      </div>
      {card.buttons && card.buttons.length > 0 && <div class="box-buttons">{card.buttons.map(button)}</div>}
    </div>
  );
}

function Preview({ preview }: { preview: Extract<ContentView, { kind: "link_preview" }> }) {
  const href = safeUrl(preview.url);
  const image = safeImage(preview.image_url);
  if (!href) return null;
  return (
    <a class="box" href={href} target="_blank" rel="noopener noreferrer nofollow">
      {image && <img src={image} alt="" loading="lazy" />}
      <span class="box-text">
        <strong>{preview.title}</strong>
        {preview.description && <span class="clamp">{preview.description}</span>}
        <span class="site">{new URL(href).hostname}</span>
      </span>
    </a>
  );
}

function Form({ form, ...rest }: Answerable & { form: Extract<ContentView, { kind: "form" }> }) {
  const ui = useUi();
  const { locale, site } = ui.store.get();
  const answer = useAnswer(rest);
  const [values, setValues] = useState<Values>({});
  const [wrong, setWrong] = useState<Complaints>({});
  const label = ({ label: words, key }: Field) =>
    typeof words === "string" ? words : (pick(words, locale, site.locale) ?? key);
  if (!rest.answerable) {
    return (
      <div class="box">
        <div class="box-text answered">
          <Icon name="check" size={16} /> {form.title || t("content.answered")}
        </div>
      </div>
    );
  }
  const send = (event: Event) => {
    event.preventDefault();
    const found = complaints(form.fields, values);
    setWrong(found);
    if (Object.values(found).some(Boolean)) return;
    const lines = form.fields
      .filter(({ key }) => values[key])
      .map((field) => `${label(field)}: ${shown(field, values)}`);
    answer(lines.join("\n"), { values });
  };
  return (
    <form class="box form" noValidate onSubmit={send}>
      {form.title && <strong>{form.title}</strong>}
      {form.fields.map((field) => (
        <FieldInput
          key={field.key}
          field={field}
          value={values[field.key] ?? ""}
          complaint={wrong[field.key]}
          onChange={(value) => setValues((before) => ({ ...before, [field.key]: value }))}
        />
      ))}
      <button type="submit" class="primary">
        {form.submit || t("action.send")}
      </button>
    </form>
  );
}

function shown({ key, kind }: Field, values: Values): string {
  return kind === "checkbox" ? t("content.yes") : (values[key] ?? "");
}
