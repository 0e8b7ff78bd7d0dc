import { cx, Input } from "@rapport/ui";
import { useId, useState, type ComponentProps, type KeyboardEvent } from "react";
import { useI18n } from "@/i18n";

interface CellProps extends Omit<ComponentProps<"input">, "onChange" | "value"> {
  "aria-label": string;
  value: string;
  /** The column, in which the keys go up and down. */
  column: string;
  /** Why the server refused what stands there. */
  refused: string | undefined;
  /** Whether it is no number; said once the reader has left it, or has `tried` to save it. */
  wrong?: boolean;
  tried?: boolean;
  onChange: (text: string) => void;
}

/** A field of the table. Enter and the arrow keys go to the one below or above, as in a spreadsheet. */
export function Cell({ value, column, refused, wrong, tried, className, onChange, onBlur, ...rest }: CellProps) {
  const { t } = useI18n();
  const id = useId();
  const [typing, setTyping] = useState(false);
  const error = wrong === true && (!typing || tried === true) ? t("workforce.noNumber") : refused;
  return (
    <>
      <Input
        autoComplete="off"
        data-column={column}
        value={value}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={error === undefined ? undefined : id}
        onChange={(event) => {
          setTyping(true);
          onChange(event.target.value);
        }}
        onBlur={(event) => {
          setTyping(false);
          onBlur?.(event);
        }}
        onKeyDown={goUpOrDown}
        className={cx(
          // On a phone the names stand above what scrolls: what gets the focus must not come to lie under them.
          "max-md:scroll-ml-40 print:border-transparent print:px-0 print:text-sm",
          className,
        )}
        {...rest}
      />
      {error !== undefined && (
        <p id={id} role="alert" className="mt-0.5 text-xs font-normal whitespace-normal text-danger">
          {error}
        </p>
      )}
    </>
  );
}

const STEPS: Partial<Record<string, "nextElementSibling" | "previousElementSibling">> = {
  Enter: "nextElementSibling",
  ArrowDown: "nextElementSibling",
  ArrowUp: "previousElementSibling",
};

function goUpOrDown(event: KeyboardEvent<HTMLInputElement>): void {
  const step = STEPS[event.key];
  if (step === undefined || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  // Enter would save a table that is half filled in.
  event.preventDefault();
  const { column } = event.currentTarget.dataset;
  const row = event.currentTarget.closest("tr")?.[step];
  const next = row?.querySelector<HTMLInputElement>(`input[data-column="${column ?? ""}"]`);
  next?.focus();
  next?.select();
}
