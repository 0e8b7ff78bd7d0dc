import { IconButton } from "@rapport/ui";
import { Check, Copy } from "lucide-react";
import { useId, useState } from "react";
import { useI18n } from "@/i18n";

/** Some lines to take elsewhere. Copying by the button needs HTTPS; marking them by hand always works. */
export function CodeBlock({ label, code }: { label: string; code: string }) {
  const { t } = useI18n();
  const id = useId();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
    } catch {
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <div className="min-w-0">
      <p id={id} className="mb-1 text-sm font-medium">
        {label}
      </p>
      <div className="relative rounded border border-line bg-canvas">
        {/* Wider than its frame it scrolls, and what scrolls must be reachable by keyboard. */}
        <pre
          role="region"
          aria-labelledby={id}
          tabIndex={0}
          className="scroll-thin overflow-x-auto px-3 py-2.5 pr-12 text-sm leading-relaxed"
        >
          <code>{code}</code>
        </pre>
        <IconButton
          variant="secondary"
          size="sm"
          label={t(copied ? "action.copied" : "action.copy")}
          className="absolute top-1.5 right-1.5"
          onClick={() => void copy()}
        >
          {copied ? <Check size={14} aria-hidden className="text-success" /> : <Copy size={14} aria-hidden />}
        </IconButton>
      </div>
      <p role="status" className="sr-only">
        {copied && t("action.copied")}
      </p>
    </div>
  );
}
