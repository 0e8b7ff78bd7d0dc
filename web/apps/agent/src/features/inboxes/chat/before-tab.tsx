import { Button, Checkbox, Field, IconButton, Input, Select, Textarea } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { ArrowUp, Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n";
import { attributesQuery } from "@/shared/attributes";
import { Section } from "@/shared/components/page";
import { teamsQuery } from "@/shared/lookups";
import { fieldProblem } from "@/shared/problems";
import { changed, emptyField, emptyTopic, withWord } from "./chat-form";
import type { TabProps } from "./chat-inbox-page";
import { LanguageBar } from "./language-bar";

const KINDS = ["text", "email", "phone", "select", "checkbox", "textarea"] as const;
/** As many as the server takes. */
const MOST_FIELDS = 12;
const MOST_TOPICS = 30;

/** What is asked before a chat begins, and what it can be about. */
export function BeforeTab({ form, setWidget, error, locale, setLocale }: TabProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const { widget } = form.site;
  const attributes = (useQuery(attributesQuery).data ?? []).filter((each) => each.subject === "contact");
  const teams = useQuery(teamsQuery).data ?? [];
  const { fields, topics } = widget;
  const problem = (of: string, index: number, name: string) =>
    fieldProblem(i18n, error, `chat.widget.${of}.${String(index)}.${name}`);
  const languages = <LanguageBar locales={widget.locales} current={locale} onChoose={setLocale} />;
  return (
    <>
      <Section title={t("site.fields")} about={t("site.fieldsAbout")}>
        {languages}
        {fields.length === 0 && <p className="text-sm text-muted">{t("site.noFields")}</p>}
        {fields.map((field, index) => {
          const set = (change: Partial<typeof field>) => setWidget({ fields: changed(fields, index, change) });
          return (
            <Item
              key={index}
              name={t("site.fieldNumber", { number: index + 1 })}
              onUp={index > 0 ? () => setWidget({ fields: raised(fields, index) }) : undefined}
              onRemove={() => setWidget({ fields: fields.filter((_, at) => at !== index) })}
            >
              <div className="grid gap-3 sm:grid-cols-2">
                <Field label={t("site.question")} error={problem("fields", index, "label")}>
                  <Input
                    lang={locale}
                    maxLength={200}
                    value={field.label[locale] ?? ""}
                    onChange={({ target }) => set({ label: withWord(field.label, locale, target.value) })}
                  />
                </Field>
                <Field label={t("site.kind")}>
                  <Select value={field.kind} onChange={({ target }) => set({ kind: target.value })}>
                    {KINDS.map((kind) => (
                      <option key={kind} value={kind}>
                        {t(`site.kind.${kind}`)}
                      </option>
                    ))}
                  </Select>
                </Field>
                <Field
                  label={t("site.boundTo")}
                  hint={t("site.boundToHint")}
                  error={problem("fields", index, "bound_to")}
                >
                  <Select value={field.bound_to} onChange={({ target }) => set({ bound_to: target.value })}>
                    <option value="">{t("site.bound.nothing")}</option>
                    {(["name", "email", "phone"] as const).map((key) => (
                      <option key={key} value={key}>
                        {t(`site.bound.${key}`)}
                      </option>
                    ))}
                    {attributes.map((attribute) => (
                      <option key={attribute.key} value={`attribute:${attribute.key}`}>
                        {attribute.label}
                      </option>
                    ))}
                  </Select>
                </Field>
                <div className="self-end pb-1.5">
                  <Checkbox
                    label={t("site.required")}
                    checked={field.required}
                    onChange={({ target }) => set({ required: target.checked })}
                  />
                </div>
              </div>
              {field.kind === "select" && (
                <Field
                  label={t("attributes.choices")}
                  hint={t("site.choicesHint")}
                  error={problem("fields", index, "options")}
                >
                  <Textarea
                    rows={3}
                    value={field.options.join("\n")}
                    onChange={({ target }) => set({ options: target.value === "" ? [] : target.value.split("\n") })}
                  />
                </Field>
              )}
            </Item>
          );
        })}
        {fields.length < MOST_FIELDS && (
          <div>
            <Button
              size="sm"
              icon={<Plus size={14} aria-hidden />}
              onClick={() => setWidget({ fields: [...fields, emptyField()] })}
            >
              {t("site.addField")}
            </Button>
          </div>
        )}
      </Section>
      <Section title={t("site.topics")} about={t("site.topicsAbout")}>
        {languages}
        {topics.length === 0 && <p className="text-sm text-muted">{t("site.noTopics")}</p>}
        {topics.map((topic, index) => {
          const set = (change: Partial<typeof topic>) => setWidget({ topics: changed(topics, index, change) });
          return (
            <Item
              key={index}
              name={t("site.topicNumber", { number: index + 1 })}
              onUp={index > 0 ? () => setWidget({ topics: raised(topics, index) }) : undefined}
              onRemove={() => setWidget({ topics: topics.filter((_, at) => at !== index) })}
            >
              <div className="grid gap-3 sm:grid-cols-2">
                <Field label={t("site.topic")} error={problem("topics", index, "label")}>
                  <Input
                    lang={locale}
                    maxLength={100}
                    value={topic.label[locale] ?? ""}
                    onChange={({ target }) => set({ label: withWord(topic.label, locale, target.value) })}
                  />
                </Field>
                <Field label={t("site.topicTeam")} error={problem("topics", index, "team_id")}>
                  <Select
                    value={topic.team_id ?? 0}
                    onChange={({ target }) => set({ team_id: Number(target.value) || null })}
                  >
                    <option value={0}>{t("site.teamOfInbox")}</option>
                    {teams.map((team) => (
                      <option key={team.id} value={team.id}>
                        {team.name}
                      </option>
                    ))}
                  </Select>
                </Field>
              </div>
            </Item>
          );
        })}
        {topics.length < MOST_TOPICS && (
          <div>
            <Button
              size="sm"
              icon={<Plus size={14} aria-hidden />}
              onClick={() => setWidget({ topics: [...topics, emptyTopic()] })}
            >
              {t("site.addTopic")}
            </Button>
          </div>
        )}
      </Section>
    </>
  );
}

/** A list in which one item stands one place higher. */
function raised<T>(items: readonly T[], index: number): T[] {
  const item = items[index];
  if (item === undefined) return [...items];
  const rest = items.filter((_, at) => at !== index);
  return [...rest.slice(0, index - 1), item, ...rest.slice(index - 1)];
}

export interface ItemProps {
  name: string;
  onUp?: (() => void) | undefined;
  onRemove: () => void;
  children: ReactNode;
}

/** One of several, in a frame with what can be done to it as a whole. */
export function Item({ name, onUp, onRemove, children }: ItemProps) {
  const { t } = useI18n();
  return (
    <fieldset className="flex flex-col gap-3 rounded border border-line p-3">
      <legend className="sr-only">{name}</legend>
      <div className="flex items-center gap-1">
        <span aria-hidden className="flex-1 text-xs font-medium text-faint">
          {name}
        </span>
        {onUp && (
          <IconButton size="sm" label={t("site.moveUp", { name })} onClick={onUp}>
            <ArrowUp size={14} aria-hidden />
          </IconButton>
        )}
        <IconButton size="sm" label={t("site.remove", { name })} onClick={onRemove}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      {children}
    </fieldset>
  );
}
