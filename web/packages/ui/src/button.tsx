import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";
import { Spinner } from "./feedback";
import { Tooltip } from "./tooltip";

const variants = {
  primary: "bg-accent-solid text-on-accent border-transparent enabled:hover:bg-accent-solid-hover",
  secondary: "bg-surface text-text border-line enabled:hover:bg-hover dark:bg-raised",
  ghost: "bg-transparent text-muted border-transparent enabled:hover:bg-hover enabled:hover:text-text",
  danger: "bg-danger-solid text-white border-transparent enabled:hover:bg-danger-solid-hover",
} as const;

const sizes = {
  sm: "h-7 px-2.5 text-sm gap-1.5 compact:h-6 compact:px-2",
  md: "h-8 px-3 text-base gap-1.5 compact:h-7 compact:px-2.5",
  lg: "h-10 px-4 text-base gap-2",
} as const;

const shared =
  "inline-flex shrink-0 items-center justify-center rounded border font-medium whitespace-nowrap transition-colors select-none disabled:opacity-55";

export interface ButtonProps extends ComponentProps<"button"> {
  variant?: keyof typeof variants;
  size?: keyof typeof sizes;
  /** Shows that the action is under way and keeps it from being started twice. */
  loading?: boolean;
  icon?: ReactNode;
}

/** A button with words. One primary button per screen or dialog: the thing that people came to do. */
export function Button({
  variant = "secondary",
  size = "md",
  loading = false,
  icon,
  className,
  disabled,
  children,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      disabled={disabled === true || loading}
      aria-busy={loading || undefined}
      className={cx(shared, variants[variant], sizes[size], "pointer-coarse:min-h-9", className)}
      {...rest}
    >
      {loading ? <Spinner /> : icon}
      {children}
    </button>
  );
}

const iconSizes = { sm: "size-7 compact:size-6", md: "size-8 compact:size-7" } as const;

export interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label"> {
  /** Name for screen readers and text of the tooltip. */
  label: string;
  shortcut?: string;
  variant?: keyof typeof variants;
  size?: keyof typeof iconSizes;
  side?: "top" | "right" | "bottom" | "left";
  pressed?: boolean;
}

/** A button that is only an icon. The name is demanded, because an icon alone says nothing to a screen reader. */
export function IconButton({
  label,
  shortcut,
  variant = "ghost",
  size = "md",
  side,
  pressed,
  className,
  type = "button",
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut} side={side}>
      <button
        type={type}
        aria-label={label}
        aria-pressed={pressed}
        className={cx(
          shared,
          variants[variant],
          iconSizes[size],
          "pointer-coarse:min-h-9 pointer-coarse:min-w-9",
          pressed === true && "bg-active text-text",
          className,
        )}
        {...rest}
      />
    </Tooltip>
  );
}
