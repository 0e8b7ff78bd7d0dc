import { CircleAlert, CircleCheck, Info, LoaderCircle, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx";

/** Something is under way. Without a label it stands inside a control that already says what. */
export function Spinner({ size = 14, label }: { size?: number; label?: string }) {
  return (
    <LoaderCircle
      size={size}
      className="animate-spin"
      aria-hidden={label === undefined}
      aria-label={label}
      role={label === undefined ? undefined : "status"}
    />
  );
}

/** A grey block in the shape of what is still loading: of text, unless the class says how round it is. */
export function Skeleton({ className }: { className?: string }) {
  const round = className?.includes("rounded") === true;
  return <div aria-hidden className={cx("animate-pulse bg-active", !round && "rounded-sm", className)} />;
}

export interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  /** How to begin, or what to do next. */
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** Nothing to show, and how to begin or what to do next. */
export function EmptyState({ icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cx("flex flex-col items-center justify-center gap-1 px-6 py-12 text-center", className)}>
      {icon !== undefined && <div className="mb-2 text-faint [&>svg]:size-7 [&>svg]:stroke-[1.5]">{icon}</div>}
      <p className="font-medium">{title}</p>
      {children !== undefined && <div className="max-w-sm text-sm text-muted">{children}</div>}
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  );
}

const tones = {
  neutral: "bg-hover text-muted",
  accent: "bg-accent-soft text-accent",
  info: "bg-info-soft text-info",
  success: "bg-success-soft text-success",
  warning: "bg-warning-soft text-warning",
  danger: "bg-danger-soft text-danger",
} as const;

/** The meanings a colour can have; each also comes with an icon or a word. */
export type Tone = keyof typeof tones;

export interface BadgeProps {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
  title?: string;
  className?: string;
}

/** A short state in a row. */
export function Badge({ tone = "neutral", icon, children, title, className }: BadgeProps) {
  return (
    <span
      title={title}
      className={cx(
        "inline-flex h-5 max-w-full shrink-0 items-center gap-1 rounded-sm px-1.5 text-xs font-medium whitespace-nowrap [&>svg]:size-3 [&>svg]:shrink-0",
        tones[tone],
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}

const noticeIcons = { info: Info, success: CircleCheck, warning: TriangleAlert, danger: CircleAlert } as const;

export interface NoticeProps {
  tone: keyof typeof noticeIcons;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** A message inside the page. A problem is announced at once, everything else when the reader pauses. */
export function Notice({ tone, title, children, action, className }: NoticeProps) {
  const Icon = noticeIcons[tone];
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={cx("flex items-start gap-2.5 rounded px-3 py-2.5 text-sm", tones[tone], className)}
    >
      <Icon size={16} className="mt-0.5 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1">
        {title !== undefined && <p className="font-medium">{title}</p>}
        {children !== undefined && <div className="break-words text-text">{children}</div>}
      </div>
      {action}
    </div>
  );
}
