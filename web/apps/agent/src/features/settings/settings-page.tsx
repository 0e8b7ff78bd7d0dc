import { cx } from "@rapport/ui";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useI18n } from "@/i18n";
import { useIsWide } from "@/shared/hooks/use-media";
import { useCan } from "@/shared/session";
import { entriesFor, SETTINGS_GROUPS } from "./pages";

/** Settings, each page only for those who may use it. On a phone the list of pages is a page itself. */
export default function SettingsPage() {
  const path = useRouterState({ select: (state) => state.location.pathname.replace(/\/$/u, "") });
  const wide = useIsWide();
  const atIndex = path === "/settings";
  if (wide) {
    return (
      <div className="flex min-h-0 min-w-0 flex-1">
        <SettingsNav path={path} />
        <Outlet />
      </div>
    );
  }
  if (atIndex) {
    return (
      <main className="flex min-h-0 min-w-0 flex-1">
        <SettingsNav path={path} asPage />
      </main>
    );
  }
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <BackToSettings />
      <Outlet />
    </div>
  );
}

function BackToSettings() {
  const { t } = useI18n();
  return (
    <nav aria-label={t("area.settings")} className="shrink-0 border-b border-line bg-canvas">
      <Link to="/settings" className="flex h-11 items-center gap-1 px-3 text-muted -outline-offset-2">
        <ChevronLeft size={16} aria-hidden />
        {t("area.settings")}
      </Link>
    </nav>
  );
}

function SettingsNav({ path, asPage = false }: { path: string; asPage?: boolean }) {
  const { t } = useI18n();
  const can = useCan();
  // Beside a page, the page has the heading.
  const Title = asPage ? "h1" : "p";
  return (
    <nav
      aria-label={t("area.settings")}
      className="scroll-thin flex w-52 shrink-0 flex-col gap-4 overflow-y-auto border-r border-line bg-canvas px-2 pb-3 max-md:w-full max-md:border-r-0"
    >
      <Title className="-mb-3 flex h-12 shrink-0 items-center px-2 font-semibold">{t("area.settings")}</Title>
      {SETTINGS_GROUPS.map((group) => {
        const entries = entriesFor(group, can);
        if (entries.length === 0) return null;
        return (
          <section key={group.title} aria-label={t(group.title)}>
            <h2 className="px-2 pb-1 text-xs font-medium text-faint">{t(group.title)}</h2>
            <ul className="flex flex-col gap-px">
              {entries.map(({ to, icon: Icon, label }) => {
                const active = path.startsWith(to);
                return (
                  <li key={to}>
                    <Link
                      to={to}
                      aria-current={active ? "page" : undefined}
                      className={cx(
                        "flex h-8 items-center gap-2 rounded px-2 -outline-offset-2 transition-colors compact:h-7 max-md:h-11",
                        active ? "bg-active font-medium text-text" : "text-muted hover:bg-hover hover:text-text",
                      )}
                    >
                      <Icon size={16} aria-hidden />
                      <span className="truncate">{t(label)}</span>
                    </Link>
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}
