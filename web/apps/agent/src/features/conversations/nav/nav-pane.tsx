import { IconButton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import {
  Inbox,
  Layers,
  PanelLeftClose,
  PanelLeftOpen,
  TriangleAlert,
  UserRound,
  UserRoundX,
  Users,
  type LucideIcon,
} from "lucide-react";
import { useI18n } from "@/i18n";
import { TagDot } from "@/shared/components/tag";
import { inboxesQuery, tagsQuery, teamsQuery } from "@/shared/lookups";
import { useSession } from "@/shared/session";
import type { ConversationFilters } from "../data/filters";
import { countsQuery } from "../data/queries";
import { IconsOnly, NavItem, Section, Sign } from "./nav-item";
import { SavedViews } from "./saved-views";

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
  /** It stands beside the list and says at the top where one is; a dialog has its own title. */
  beside?: boolean;
  /** Only a column of icons. */
  icons?: boolean;
  onToggleIcons?: () => void;
  onNavigate?: () => void;
}

/** Where one goes for work: views, inboxes, teams, tags. */
export function NavPane({ filters, beside = false, icons = false, onToggleIcons, onNavigate }: NavPaneProps) {
  const { t } = useI18n();
  const { agent, organisation } = useSession();
  const counts = useQuery(countsQuery).data;
  const inboxes = useQuery(inboxesQuery).data ?? [];
  const teams = useQuery(teamsQuery).data ?? [];
  const tags = useQuery(tagsQuery).data ?? [];
  const counted = (items: { id: number; count: number }[] | undefined) =>
    new Map(items?.map((item) => [item.id, item.count]));
  const inboxCounts = counted(counts?.inboxes);
  const teamCounts = counted(counts?.teams);
  const tagCounts = counted(counts?.tags);
  const narrowed = filters.saved_view ?? filters.inbox ?? filters.team ?? filters.tag;
  return (
    <IconsOnly value={icons}>
      <nav
        aria-label={t("nav.views")}
        className="scroll-thin flex min-h-0 flex-1 flex-col gap-4 overflow-x-hidden overflow-y-auto px-2 pb-3"
      >
        {beside && (
          <div className="-mb-3 flex h-12 shrink-0 items-center gap-1">
            {!icons && (
              <p title={organisation} className="min-w-0 flex-1 truncate pl-2 font-semibold">
                {organisation}
              </p>
            )}
            <IconButton
              label={t(icons ? "nav.expand" : "nav.collapse")}
              shortcut="b"
              side="right"
              onClick={onToggleIcons}
            >
              {icons ? <PanelLeftOpen size={16} aria-hidden /> : <PanelLeftClose size={16} aria-hidden />}
            </IconButton>
          </div>
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
        <SavedViews current={filters.saved_view} onNavigate={onNavigate} />
        <Section group="inboxes" title={t("nav.inboxes")} items={inboxes}>
          {(inbox) => (
            <NavItem
              key={inbox.id}
              search={{ inbox: inbox.id }}
              active={filters.inbox === inbox.id}
              icon={
                inbox.health === "error" ? (
                  <TriangleAlert className="text-warning" aria-label={t("inbox.health.error")} />
                ) : (
                  <Sign name={inbox.name} icon={Inbox} className="rounded-sm" />
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
          group="teams"
          title={t("nav.teams")}
          items={teams.filter((team) => team.agent_ids.includes(agent.id) || teams.length <= 8)}
        >
          {(team) => (
            <NavItem
              key={team.id}
              search={{ team: team.id }}
              active={filters.team === team.id}
              icon={<Sign name={team.name} icon={Users} className="rounded-full" />}
              count={teamCounts.get(team.id)}
              onNavigate={onNavigate}
            >
              {team.name}
            </NavItem>
          )}
        </Section>
        <Section group="tags" title={t("nav.tags")} items={tags}>
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
              count={tagCounts.get(tag.id)}
              onNavigate={onNavigate}
            >
              {tag.name}
            </NavItem>
          )}
        </Section>
      </nav>
    </IconsOnly>
  );
}
