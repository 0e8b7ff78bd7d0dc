import { cx } from "@rapport/ui";
import { Check } from "lucide-react";
import { useI18n } from "@/i18n";

/** How far one is and what is left. */
export function Steps({ labels, current }: { labels: string[]; current: number }) {
  const { t } = useI18n();
  return (
    <ol aria-label={t("setup.steps")} className="mb-6 flex items-center gap-3">
      {labels.map((label, index) => {
        const done = index < current;
        return (
          <li
            key={label}
            aria-current={index === current ? "step" : undefined}
            className="flex min-w-0 flex-1 items-center gap-2"
          >
            <span
              className={cx(
                "flex size-6 shrink-0 items-center justify-center rounded-full text-xs font-semibold",
                index <= current ? "bg-accent-solid text-on-accent" : "bg-active text-muted",
              )}
            >
              {done ? <Check size={13} strokeWidth={3} aria-label={t("setup.stepDone")} /> : index + 1}
            </span>
            <span className={cx("truncate text-sm", index === current ? "font-medium" : "text-muted")}>{label}</span>
          </li>
        );
      })}
    </ol>
  );
}
