import { Avatar, cx, DropdownMenu, IconButton, Kbd, MenuItem, MenuLabel, MenuSeparator, Tooltip } from "@rapport/ui";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import {
  ChartColumn,
  Command,
  ContactRound,
  Download,
  Footprints,
  Keyboard,
  LogOut,
  MailPlus,
  MessagesSquare,
  Search,
  Settings,
  UserRound,
  type LucideIcon,
} from "lucide-react";
import { Suspense } from "react";
import { useI18n, type MessageKey } from "@/i18n";
import { Availability, ChatDock, useHasSites, useOwnPhoto, useVisitorCount } from "@/features/chat";
import { Bell } from "@/features/notifications";
import { StartEntry } from "@/features/setup";
import { openPalette } from "@/shared/commands/palette-state";
import { MOD, runCommand } from "@/shared/commands/registry";
import { useInstall } from "@/shared/install";
import { useCan, useSession } from "@/shared/session";
import { THEMES, useAppearance } from "@/shared/theme";
import { chooseTheme, CommandHost } from "./command-host";
import { ConnectionBar } from "./connection";
import { LOOK_ICONS } from "./commands";
import { LiveProvider } from "./live-provider";
import { useSignOut } from "./sign-out";

interface Area {
  to: "/conversations" | "/search" | "/contacts" | "/visitors" | "/workforce" | "/settings";
  icon: LucideIcon;
  label: MessageKey;
}

const AREAS: Area[] = [
  { to: "/conversations", icon: MessagesSquare, label: "area.conversations" },
  { to: "/search", icon: Search, label: "area.search" },
  { to: "/contacts", icon: ContactRound, label: "area.contacts" },
  { to: "/visitors", icon: Footprints, label: "area.visitors" },
  { to: "/workforce", icon: ChartColumn, label: "area.workforce" },
  { to: "/settings", icon: Settings, label: "area.settings" },
];

/** A larger number has no room, and says no more. */
const MOST_COUNTED = 99;

/** The frame around every screen behind the sign-in: areas at the left, on a phone at the bottom. */
export default function Shell() {
  const { t } = useI18n();
  const reading = useReading();
  const sites = useHasSites();
  return (
    <LiveProvider>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded focus:bg-raised focus:px-3 focus:py-2 focus:shadow-float"
      >
        {t("shell.skip")}
      </a>
      <div className="flex h-full flex-col">
        <ConnectionBar />
        {sites && (
          <Suspense fallback={null}>
            <ChatDock />
          </Suspense>
        )}
        <div className="flex min-h-0 flex-1 max-md:flex-col-reverse">
          <Rail />
          <div
            id="main"
            tabIndex={-1}
            className={cx(
              "flex min-h-0 min-w-0 flex-1 outline-none",
              // With the areas gone, the composer stands at the edge that phones draw their own line over.
              reading && "max-md:pb-[env(safe-area-inset-bottom)]",
            )}
          >
            <Outlet />
          </div>
        </div>
      </div>
      <CommandHost />
    </LiveProvider>
  );
}

/** Whether a conversation is open. */
function useReading(): boolean {
  return useRouterState({ select: ({ location }) => /^\/conversations\/\d/u.test(location.pathname) });
}

function Rail() {
  const { t } = useI18n();
  const can = useCan();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const reading = useReading();
  const visitors = useVisitorCount();
  const seesVisitors = visitors !== undefined;
  return (
    <nav
      aria-label={t("shell.areas")}
      className={cx(
        "flex shrink-0 items-center border-line bg-canvas md:w-14 md:flex-col md:gap-1 md:border-r md:py-2",
        "max-md:min-h-14 max-md:justify-around max-md:border-t max-md:pb-[env(safe-area-inset-bottom)]",
        // An open conversation needs the whole height of a phone.
        reading && "max-md:hidden",
      )}
    >
      {AREAS.filter(
        ({ to }) => (to !== "/contacts" || can("contacts.read")) && (to !== "/visitors" || seesVisitors),
      ).map((area) => (
        <AreaLink
          key={area.to}
          area={area}
          active={path.startsWith(area.to)}
          count={area.to === "/visitors" ? visitors : 0}
        />
      ))}
      <span className="flex-1 max-md:hidden" />
      <StartEntry />
      <IconButton
        label={t("palette.title")}
        shortcut={`${MOD} K`}
        side="right"
        onClick={() => openPalette()}
        className="size-10 max-md:hidden"
      >
        <Command size={18} strokeWidth={1.75} aria-hidden />
      </IconButton>
      <Suspense fallback={<span className="size-10 max-md:h-12 max-md:w-12" />}>
        <Availability />
      </Suspense>
      <Bell />
      <AgentMenu />
    </nav>
  );
}

interface AreaLinkProps {
  area: Area;
  active: boolean;
  /** How many are there now; nothing is shown of none. */
  count?: number | undefined;
}

/** A phone has no room for the words of all areas: only the present one keeps its own there. */
function AreaLink({ area: { to, icon: Icon, label }, active, count = 0 }: AreaLinkProps) {
  const { t } = useI18n();
  return (
    <Tooltip text={t(label)} side="right">
      <Link
        to={to}
        aria-current={active ? "page" : undefined}
        aria-label={count > 0 ? t("visitors.areaCount", { count }) : undefined}
        className={cx(
          "relative flex items-center justify-center rounded transition-colors md:size-10 max-md:h-12 max-md:flex-auto max-md:flex-col max-md:gap-0.5 max-md:text-xs",
          active ? "text-accent md:bg-accent-soft" : "text-muted hover:bg-hover hover:text-text",
        )}
      >
        <span className="relative">
          <Icon size={19} strokeWidth={1.75} aria-hidden />
          {count > 0 && (
            <span
              aria-hidden
              className="absolute -top-2 left-2.5 flex h-4 min-w-4 items-center justify-center rounded-full bg-active px-1 text-[11px] leading-none font-semibold text-text tabular-nums"
            >
              {count > MOST_COUNTED ? `${MOST_COUNTED}+` : count}
            </span>
          )}
        </span>
        <span className={cx("tracking-tight md:sr-only", !active && "max-md:sr-only")}>{t(label)}</span>
      </Link>
    </Tooltip>
  );
}

function AgentMenu() {
  const { t } = useI18n();
  const navigate = useNavigate();
  const session = useSession();
  const { theme } = useAppearance();
  const signOut = useSignOut();
  const photo = useOwnPhoto();
  const install = useInstall();
  return (
    <DropdownMenu
      side="right"
      align="end"
      trigger={
        <button
          type="button"
          aria-label={t("shell.you", { name: session.agent.name })}
          className="flex items-center justify-center rounded md:size-10 max-md:h-12 max-md:w-12"
        >
          <Avatar name={session.agent.name} src={photo} />
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
      {install && (
        <MenuItem icon={<Download />} onSelect={install}>
          {t("shell.install")}
        </MenuItem>
      )}
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
