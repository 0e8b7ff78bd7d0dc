import { cx } from "@rapport/ui";
import { Link } from "@tanstack/react-router";
import { useI18n, type MessageKey } from "@/i18n";

const PAGES: { to: "/workforce" | "/workforce/roster" | "/workforce/shifts"; label: MessageKey }[] = [
  { to: "/workforce", label: "rosters.planner" },
  { to: "/workforce/roster", label: "rosters.title" },
  { to: "/workforce/shifts", label: "rosters.own" },
];

/** The pages of planning, beside one another. */
export function WorkforceTabs() {
  const { t } = useI18n();
  return (
    <nav aria-label={t("rosters.pages")} className="mb-5 flex gap-4 border-b border-line print:hidden">
      {PAGES.map(({ to, label }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: true, includeSearch: false }}
          className={cx(
            "-mb-px flex h-9 items-center border-b-2 border-transparent font-medium text-muted transition-colors hover:text-text pointer-coarse:h-11",
            "aria-[current=page]:border-accent aria-[current=page]:text-text",
          )}
        >
          {t(label)}
        </Link>
      ))}
    </nav>
  );
}
