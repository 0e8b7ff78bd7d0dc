import { cx, Field, IconButton, Input } from "@rapport/ui";
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";

/** The shortest password that the server takes. */
export const PASSWORD_MIN = 10;

/** A rough measure that rewards length, as length is what makes a password hard to guess. 0 to 3. */
export function passwordStrength(password: string): 0 | 1 | 2 | 3 {
  if (password.length < PASSWORD_MIN) return 0;
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(password)).length;
  const distinct = new Set(password).size;
  if (distinct < 5) return 1;
  const score = password.length + kinds * 2 + Math.min(distinct, 12) / 2;
  return score >= 26 ? 3 : score >= 19 ? 2 : 1;
}

const BAR = ["bg-danger", "bg-warning", "bg-info", "bg-success"] as const;

export interface NewPasswordProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}

/** A field for a new password: can be looked at, and says how good it is while it is typed. */
export function NewPassword({ label, value, onChange, error }: NewPasswordProps) {
  const { t } = useI18n();
  const [visible, setVisible] = useState(false);
  const strength = passwordStrength(value);
  const missing = Math.max(0, PASSWORD_MIN - [...value].length);
  const hint =
    value === ""
      ? t("password.hint", { count: PASSWORD_MIN })
      : missing > 0
        ? t("password.more", { count: missing })
        : t(`password.strength${strength}`);
  return (
    <div>
      <Field label={label} hint={hint} error={error} required>
        <span className="relative block">
          <Input
            type={visible ? "text" : "password"}
            autoComplete="new-password"
            value={value}
            onChange={(event) => onChange(event.target.value)}
            className="pr-10"
          />
          <span className="absolute inset-y-0 right-0.5 flex items-center">
            <IconButton
              size="sm"
              label={t(visible ? "password.hide" : "password.show")}
              pressed={visible}
              onClick={() => setVisible(!visible)}
            >
              {visible ? <EyeOff size={15} aria-hidden /> : <Eye size={15} aria-hidden />}
            </IconButton>
          </span>
        </span>
      </Field>
      <div aria-hidden className="mt-1.5 grid grid-cols-3 gap-1">
        {[1, 2, 3].map((step) => (
          <span
            key={step}
            className={cx("h-1 rounded-full", value !== "" && strength >= step ? BAR[strength] : "bg-active")}
          />
        ))}
      </div>
    </div>
  );
}
