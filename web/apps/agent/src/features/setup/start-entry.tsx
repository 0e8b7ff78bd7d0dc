import { cx, Tooltip } from "@rapport/ui";
import { Link, useRouterState } from "@tanstack/react-router";
import { Rocket } from "lucide-react";
import { useI18n } from "@/i18n";
import { STEPS, useFirstSteps } from "./first-steps";

/** The way to the first steps, in the navigation until they are done or put away. A phone finds them in the settings. */
export function StartEntry() {
  const { t } = useI18n();
  const first = useFirstSteps();
  const here = useRouterState({ select: (state) => state.location.pathname === "/settings/start" });
  if (!first?.open) return null;
  const label = `${t("start.title")}: ${t("start.progress", { done: first.done, all: STEPS.length })}`;
  return (
    <Tooltip text={label} side="right">
      <Link
        to="/settings/start"
        aria-current={here ? "page" : undefined}
        className={cx(
          "relative flex size-10 items-center justify-center rounded transition-colors max-md:hidden",
          here ? "bg-accent-soft text-accent" : "text-muted hover:bg-hover hover:text-text",
        )}
      >
        <Rocket size={18} strokeWidth={1.75} aria-hidden />
        <span
          aria-hidden
          className="absolute right-0.5 bottom-0.5 min-w-4 rounded-full bg-accent-solid px-1 text-center text-[10px] leading-4 font-semibold text-on-accent"
        >
          {STEPS.length - first.done}
        </span>
        <span className="sr-only">{label}</span>
      </Link>
    </Tooltip>
  );
}
