import { TagDot } from "@/shared/components/tag";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Bookmark, ChartColumn, Inbox, Layers, UserRound, UserRoundX, Users } from "lucide-react";
import type { ConversationFilters } from "@/features/conversations";
import { entriesFor, SETTINGS_GROUPS } from "@/features/settings";
import { useI18n } from "@/i18n";
import type { CommandEntry } from "@/shared/commands/registry";
import { useLookups, viewsQuery } from "@/shared/lookups";
import { useCan } from "@/shared/session";

const VIEWS = [
  { key: "mine", icon: UserRound },
  { key: "unassigned", icon: UserRoundX },
  { key: "team", icon: Users },
  { key: "all", icon: Layers },
] as const;

/** Everywhere one can go: views, inboxes, teams, tags, contacts, every page of the settings. */
export function usePlaces(): CommandEntry[] {
  const { t } = useI18n();
  const can = useCan();
  const navigate = useNavigate();
  const { inboxes, teams, tags } = useLookups();
  const saved = useQuery(viewsQuery).data ?? [];
  const list = (search: ConversationFilters) => () => void navigate({ to: "/conversations", search });
  const views = VIEWS.map(({ key, icon: Icon }): CommandEntry => ({
    id: `go.view.${key}`,
    group: "go",
    title: t(`view.${key}`),
    aside: t("nav.views"),
    icon: <Icon aria-hidden />,
    run: list(key === "all" ? {} : { view: key }),
  }));
  const narrowed = [
    ...saved.map(({ id, name }) =>
      place(`savedView.${id}`, name, t("nav.views"), list({ saved_view: id }), <Bookmark aria-hidden />),
    ),
    ...[...inboxes.values()].map(({ id, name }) =>
      place(`inbox.${id}`, name, t("nav.inboxes"), list({ inbox: id }), <Inbox aria-hidden />),
    ),
    ...[...teams.values()].map(({ id, name }) =>
      place(`team.${id}`, name, t("nav.teams"), list({ team: id }), <Users aria-hidden />),
    ),
    ...[...tags.values()].map(({ id, name, color }) =>
      place(`tag.${id}`, name, t("nav.tags"), list({ tag: id }), <TagDot color={color} />),
    ),
  ];
  const settings = SETTINGS_GROUPS.flatMap((group) => entriesFor(group, can)).map(
    ({ to, icon: Icon, label }): CommandEntry => ({
      id: `go${to.replaceAll("/", ".")}`,
      group: "settings",
      title: t(label),
      icon: <Icon aria-hidden />,
      run: () => void navigate({ to }),
    }),
  );
  const planner: CommandEntry = {
    id: "go.workforce",
    group: "go",
    title: t("workforce.title"),
    icon: <ChartColumn aria-hidden />,
    run: () => void navigate({ to: "/workforce" }),
  };
  return [...views, planner, ...narrowed, ...settings];
}

/** Of inboxes, teams and tags there may be hundreds: they are listed when somebody looks for them. */
function place(id: string, title: string, aside: string, run: () => void, icon: CommandEntry["icon"]): CommandEntry {
  return { id: `go.${id}`, group: "go", title, aside, icon, deep: true, run };
}
