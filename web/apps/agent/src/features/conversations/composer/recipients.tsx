import type { AddressView } from "@rapport/api";
import { cx } from "@rapport/ui";
import { CircleAlert, X } from "lucide-react";
import { useId, useImperativeHandle, useRef, useState, type ClipboardEvent, type KeyboardEvent, type Ref } from "react";
import { useI18n } from "@/i18n";
import { addAddresses, formatAddress, parseAddresses } from "./addresses";

export interface RecipientFieldHandle {
  focus: () => void;
  /**
   * Whether everything that stands in the field is a recipient. What is not yet one is taken if it can be, and marked
   * if it cannot: nothing may be sent without somebody whom the agent believes to be among those who get it.
   */
  settle: () => boolean;
}

export interface RecipientFieldProps {
  ref?: Ref<RecipientFieldHandle>;
  label: string;
  value: readonly AddressView[];
  onChange: (value: AddressView[]) => void;
  /** The first recipient is asked for; the field says so when it is left empty. */
  required?: boolean;
  /** Why the server refused them. */
  error?: string | undefined;
}

/** One line of recipients: each a chip that can be taken away, and a field for more. */
export function RecipientField({ ref, label, value, onChange, required = false, error }: RecipientFieldProps) {
  const { t } = useI18n();
  const id = useId();
  const [text, setText] = useState("");
  const [unread, setUnread] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const problem = unread ? t("composer.badAddress", { text: text.trim() }) : error;

  /** Takes what can be read as addresses; what cannot stays in the field and is marked. */
  const take = (input: string) => {
    const { addresses, rest } = parseAddresses(input);
    if (addresses.length > 0) onChange(addAddresses(value, addresses));
    setText(rest);
    setUnread(rest !== "");
  };
  useImperativeHandle(ref, () => ({
    focus: () => input.current?.focus(),
    settle: () => {
      if (text.trim() === "") return true;
      take(text);
      input.current?.focus();
      return false;
    },
  }));
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
          ref={input}
          id={id}
          type="text"
          inputMode="email"
          autoComplete="off"
          spellCheck={false}
          value={text}
          aria-invalid={problem !== undefined || undefined}
          aria-describedby={problem === undefined ? undefined : `${id}-e`}
          placeholder={value.length === 0 && required ? t("composer.addRecipient") : undefined}
          onChange={(event) => {
            setText(event.target.value);
            setUnread(false);
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => take(text)}
          className={cx(
            "h-6 min-w-8 flex-1 rounded-sm bg-transparent px-1 text-sm outline-offset-0",
            unread && "text-danger underline decoration-wavy decoration-1 underline-offset-3",
          )}
        />
        {problem !== undefined && (
          <p id={`${id}-e`} role="alert" className="flex w-full items-start gap-1 text-xs text-danger">
            <CircleAlert size={13} className="mt-px shrink-0" aria-hidden />
            <span className="min-w-0 break-words">{problem}</span>
          </p>
        )}
      </div>
    </div>
  );
}
