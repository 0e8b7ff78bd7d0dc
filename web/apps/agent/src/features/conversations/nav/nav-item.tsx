import { cx, Tooltip } from "@rapport/ui";
import { Link } from "@tanstack/react-router";
import { ChevronDown, type LucideIcon } from "lucide-react";
import { createContext, use, useId, type ComponentProps, type ReactNode } from "react";
import { useI18n } from "@/i18n";
import { useNavFolded } from "@/shared/panes";
import type { ConversationFilters } from "../data/filters";

/** Whether names are left out; told to every line. */
export const IconsOnly = createContext(false);

/** The server stops counting a saved view behind this. */
const MOST_SHOWN = 999;

export interface SectionProps<T> {
  /** By this it is remembered whether the group is folded. */
  group: string;
  title: string;
  items: T[];
  children: (item: T) => ReactNode;
}

/** A group of lines below its name, which folds it. A column of icons has no names and folds nothing. */
export function Section<T>({ group, title, items, children }: SectionProps<T>) {
  const icons = use(IconsOnly);
  const id = useId();
  const [folded, fold] = useNavFolded(group);
  if (items.length === 0) return null;
  if (icons) {
    return (
      <section aria-label={title} className="border-t border-line pt-3">
        <h2 className="sr-only">{title}</h2>
        <ul className="flex flex-col gap-px">{items.map(children)}</ul>
      </section>
    );
  }
  return (
    <section aria-label={title}>
      <h2>
        <button
          type="button"
          aria-expanded={!folded}
          aria-controls={id}
          onClick={() => fold(!folded)}
          className="group/head flex h-6 w-full items-center gap-1 rounded px-2 text-xs font-medium text-faint hover:text-text pointer-coarse:h-9"
        >
          <span className="min-w-0 truncate">{title}</span>
          <ChevronDown
            size={12}
            aria-hidden
            className={cx(
              "shrink-0 transition-transform",
              folded ? "-rotate-90" : "opacity-0 group-hover/head:opacity-100 group-focus-visible/head:opacity-100",
            )}
          />
        </button>
      </h2>
      <ul id={id} hidden={folded} className={cx("flex-col gap-px", folded ? "hidden" : "flex")}>
        {items.map(children)}
      </ul>
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
  /** For the line itself, around the link: what drags it. */
  line?: ComponentProps<"li">;
  onKeyDown?: ComponentProps<"a">["onKeyDown"];
  onNavigate?: (() => void) | undefined;
  children: string;
}

export function NavItem({
  search,
  active,
  icon,
  count,
  more = false,
  menu,
  line,
  onKeyDown,
  onNavigate,
  children,
}: NavItemProps) {
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
      onKeyDown={onKeyDown}
      // A name that is cut off can be read whole.
      title={icons ? undefined : children}
      // The line is what is dragged, not the address of the link.
      draggable={line?.draggable === true ? false : undefined}
      className={cx(
        "relative flex h-8 items-center gap-2 rounded px-2 text-base -outline-offset-2 transition-colors compact:h-7 pointer-coarse:h-10 [&>svg]:size-4 [&>svg]:shrink-0",
        active ? "bg-active font-medium text-text" : "text-muted hover:bg-hover hover:text-text",
      )}
    >
      {icon}
      <span className={icons ? "sr-only" : "min-w-0 flex-1 truncate"}>{children}</span>
      {icons && shown && (
        // How much there is, not how many: the number stands in the tip and in the name.
        <span aria-hidden className="absolute top-1 right-0.5 size-1.5 rounded-full bg-accent-solid dark:bg-accent" />
      )}
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
      <li {...line} className={cx("group relative", line?.className)}>
        {link}
        <span className="absolute inset-y-0 right-0.5 flex items-center opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-[[aria-expanded=true]]:opacity-100 pointer-coarse:opacity-100">
          {menu}
        </span>
      </li>
    );
  }
  if (!icons) return <li {...line}>{link}</li>;
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
