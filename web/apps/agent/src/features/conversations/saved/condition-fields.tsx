import type { ViewCondition } from "@rapport/api";
import { Checkbox, Field, Input, Select } from "@rapport/ui";
import { ChevronRight, CircleAlert } from "lucide-react";
import { useI18n } from "@/i18n";
import { useLookups } from "@/shared/lookups";
import { CHANNELS, PRIORITIES, STATUSES } from "@/shared/vocabulary";
import { choice, chosenKeys, conditionOn, withCondition, type ChoiceField } from "./conditions";
import { ContactsField } from "./contacts-field";

export interface ConditionFieldsProps {
  conditions: ViewCondition[];
  onChange: (conditions: ViewCondition[]) => void;
  /** Why the first condition on a field was refused. */
  problem: (field: ViewCondition["field"]) => string | undefined;
}

interface Option {
  key: string;
  label: string;
}

/** What must hold for a conversation to be in a view. Conditions of other kinds stay as they are. */
export function ConditionFields({ conditions, onChange, problem }: ConditionFieldsProps) {
  const { t } = useI18n();
  const choices = useChoices();
  const shared = { conditions, onChange, problem };
  const contacts = conditionOn(conditions, "contact");
  const contactProblem = problem("contact");
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{t("views.conditions")}</legend>
      <p className="mb-2 text-xs text-faint">{t("views.conditionsHint")}</p>
      <div className="mb-4 divide-y divide-line rounded border border-line">
        {choices.map(({ field, label, options }) => (
          <Choices
            key={field}
            label={label}
            options={options}
            chosen={chosenKeys(conditions, field)}
            problem={problem(field)}
            onChange={(keys) => onChange(withCondition(conditions, field, choice(field, keys)))}
          />
        ))}
        <div role="group" aria-label={t("column.contact")} className="flex flex-wrap items-center gap-2 px-3 py-1.5">
          <span className="ml-5.5 shrink-0">{t("column.contact")}</span>
          <div className="ml-auto min-w-0">
            <ContactsField
              ids={contacts?.any_of ?? []}
              onChange={(ids) =>
                onChange(
                  withCondition(conditions, "contact", ids.length > 0 ? { field: "contact", any_of: ids } : undefined),
                )
              }
            />
          </div>
          {contactProblem !== undefined && <Refused>{contactProblem}</Refused>}
        </div>
      </div>
      <div className="grid gap-4 sm:grid-cols-3">
        <YesNo
          field="unread"
          label={t("views.unread")}
          yes={t("views.unread.yes")}
          no={t("views.unread.no")}
          {...shared}
        />
        <YesNo
          field="has_attachment"
          label={t("views.attachment")}
          yes={t("views.attachment.yes")}
          no={t("views.attachment.no")}
          {...shared}
        />
        <Amount field="waiting" label={t("views.waiting")} hint={t("views.waitingHint")} least={0} {...shared} />
        <Amount field="older_than" label={t("views.olderThan")} hint={t("views.days")} least={1} {...shared} />
        <Amount field="newer_than" label={t("views.newerThan")} hint={t("views.days")} least={1} {...shared} />
      </div>
    </fieldset>
  );
}

/** Languages that customers of ours write in most often; a view may name others, which stay. */
const LANGUAGES = ["en", "vi", "ro", "de", "fr", "es", "it", "hu", "ru", "uk", "zh", "ja", "ko", "th"];

function languages(locale: string): Option[] {
  const names = new Intl.DisplayNames(locale, { type: "language" });
  return LANGUAGES.map((key) => ({ key, label: names.of(key) ?? key }));
}

/** What can be chosen from, without what has nothing to choose. */
function useChoices(): { field: ChoiceField; label: string; options: Option[] }[] {
  const { t, locale } = useI18n();
  const { inboxes, teams, agents, tags } = useLookups();
  const named = (items: Iterable<{ id: number; name: string }>): Option[] =>
    [...items].map(({ id, name }) => ({ key: String(id), label: name }));
  const all: { field: ChoiceField; label: string; options: Option[] }[] = [
    {
      field: "status",
      label: t("conversation.status"),
      options: STATUSES.map((key) => ({ key, label: t(`status.${key}`) })),
    },
    { field: "inbox", label: t("views.inbox"), options: named(inboxes.values()) },
    {
      field: "team",
      label: t("conversation.team"),
      options: [{ key: "mine", label: t("view.team") }, ...named(teams.values())],
    },
    {
      field: "assignee",
      label: t("conversation.assignee"),
      options: [
        { key: "me", label: t("views.me") },
        { key: "nobody", label: t("assign.nobody") },
        ...named([...agents.values()].filter((agent) => agent.active)),
      ],
    },
    {
      field: "priority",
      label: t("conversation.priority"),
      options: PRIORITIES.map((key) => ({ key, label: t(`priority.${key}`) })),
    },
    { field: "tag", label: t("conversation.tags"), options: named(tags.values()) },
    { field: "without_tag", label: t("views.withoutTag"), options: named(tags.values()) },
    {
      field: "channel",
      label: t("column.channel"),
      options: CHANNELS.map((key) => ({ key, label: t(`channel.${key}`) })),
    },
    { field: "language", label: t("contact.language"), options: languages(locale) },
  ];
  return all.filter(({ options }) => options.length > 0);
}

interface ChoicesProps {
  label: string;
  options: Option[];
  chosen: string[];
  problem: string | undefined;
  onChange: (keys: string[]) => void;
}

/** Alternatives behind a line that says which of them count. */
function Choices({ label, options, chosen, problem, onChange }: ChoicesProps) {
  const { t, list } = useI18n();
  const known = options.filter(({ key }) => chosen.includes(key));
  // What is gone or out of sight can still be taken off.
  const unknown = chosen.filter((key) => !options.some((option) => option.key === key));
  const gone = (key: string) => (Number.isInteger(Number(key)) ? t("views.goneOne", { id: key }) : key);
  const all = [...unknown.map((key) => ({ key, label: gone(key) })), ...options];
  const names = [...known.map((option) => option.label), ...unknown.map(gone)];
  return (
    <details className="group" open={unknown.length > 0 || problem !== undefined || undefined}>
      <summary className="flex min-h-9 cursor-pointer list-none items-center gap-2 px-3 py-1.5 hover:bg-hover pointer-coarse:min-h-10">
        <ChevronRight size={14} aria-hidden className="shrink-0 text-faint group-open:rotate-90" />
        <span className="shrink-0">{label}</span>
        <span className="min-w-0 flex-1 truncate text-right text-muted">
          {names.length === 0 ? t("views.any") : list(names)}
        </span>
      </summary>
      <div
        role="group"
        aria-label={label}
        className="scroll-thin grid max-h-44 gap-x-4 gap-y-1.5 overflow-y-auto px-3 pt-1 pb-3 sm:grid-cols-2"
      >
        {all.map(({ key, label: name }) => (
          <Checkbox
            key={key}
            label={name}
            checked={chosen.includes(key)}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, key] : chosen.filter((other) => other !== key))
            }
          />
        ))}
      </div>
      {problem !== undefined && <Refused>{problem}</Refused>}
    </details>
  );
}

function Refused({ children }: { children: string }) {
  return (
    <p role="alert" className="flex items-start gap-1 px-3 pb-2 text-xs text-danger">
      <CircleAlert size={13} className="mt-px shrink-0" aria-hidden />
      {children}
    </p>
  );
}

interface YesNoProps extends ConditionFieldsProps {
  field: "unread" | "has_attachment";
  label: string;
  yes: string;
  no: string;
}

function YesNo({ field, label, yes, no, conditions, onChange, problem }: YesNoProps) {
  const { t } = useI18n();
  const is = conditionOn(conditions, field)?.is;
  return (
    <Field label={label} error={problem(field)}>
      <Select
        value={is === undefined ? "any" : String(is)}
        onChange={(event) => {
          const { value } = event.target;
          onChange(withCondition(conditions, field, value === "any" ? undefined : { field, is: value === "true" }));
        }}
      >
        <option value="any">{t("views.any")}</option>
        <option value="true">{yes}</option>
        <option value="false">{no}</option>
      </Select>
    </Field>
  );
}

interface AmountProps extends ConditionFieldsProps {
  field: "waiting" | "older_than" | "newer_than";
  label: string;
  hint: string;
  least: number;
}

/** A length of time, in minutes for waits and in days for the rest. */
function Amount({ field, label, hint, least, conditions, onChange, problem }: AmountProps) {
  const condition = conditionOn(conditions, field);
  const value = condition?.field === "waiting" ? condition.minutes : condition?.days;
  return (
    <Field label={label} hint={hint} error={problem(field)}>
      <Input
        type="number"
        min={least}
        step={1}
        value={value ?? ""}
        onChange={(event) => {
          const amount = Math.round(event.target.valueAsNumber);
          if (!Number.isFinite(amount)) onChange(withCondition(conditions, field, undefined));
          else if (field === "waiting") onChange(withCondition(conditions, field, { field, minutes: amount }));
          else onChange(withCondition(conditions, field, { field, days: amount }));
        }}
      />
    </Field>
  );
}
