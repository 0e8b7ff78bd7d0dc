import type { AttributeValueView, AttributeView } from "@rapport/api";
import { cx, Input, Select } from "@rapport/ui";
import { ExternalLink } from "lucide-react";
import { useRef, useState, type KeyboardEvent } from "react";
import { useI18n, type I18n } from "@/i18n";
import type { Value } from "@/shared/attributes";
import { useReturnFocus } from "@/shared/hooks/use-return-focus";
import { fieldProblem, problemText } from "@/shared/problems";

export interface AttributeFieldsProps {
  attributes: readonly AttributeView[];
  values: readonly AttributeValueView[];
  /** Without it the values are only shown. */
  onSave: ((key: string, value: Value | null) => Promise<unknown>) | undefined;
}

/** Attributes with their values, each changed in its place. */
export function AttributeFields({ attributes, values, onSave }: AttributeFieldsProps) {
  const known = new Map(values.map((value) => [value.attribute_id, value.value]));
  return (
    <ul className="flex flex-col gap-0.5 text-sm">
      {attributes.map((attribute) => (
        <AttributeField
          key={attribute.id}
          attribute={attribute}
          value={known.get(attribute.id)}
          onSave={onSave && ((value) => onSave(attribute.key, value))}
        />
      ))}
    </ul>
  );
}

/** A value as people read it. */
function shown({ t, number, locale }: I18n, attribute: AttributeView, value: Value): string {
  if (typeof value === "boolean") return t(value ? "attributes.yes" : "attributes.no");
  if (typeof value === "number") return number(value);
  if (attribute.kind !== "date") return value;
  const day = Date.parse(value);
  // A day is the same day everywhere.
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  return Number.isNaN(day) ? value : format.format(day);
}

/** What somebody typed, as the server takes it; nothing at all takes the value away. Undefined when it can be no number. */
export function typed(kind: string, text: string): Value | null | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  if (kind === "yes_no") return trimmed === "true";
  if (kind !== "number") return trimmed;
  // A comma is how most of Europe writes it; thousands are not grouped while one types.
  const plain = Number(trimmed.replace(/[\s\u00a0]/gu, "").replace(",", "."));
  return Number.isFinite(plain) ? plain : undefined;
}

interface FieldProps {
  attribute: AttributeView;
  value: Value | undefined;
  onSave: ((value: Value | null) => Promise<unknown>) | undefined;
}

function AttributeField({ attribute, value, onSave }: FieldProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const [editing, setEditing] = useState(false);
  const [problem, setProblem] = useState<string>();
  const button = useReturnFocus(editing);
  const missing = attribute.required && value === undefined;
  const close = () => {
    setEditing(false);
    setProblem(undefined);
  };
  const save = async (text: string) => {
    const next = typed(attribute.kind, text);
    if (next === undefined) return setProblem(t("field.wrong_type"));
    if (next === (value ?? null)) return close();
    try {
      await onSave?.(next);
      close();
    } catch (error) {
      setProblem(fieldProblem(i18n, error, `values.${attribute.key}`) ?? problemText(i18n, error));
    }
  };
  const words = value === undefined ? undefined : shown(i18n, attribute, value);
  return (
    <li>
      <div className="grid min-h-7 grid-cols-[minmax(5rem,4fr)_5fr] items-center gap-x-2">
        <span className="min-w-0 break-words text-faint">
          {attribute.label}
          {missing && (
            <span className="text-warning" title={t("attributes.missing")}>
              {" *"}
              <span className="sr-only">{t("attributes.missing")}</span>
            </span>
          )}
        </span>
        <span className="flex min-w-0 items-center gap-1">
          {editing ? (
            <ValueField
              attribute={attribute}
              value={value}
              invalid={problem !== undefined}
              onSave={save}
              onCancel={close}
            />
          ) : (
            <>
              {onSave === undefined ? (
                <span className={cx("truncate py-0.5", words === undefined && "text-faint")}>{words ?? "–"}</span>
              ) : (
                <button
                  ref={button}
                  type="button"
                  aria-label={`${attribute.label}: ${words ?? t("attributes.add")}`}
                  onClick={() => setEditing(true)}
                  className={cx(
                    "-ml-1.5 min-h-6 min-w-0 flex-1 truncate rounded-sm px-1.5 text-left hover:bg-hover pointer-coarse:min-h-9",
                    words === undefined && "text-faint",
                  )}
                  title={words}
                >
                  {words ?? t("attributes.add")}
                </button>
              )}
              {attribute.kind === "link" && typeof value === "string" && (
                <a
                  href={value}
                  target="_blank"
                  rel="noopener noreferrer"
                  aria-label={t("attributes.open", { label: attribute.label })}
                  className="inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-accent hover:bg-hover"
                >
                  <ExternalLink size={13} aria-hidden />
                </a>
              )}
            </>
          )}
        </span>
      </div>
      {problem !== undefined && (
        <p role="alert" className="mb-1 text-xs text-danger">
          {problem}
        </p>
      )}
    </li>
  );
}

interface ValueFieldProps {
  attribute: AttributeView;
  value: Value | undefined;
  invalid: boolean;
  onSave: (text: string) => Promise<void>;
  onCancel: () => void;
}

/** Enter and leaving the field save, Escape leaves everything as it was. */
function ValueField({ attribute, value, invalid, onSave, onCancel }: ValueFieldProps) {
  const { t } = useI18n();
  const [text, setText] = useState(() => (value === undefined ? "" : String(value)));
  const done = useRef(false);
  const save = (next: string) => {
    done.current = true;
    void onSave(next).finally(() => {
      done.current = false;
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      done.current = true;
      onCancel();
    } else if (event.key === "Enter") {
      event.preventDefault();
      save(text);
    }
  };
  const shared = {
    "aria-label": attribute.label,
    "aria-invalid": invalid || undefined,
    autoFocus: true,
    value: text,
    onKeyDown,
    onBlur: () => {
      if (!done.current) save(text);
    },
    className: "h-7 min-w-0 flex-1 px-1.5 text-sm",
  };
  if (attribute.kind === "choice" || attribute.kind === "yes_no") {
    const choices =
      attribute.kind === "choice"
        ? attribute.choices.map((choice) => ({ key: choice, label: choice }))
        : [
            { key: "true", label: t("attributes.yes") },
            { key: "false", label: t("attributes.no") },
          ];
    // What was chosen before it was taken out of the list.
    if (text !== "" && !choices.some((choice) => choice.key === text)) choices.unshift({ key: text, label: text });
    return (
      <Select
        {...shared}
        onChange={(event) => {
          setText(event.target.value);
          save(event.target.value);
        }}
      >
        {(!attribute.required || value === undefined) && <option value="">–</option>}
        {choices.map((choice) => (
          <option key={choice.key} value={choice.key}>
            {choice.label}
          </option>
        ))}
      </Select>
    );
  }
  return (
    <Input
      {...shared}
      type={attribute.kind === "date" ? "date" : "text"}
      inputMode={attribute.kind === "number" ? "decimal" : attribute.kind === "link" ? "url" : "text"}
      maxLength={attribute.kind === "link" ? 2_000 : 1_000}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
