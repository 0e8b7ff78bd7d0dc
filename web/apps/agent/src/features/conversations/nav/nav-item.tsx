import { cx, Tooltip } from "@rapport/ui";
import { Link } from "@tanstack/react-router";
import type { LucideIcon } from "lucide-react";
import { createContext, use, type ReactNode } from "react";
import { useI18n } from "@/i18n";
import type { ConversationFilters } from "../data/filters";

/** Whether names are left out; told to every line. */
export const IconsOnly = createContext(false);

/** The server stops counting a saved view behind this. */
const MOST_SHOWN = 999;

export function Section<T>({
  title,
  items,
  children,
}: {
  title: string;
  items: T[];
  children: (item: T) => ReactNode;
}) {
  const icons = use(IconsOnly);
  if (items.length === 0) return null;
  return (
    <section aria-label={title} className={cx(icons && "border-t border-line pt-3")}>
      <h2 className={icons ? "sr-only" : "px-2 pb-1 text-xs font-medium text-faint"}>{title}</h2>
      <ul className="flex flex-col gap-px">{items.map(children)}</ul>
    </section>
  );
}

interface SignProps {
  name: string;
  icon: LucideIcon;
  /** Inboxes and teams are told apart by their shape. */
  className: string;
}

/** Beside its name an icon; alone the first letter, for a column of equal icons tells nobody which is which. */
export function Sign({ name, icon: Icon, className }: SignProps) {
  const icons = use(IconsOnly);
  if (!icons) return <Icon aria-hidden />;
  return (
    <span
      aria-hidden
      className={cx(
        "-mx-0.5 flex size-5 shrink-0 items-center justify-center border border-current text-xs leading-none font-medium uppercase",
        className,
      )}
    >
      {[...name][0]}
    </span>
  );
}

interface NavItemProps {
  search: ConversationFilters;
  active: boolean;
  icon: ReactNode;
  count?: number | undefined;
  /** Counting stopped there: there are more. */
  more?: boolean | undefined;
  /** What can be done to it; stands at the end of the line. */
  menu?: ReactNode;
  onNavigate?: (() => void) | undefined;
  children: ReactNode;
}

export function NavItem({ search, active, icon, count, more = false, menu, onNavigate, children }: NavItemProps) {
  const { number } = useI18n();
  const icons = use(IconsOnly);
  const shown = count !== undefined && count > 0;
  const amount = more ? `${number(MOST_SHOWN)}+` : number(count ?? 0);
  const link = (
    <Link
      to="/conversations"
      search={search}
      activeOptions={{ includeSearch: false }}
      activeProps={{ "aria-current": undefined }}
      aria-current={active ? "page" : undefined}
      onClick={onNavigate}
      className={cx(
        "flex h-8 items-center gap-2 rounded px-2 text-base -outline-offset-2 transition-colors compact:h-7 pointer-coarse:h-10 [&>svg]:size-4 [&>svg]:shrink-0",
        active ? "bg-active font-medium text-text" : "text-muted hover:bg-hover hover:text-text",
      )}
    >
      {icon}
      <span className={icons ? "sr-only" : "min-w-0 flex-1 truncate"}>{children}</span>
      {shown && (
        <span
          className={cx(
            icons ? "sr-only" : "text-xs text-faint tabular-nums",
            menu !== undefined &&
              "group-focus-within:opacity-0 group-hover:opacity-0 pointer-coarse:mr-9 pointer-coarse:opacity-100",
          )}
        >
          {amount}
        </span>
      )}
    </Link>
  );
  if (!icons && menu !== undefined) {
    return (
      <li className="group relative">
        {link}
        <span className="absolute inset-y-0 right-0.5 flex items-center opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-[[aria-expanded=true]]:opacity-100 pointer-coarse:opacity-100">
          {menu}
        </span>
      </li>
    );
  }
  if (!icons) return <li>{link}</li>;
  return (
    <li>
      <Tooltip
        side="right"
        text={
          <>
            {children}
            {shown && <span className="ml-2 tabular-nums opacity-80">{amount}</span>}
          </>
        }
      >
        {link}
      </Tooltip>
    </li>
  );
}
