import { cx } from "@rapport/ui";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import {
  Building2,
  ChevronLeft,
  Inbox,
  KeyRound,
  ScrollText,
  ShieldCheck,
  Tag,
  UserRound,
  Users,
  UsersRound,
  type LucideIcon,
} from "lucide-react";
import { useI18n, type MessageKey } from "@/i18n";
import { useIsWide } from "@/shared/hooks/use-media";
import { useCan, type Permission } from "@/shared/session";

interface Entry {
  to:
    | "/settings/profile"
    | "/settings/tokens"
    | "/settings/organisation"
    | "/settings/inboxes"
    | "/settings/agents"
    | "/settings/teams"
    | "/settings/roles"
    | "/settings/tags"
    | "/settings/audit";
  icon: LucideIcon;
  label: MessageKey;
  needs?: Permission;
}

const GROUPS: { title: MessageKey; entries: Entry[] }[] = [
  {
    title: "settings.personal",
    entries: [
      { to: "/settings/profile", icon: UserRound, label: "settings.profile" },
      { to: "/settings/tokens", icon: KeyRound, label: "tokens.title", needs: "api_tokens.manage" },
    ],
  },
  {
    title: "settings.workspace",
    entries: [
      { to: "/settings/organisation", icon: Building2, label: "organisation.title", needs: "organisation.manage" },
      { to: "/settings/inboxes", icon: Inbox, label: "inboxes.title", needs: "inboxes.manage" },
      { to: "/settings/agents", icon: UsersRound, label: "agents.title", needs: "agents.manage" },
      { to: "/settings/teams", icon: Users, label: "teams.title", needs: "teams.manage" },
      { to: "/settings/roles", icon: ShieldCheck, label: "roles.title", needs: "roles.manage" },
      { to: "/settings/tags", icon: Tag, label: "tags.title", needs: "tags.manage" },
      { to: "/settings/audit", icon: ScrollText, label: "audit.title", needs: "audit.read" },
    ],
  },
];

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
      {GROUPS.map((group) => {
        const entries = group.entries.filter((entry) => entry.needs === undefined || can(entry.needs));
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
                        "flex h-8 items-center gap-2 rounded px-2 -outline-offset-2 transition-colors max-md:h-11",
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
