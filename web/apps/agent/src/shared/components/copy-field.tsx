import { Field, IconButton, Input } from "@rapport/ui";
import { Check, Copy } from "lucide-react";
import { useRef, useState } from "react";
import { useI18n } from "@/i18n";

/** A value to take elsewhere. Copying by the button needs HTTPS; selecting it by hand always works. */
export function CopyField({ label, hint, value }: { label: string; hint?: string; value: string }) {
  const { t } = useI18n();
  const input = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    input.current?.select();
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <Field label={label} hint={hint}>
      <span className="flex gap-1">
        <Input
          ref={input}
          readOnly
          value={value}
          onFocus={(event) => event.target.select()}
          className="font-mono text-sm"
        />
        <IconButton variant="secondary" label={t(copied ? "action.copied" : "action.copy")} onClick={() => void copy()}>
          {copied ? <Check size={15} aria-hidden className="text-success" /> : <Copy size={15} aria-hidden />}
        </IconButton>
      </span>
    </Field>
  );
}
