import { useId, type ComponentProps, type ReactNode } from "react";
import { cx } from "./cx";

export interface SwitchProps extends Omit<ComponentProps<"input">, "type" | "role"> {
  /** Text beside the switch. Without it give `aria-label`. */
  label?: ReactNode;
  hint?: ReactNode;
}

/** On or off, at once: where a checkbox would wait for a form to be saved. */
export function Switch({ label, hint, className, ...rest }: SwitchProps) {
  const id = useId();
  const knob = (
    <span className="relative inline-flex h-5 w-9 shrink-0">
      <input
        type="checkbox"
        role="switch"
        id={id}
        className="peer h-5 w-9 pointer-coarse:h-6 pointer-coarse:w-10 cursor-pointer appearance-none rounded-full border border-line-strong bg-active transition-colors checked:border-transparent checked:bg-accent-solid disabled:cursor-not-allowed disabled:opacity-50"
        {...rest}
      />
      <span
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-[3px] size-3.5 -translate-y-1/2 rounded-full bg-muted transition-transform peer-checked:translate-x-4 peer-checked:bg-on-accent pointer-coarse:size-4 motion-reduce:transition-none"
      />
    </span>
  );
  if (label === undefined) return <span className={cx("inline-flex", className)}>{knob}</span>;
  return (
    <div className={cx("flex items-start gap-2.5", className)}>
      {knob}
      <label htmlFor={id} className="min-w-0">
        <span className="block">{label}</span>
        {hint !== undefined && <span className="block text-xs text-faint">{hint}</span>}
      </label>
    </div>
  );
}
