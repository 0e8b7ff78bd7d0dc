import { Check, ChevronDown, CircleAlert } from "lucide-react";
import { createContext, use, useId, type ComponentProps, type ReactNode } from "react";
import { cx } from "./cx";

interface FieldState {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
  required: boolean;
}

const FieldContext = createContext<FieldState | undefined>(undefined);

/** Ties a control to the label, hint and error of the field around it. */
function useField() {
  const field = use(FieldContext);
  if (field === undefined) return {};
  return {
    id: field.id,
    "aria-describedby": field.describedBy,
    "aria-invalid": field.invalid || undefined,
    "aria-required": field.required || undefined,
  };
}

export interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  required?: boolean;
  /** Shown at the right end of the label, for instance "optional". */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** Label, control, and below it a hint that makes way for the error. */
export function Field({ label, hint, error, required = false, aside, className, children }: FieldProps) {
  const id = useId();
  const hasError = error !== undefined && error !== null && error !== "";
  const hasHint = hint !== undefined && !hasError;
  return (
    <div className={cx("flex min-w-0 flex-col gap-1", className)}>
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {aside !== undefined && <span className="text-xs text-faint">{aside}</span>}
      </div>
      <FieldContext
        value={{ id, describedBy: hasError || hasHint ? `${id}-d` : undefined, invalid: hasError, required }}
      >
        {children}
      </FieldContext>
      {(hasError || hasHint) && (
        <p
          id={`${id}-d`}
          role={hasError ? "alert" : undefined}
          className={cx("flex items-start gap-1 text-xs", hasError ? "text-danger" : "text-faint")}
        >
          {hasError && <CircleAlert size={13} className="mt-px shrink-0" aria-hidden />}
          <span className="min-w-0 break-words">{hasError ? error : hint}</span>
        </p>
      )}
    </div>
  );
}

const control =
  "w-full min-w-0 rounded border border-line-strong bg-surface text-base text-text transition-colors hover:border-faint focus-visible:outline-offset-0 [&[readonly]]:bg-canvas disabled:opacity-60 aria-invalid:border-danger";

/** One line of text. */
export function Input({ className, type = "text", ...rest }: ComponentProps<"input">) {
  return (
    <input
      type={type}
      className={cx(control, "h-8 px-2.5 compact:h-7 pointer-coarse:h-10", className)}
      {...useField()}
      {...rest}
    />
  );
}

/** Several lines of text. */
export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea className={cx(control, "min-h-20 px-2.5 py-1.5 leading-normal", className)} {...useField()} {...rest} />
  );
}

export interface SelectProps extends ComponentProps<"select"> {
  /** Without a frame, for tool bars in which it is one of several small controls. */
  quiet?: boolean;
}

/** The browser's own list: best on phones, and it speaks to every screen reader. */
export function Select({ className, children, quiet = false, ...rest }: SelectProps) {
  const look = quiet
    ? "h-7 w-full min-w-0 rounded bg-transparent pr-6 pl-2 text-sm text-muted transition-colors hover:bg-hover hover:text-text"
    : cx(control, "h-8 pr-8 pl-2.5 compact:h-7");
  return (
    <span className={cx("relative block min-w-0", className)}>
      <select className={cx(look, "appearance-none truncate pointer-coarse:h-10")} {...useField()} {...rest}>
        {children}
      </select>
      <ChevronDown
        size={quiet ? 12 : 14}
        aria-hidden
        className={cx(
          "pointer-events-none absolute top-1/2 -translate-y-1/2 text-faint",
          quiet ? "right-2" : "right-2.5",
        )}
      />
    </span>
  );
}

export interface CheckboxProps extends Omit<ComponentProps<"input">, "type"> {
  /** Text beside the box. Without it give `aria-label`. */
  label?: ReactNode;
  hint?: ReactNode;
}

/** A box to tick. Takes effect when the form is saved, or at once where there is no form. */
export function Checkbox({ label, hint, className, ...rest }: CheckboxProps) {
  const id = useId();
  const box = (
    <span className="relative inline-flex size-4 shrink-0 pointer-coarse:size-6">
      <input
        type="checkbox"
        id={id}
        className="peer size-full cursor-pointer appearance-none rounded-sm border border-line-strong bg-surface transition-colors checked:border-transparent checked:bg-accent-solid indeterminate:border-transparent indeterminate:bg-accent-solid disabled:opacity-60"
        {...rest}
      />
      <Check
        size={12}
        strokeWidth={3}
        aria-hidden
        className="pointer-events-none absolute inset-0.5 text-on-accent opacity-0 pointer-coarse:inset-1.5 peer-checked:opacity-100"
      />
    </span>
  );
  if (label === undefined) return <span className={cx("inline-flex", className)}>{box}</span>;
  return (
    <div className={cx("flex items-start gap-2", className)}>
      <span className="flex h-5 items-center">{box}</span>
      <label htmlFor={id} className="min-w-0">
        <span className="block">{label}</span>
        {hint !== undefined && <span className="block text-xs text-faint">{hint}</span>}
      </label>
    </div>
  );
}
