import { Avatar, cx, DropdownMenu, IconButton, Kbd, MenuItem, MenuLabel, MenuSeparator, Tooltip } from "@rapport/ui";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import {
  CloudOff,
  Command,
  ContactRound,
  Keyboard,
  LogOut,
  MailPlus,
  MessagesSquare,
  Search,
  Settings,
  UserRound,
  type LucideIcon,
} from "lucide-react";
import { useEffect, useState } from "react";
import { useI18n, type MessageKey } from "@/i18n";
import { Bell } from "@/features/notifications";
import { openPalette } from "@/shared/commands/palette-state";
import { MOD, runCommand } from "@/shared/commands/registry";
import { useConnection } from "@/shared/live/presence";
import { useCan, useSession } from "@/shared/session";
import { THEMES, useAppearance } from "@/shared/theme";
import { chooseTheme, CommandHost, useSignOut } from "./command-host";
import { LOOK_ICONS } from "./commands";
import { LiveProvider } from "./live-provider";

interface Area {
  to: "/conversations" | "/search" | "/contacts" | "/settings";
  icon: LucideIcon;
  label: MessageKey;
}

const AREAS: Area[] = [
  { to: "/conversations", icon: MessagesSquare, label: "area.conversations" },
  { to: "/search", icon: Search, label: "area.search" },
  { to: "/contacts", icon: ContactRound, label: "area.contacts" },
  { to: "/settings", icon: Settings, label: "area.settings" },
];

/** The frame around every screen behind the sign-in: areas at the left, on a phone at the bottom. */
export default function Shell() {
  const { t } = useI18n();
  return (
    <LiveProvider>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded focus:bg-raised focus:px-3 focus:py-2 focus:shadow-float"
      >
        {t("shell.skip")}
      </a>
      <div className="flex h-full flex-col">
        <OfflineBanner />
        <div className="flex min-h-0 flex-1 max-md:flex-col-reverse">
          <Rail />
          <div id="main" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 outline-none">
            <Outlet />
          </div>
        </div>
      </div>
      <CommandHost />
    </LiveProvider>
  );
}

function Rail() {
  const { t } = useI18n();
  const can = useCan();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const reading = /^\/conversations\/\d/u.test(path);
  return (
    <nav
      aria-label={t("shell.areas")}
      className={cx(
        "flex shrink-0 items-center border-line bg-canvas md:w-14 md:flex-col md:gap-1 md:border-r md:py-2",
        "max-md:h-14 max-md:justify-around max-md:border-t max-md:pb-[env(safe-area-inset-bottom)]",
        // An open conversation needs the whole height of a phone.
        reading && "max-md:hidden",
      )}
    >
      {AREAS.filter((area) => area.to !== "/contacts" || can("contacts.read")).map(({ to, icon: Icon, label }) => {
        const active = path.startsWith(to);
        return (
          <Tooltip key={to} text={t(label)} side="right">
            <Link
              to={to}
              aria-current={active ? "page" : undefined}
              className={cx(
                "flex items-center justify-center rounded transition-colors md:size-10 max-md:h-12 max-md:flex-auto max-md:flex-col max-md:gap-0.5 max-md:text-xs",
                active ? "text-accent md:bg-accent-soft" : "text-muted hover:bg-hover hover:text-text",
              )}
            >
              <Icon size={19} strokeWidth={1.75} aria-hidden />
              <span className="tracking-tight md:sr-only">{t(label)}</span>
            </Link>
          </Tooltip>
        );
      })}
      <span className="flex-1 max-md:hidden" />
      <IconButton
        label={t("palette.title")}
        shortcut={`${MOD} K`}
        side="right"
        onClick={() => openPalette()}
        className="size-10 max-md:hidden"
      >
        <Command size={18} strokeWidth={1.75} aria-hidden />
      </IconButton>
      <Bell />
      <AgentMenu />
    </nav>
  );
}

function AgentMenu() {
  const { t } = useI18n();
  const navigate = useNavigate();
  const session = useSession();
  const { theme } = useAppearance();
  const signOut = useSignOut();
  return (
    <DropdownMenu
      side="right"
      align="end"
      trigger={
        <button
          type="button"
          aria-label={t("shell.you", { name: session.agent.name })}
          className="flex items-center justify-center rounded md:size-10 max-md:h-12 max-md:w-16"
        >
          <Avatar name={session.agent.name} />
        </button>
      }
    >
      <div className="max-w-60 px-2 py-1.5">
        <p className="truncate font-medium">{session.agent.name}</p>
        <p className="truncate text-xs text-faint">{session.organisation}</p>
      </div>
      <MenuSeparator />
      <MenuItem icon={<UserRound />} onSelect={() => void navigate({ to: "/settings/profile" })}>
        {t("settings.profile")}
      </MenuItem>
      <MenuItem
        icon={<Command />}
        onSelect={() => openPalette()}
        aside={
          <span className="flex gap-1">
            <Kbd>{MOD}</Kbd>
            <Kbd>K</Kbd>
          </span>
        }
      >
        {t("palette.title")}
      </MenuItem>
      <MenuItem icon={<Keyboard />} onSelect={() => runCommand("app.shortcuts")} aside={<Kbd>?</Kbd>}>
        {t("shortcuts.title")}
      </MenuItem>
      {session.demo && (
        <MenuItem icon={<MailPlus />} onSelect={() => window.open("/demo", "_blank", "noopener")}>
          {t("demo.open")}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuLabel>{t("theme.label")}</MenuLabel>
      {THEMES.map((key) => {
        const Icon = LOOK_ICONS[key];
        return (
          <MenuItem key={key} icon={<Icon />} checked={theme === key} onSelect={() => chooseTheme(key)}>
            {t(`theme.${key}`)}
          </MenuItem>
        );
      })}
      <MenuSeparator />
      <MenuItem icon={<LogOut />} onSelect={() => void signOut()}>
        {t("shell.signOut")}
      </MenuItem>
    </DropdownMenu>
  );
}

/** A short hiccup is nobody's business; what lasts is said. */
const PATIENCE_MS = 3_000;

function OfflineBanner() {
  const { t } = useI18n();
  const connection = useConnection();
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLasting(connection !== "online"), connection === "online" ? 0 : PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [connection]);
  return (
    <div role="status" aria-live="polite">
      {lasting && (
        <p className="flex items-center justify-center gap-2 bg-warning-soft px-4 py-1 text-sm text-warning">
          <CloudOff size={14} aria-hidden />
          {t("shell.offline")}
        </p>
      )}
    </div>
  );
}
