import { cx } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Inbox, Layers, TriangleAlert, UserRound, UserRoundX, Users, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n";
import { TagDot } from "@/shared/components/tag";
import { inboxesQuery, tagsQuery, teamsQuery } from "@/shared/lookups";
import { useSession } from "@/shared/session";
import type { ConversationFilters } from "../data/filters";
import { countsQuery } from "../data/queries";

const VIEWS: {
  key: ConversationFilters["view"] | "all";
  icon: LucideIcon;
  label: "view.mine" | "view.unassigned" | "view.team" | "view.all";
}[] = [
  { key: "mine", icon: UserRound, label: "view.mine" },
  { key: "unassigned", icon: UserRoundX, label: "view.unassigned" },
  { key: "team", icon: Users, label: "view.team" },
  { key: "all", icon: Layers, label: "view.all" },
];

export interface NavPaneProps {
  filters: ConversationFilters;
  /** Says at the top where one is; a dialog has its own title. */
  withTitle?: boolean;
  onNavigate?: () => void;
}

/** Where one goes for work: views, inboxes, teams, tags. */
export function NavPane({ filters, withTitle = false, onNavigate }: NavPaneProps) {
  const { t } = useI18n();
  const { agent, organisation } = useSession();
  const counts = useQuery(countsQuery).data;
  const inboxes = useQuery(inboxesQuery).data ?? [];
  const teams = useQuery(teamsQuery).data ?? [];
  const tags = useQuery(tagsQuery).data ?? [];
  const inboxCounts = new Map(counts?.inboxes.map((item) => [item.id, item.count]));
  const narrowed = filters.inbox ?? filters.team ?? filters.tag;
  return (
    <nav
      aria-label={t("nav.views")}
      className="scroll-thin flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-2 pb-3"
    >
      {withTitle && (
        <p title={organisation} className="-mb-3 flex h-12 shrink-0 items-center px-2 font-semibold">
          <span className="truncate">{organisation}</span>
        </p>
      )}
      <ul className="flex flex-col gap-px">
        {VIEWS.map(({ key, icon: Icon, label }) => (
          <NavItem
            key={label}
            search={key === "all" ? {} : { view: key }}
            active={narrowed === undefined && filters.q === undefined && (filters.view ?? "all") === key}
            icon={<Icon aria-hidden />}
            count={counts?.[key ?? "all"]}
            onNavigate={onNavigate}
          >
            {t(label)}
          </NavItem>
        ))}
      </ul>
      <Section title={t("nav.inboxes")} items={inboxes}>
        {(inbox) => (
          <NavItem
            key={inbox.id}
            search={{ inbox: inbox.id }}
            active={filters.inbox === inbox.id}
            icon={
              inbox.health === "error" ? (
                <TriangleAlert className="text-warning" aria-label={t("inbox.health.error")} />
              ) : (
                <Inbox aria-hidden />
              )
            }
            count={inboxCounts.get(inbox.id)}
            onNavigate={onNavigate}
          >
            {inbox.name}
          </NavItem>
        )}
      </Section>
      <Section
        title={t("nav.teams")}
        items={teams.filter((team) => team.agent_ids.includes(agent.id) || teams.length <= 8)}
      >
        {(team) => (
          <NavItem
            key={team.id}
            search={{ team: team.id }}
            active={filters.team === team.id}
            icon={<Users aria-hidden />}
            onNavigate={onNavigate}
          >
            {team.name}
          </NavItem>
        )}
      </Section>
      <Section title={t("nav.tags")} items={tags}>
        {(tag) => (
          <NavItem
            key={tag.id}
            search={{ tag: tag.id }}
            active={filters.tag === tag.id}
            icon={
              <span className="flex size-4 items-center justify-center">
                <TagDot color={tag.color} />
              </span>
            }
            onNavigate={onNavigate}
          >
            {tag.name}
          </NavItem>
        )}
      </Section>
    </nav>
  );
}

function Section<T>({ title, items, children }: { title: string; items: T[]; children: (item: T) => ReactNode }) {
  if (items.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className="px-2 pb-1 text-xs font-medium text-faint">{title}</h2>
      <ul className="flex flex-col gap-px">{items.map(children)}</ul>
    </section>
  );
}

interface NavItemProps {
  search: ConversationFilters;
  active: boolean;
  icon: ReactNode;
  count?: number | undefined;
  onNavigate?: (() => void) | undefined;
  children: ReactNode;
}

function NavItem({ search, active, icon, count, onNavigate, children }: NavItemProps) {
  const { number } = useI18n();
  return (
    <li>
      <Link
        to="/conversations"
        search={search}
        activeOptions={{ includeSearch: false }}
        activeProps={{ "aria-current": undefined }}
        aria-current={active ? "page" : undefined}
        onClick={onNavigate}
        className={cx(
          "flex h-8 items-center gap-2 rounded px-2 text-base -outline-offset-2 transition-colors pointer-coarse:h-10 [&>svg]:size-4 [&>svg]:shrink-0",
          active ? "bg-active font-medium text-text" : "text-muted hover:bg-hover hover:text-text",
        )}
      >
        {icon}
        <span className="min-w-0 flex-1 truncate">{children}</span>
        {count !== undefined && count > 0 && <span className="text-xs text-faint tabular-nums">{number(count)}</span>}
      </Link>
    </li>
  );
}
