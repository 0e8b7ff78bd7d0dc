import { useId } from "preact/hooks";
import type { Field } from "../../chat/protocol.ts";
import { pick } from "../../language.ts";
import { useUiState } from "../context.ts";
import { t } from "../i18n.ts";

export type Values = Record<string, string>;
export type Complaints = Record<string, string | undefined>;

/** Enough to catch a slip; whether an address exists only a mail can tell. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/;
const PHONE = /^\+?[\d\s().-]{5,24}$/;

/** What is wrong with the answers, by the key of the field. */
export function complaints(fields: readonly Field[], values: Values): Complaints {
  const found: Complaints = {};
  for (const { key, kind, required } of fields) {
    const value = values[key]?.trim() ?? "";
    if (value === "") {
      if (required) found[key] = t("field.required");
    } else if (kind === "email" && !EMAIL.test(value)) found[key] = t("field.email");
    else if (kind === "phone" && !PHONE.test(value)) found[key] = t("field.phone");
  }
  return found;
}

const TYPES = { text: "text", email: "email", phone: "tel" } as const;
const COMPLETE: Record<string, string> = { name: "name", email: "email", phone: "tel" };

interface Props {
  field: Field;
  value: string;
  complaint: string | undefined;
  disabled?: boolean;
  onChange: (value: string) => void;
}

export function FieldInput(props: Props) {
  const { field, value, complaint, disabled, onChange } = props;
  const id = useId();
  const label = useLabel(field);
  const shared = {
    id,
    name: field.key,
    value,
    disabled,
    "aria-required": field.required ?? false,
    "aria-invalid": complaint !== undefined,
    "aria-describedby": complaint ? `${id}-wrong` : undefined,
    onInput: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  const wrong = complaint && (
    <span class="wrong" id={`${id}-wrong`}>
      {complaint}
    </span>
  );
  if (field.kind === "checkbox") {
    return (
      <div class="field">
        <label class="check">
          <input
            {...shared}
            value="true"
            type="checkbox"
            checked={value === "true"}
            onInput={(event) => onChange(event.currentTarget.checked ? "true" : "")}
          />
          <span>{label}</span>
        </label>
        {wrong}
      </div>
    );
  }
  return (
    <div class="field">
      <label for={id}>
        {label}
        {!field.required && <span class="optional"> {t("field.optional")}</span>}
      </label>
      {field.kind === "select" ? (
        <select {...shared}>
          <option value="">{t("field.choose")}</option>
          {field.options?.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      ) : field.kind === "textarea" ? (
        <textarea {...shared} rows={3} maxLength={5000} />
      ) : (
        <input
          {...shared}
          list={undefined}
          type={TYPES[field.kind]}
          maxLength={300}
          autocomplete={COMPLETE[field.bound_to || field.key]}
        />
      )}
      {wrong}
    </div>
  );
}

/** The question in the visitor's language. */
function useLabel({ label, key }: Field): string {
  const locale = useUiState(({ locale: now }) => now);
  const fallback = useUiState(({ site }) => site.locale);
  return typeof label === "string" ? label : (pick(label, locale, fallback) ?? key);
}
