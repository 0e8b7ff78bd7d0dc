import { cx } from "@rapport/ui";
import { Link } from "@tanstack/react-router";
import { useI18n, type MessageKey } from "@/i18n";
import { useCan, type Permission } from "@/shared/session";

interface Tab {
  to: "/workforce" | "/workforce/roster" | "/workforce/day" | "/workforce/shifts" | "/workforce/budget";
  label: MessageKey;
  /** Who may see it; everybody when it is left out. */
  needs?: Permission;
}

const PAGES: Tab[] = [
  { to: "/workforce", label: "rosters.planner" },
  { to: "/workforce/roster", label: "rosters.title" },
  { to: "/workforce/day", label: "intraday.tab", needs: "rosters.manage" },
  { to: "/workforce/shifts", label: "rosters.own" },
  { to: "/workforce/budget", label: "budget.title", needs: "organisation.manage" },
];

/** The pages of planning, beside one another. */
export function WorkforceTabs() {
  const { t } = useI18n();
  const can = useCan();
  return (
    <nav aria-label={t("rosters.pages")} className="mb-5 flex flex-wrap gap-x-4 border-b border-line print:hidden">
      {PAGES.filter(({ needs }) => needs === undefined || can(needs)).map(({ to, label }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: true, includeSearch: false }}
          className={cx(
            "-mb-px flex h-9 items-center border-b-2 border-transparent font-medium whitespace-nowrap text-muted transition-colors hover:text-text pointer-coarse:h-11",
            "aria-[current=page]:border-accent aria-[current=page]:text-text",
          )}
        >
          {t(label)}
        </Link>
      ))}
    </nav>
  );
}
