import type { AddressView } from "@rapport/api";
import { cx } from "@rapport/ui";
import { X } from "lucide-react";
import { useId, useState, type ClipboardEvent, type KeyboardEvent } from "react";
import { useI18n } from "@/i18n";
import { addAddresses, formatAddress, parseAddresses } from "./addresses";

export interface RecipientFieldProps {
  label: string;
  value: readonly AddressView[];
  onChange: (value: AddressView[]) => void;
  /** The first recipient is asked for; the field says so when it is left empty. */
  required?: boolean;
}

/** One line of recipients: each a chip that can be taken away, and a field for more. */
export function RecipientField({ label, value, onChange, required = false }: RecipientFieldProps) {
  const { t } = useI18n();
  const id = useId();
  const [text, setText] = useState("");
  const [refused, setRefused] = useState(false);

  /** Takes what can be read as addresses; what cannot stays in the field and is marked. */
  const take = (input: string) => {
    const { addresses, rest } = parseAddresses(input);
    if (addresses.length > 0) onChange(addAddresses(value, addresses));
    setText(rest);
    setRefused(rest !== "");
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const ends =
      event.key === "Enter" || event.key === "," || event.key === ";" || (event.key === " " && text.includes("@"));
    if (ends && text.trim() !== "") {
      event.preventDefault();
      take(text);
    } else if (event.key === "Backspace" && text === "" && value.length > 0) {
      onChange(value.slice(0, -1));
    }
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData.getData("text");
    if (!/[,;\n<]/u.test(pasted)) return;
    event.preventDefault();
    take(text + pasted);
  };

  return (
    <div className="flex min-h-7 items-start gap-2">
      <label htmlFor={id} className="w-8 shrink-0 pt-1 text-sm text-faint">
        {label}
      </label>
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-1 py-0.5">
        {value.map((item) => (
          <span
            key={item.address}
            title={formatAddress(item)}
            className="inline-flex h-6 max-w-full items-center gap-1 rounded-sm bg-active pl-1.5 text-sm"
          >
            <span className="truncate">{formatAddress(item)}</span>
            <button
              type="button"
              aria-label={t("composer.removeRecipient", { address: item.address })}
              onClick={() => onChange(value.filter((other) => other !== item))}
              className="inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-faint hover:text-text"
            >
              <X size={12} aria-hidden />
            </button>
          </span>
        ))}
        <input
          id={id}
          type="text"
          inputMode="email"
          autoComplete="off"
          spellCheck={false}
          value={text}
          aria-invalid={refused || undefined}
          aria-describedby={refused ? `${id}-e` : undefined}
          placeholder={value.length === 0 && required ? t("composer.addRecipient") : undefined}
          onChange={(event) => {
            setText(event.target.value);
            setRefused(false);
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => take(text)}
          className={cx(
            "h-6 min-w-8 flex-1 rounded-sm bg-transparent px-1 text-sm outline-offset-0",
            refused && "text-danger",
          )}
        />
        {refused && (
          <p id={`${id}-e`} role="alert" className="w-full text-xs text-danger">
            {t("composer.badAddress")}
          </p>
        )}
      </div>
    </div>
  );
}
