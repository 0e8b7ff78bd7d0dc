import { Avatar } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { MessagesSquare, Search } from "lucide-react";
import { useMemo, useState } from "react";
import { useI18n, type MessageKey } from "@/i18n";
import { usage, visits } from "@/shared/commands/memory";
import type { PaletteScope } from "@/shared/commands/palette-state";
import { availableCommands, type CommandEntry, type CommandGroup } from "@/shared/commands/registry";
import { useDebounced } from "@/shared/hooks/use-debounced";
import { useCan, useSession } from "@/shared/session";
import { foundContactsQuery, foundConversationsQuery, numberIn } from "./found";
import { usePlaces } from "./places";
import { rank } from "./rank";

export type ResultEntry = Omit<CommandEntry, "group">;

export interface ResultGroup {
  key: string;
  title: string;
  entries: ResultEntry[];
}

export interface Results {
  groups: ResultGroup[];
  /** The server has not answered yet. */
  searching: boolean;
}

const TITLES: Record<CommandGroup, MessageKey> = {
  conversation: "palette.thisConversation",
  list: "shortcuts.list",
  everywhere: "shortcuts.everywhere",
  go: "palette.goTo",
  settings: "area.settings",
  look: "profile.appearance",
};

const GROUPS: CommandGroup[] = ["conversation", "go", "list", "everywhere", "look", "settings"];

const byGroup = (a: CommandEntry, b: CommandEntry) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group);

/**
 * What the palette shows for the words in its field: commands and places at once, and below them what the server
 * finds, so that nothing moves under the mark when its answer comes.
 */
export function useResults(query: string, scope: PaletteScope | undefined): Results {
  const i18n = useI18n();
  const { t } = i18n;
  const { agent } = useSession();
  const places = usePlaces();
  // Habits change with every use, but the list must not change while it is read.
  const [used] = useState(() => usage(agent.id));
  const [commands] = useState(() => availableCommands(i18n));
  const local = useMemo(() => {
    const all = [...commands, ...places].sort(byGroup);
    const entries = scope
      ? all.filter((entry) => entry.id.startsWith(scope.prefix)).map((entry) => ({ ...entry, deep: false }))
      : all;
    return rank(entries, query, used);
  }, [commands, places, scope, query, used]);
  const found = useFound(query, scope === undefined);
  const recent = useRecent();
  const groups = local.map(({ group, entries }): ResultGroup => ({ key: group, title: t(TITLES[group]), entries }));
  if (scope) return { groups, searching: false };
  if (query.trim() !== "") {
    // Who types a number has a conversation in mind, and nothing else.
    const all = numberIn(query) === undefined ? [...groups, ...found.groups] : [...found.groups, ...groups];
    return { groups: all, searching: found.searching };
  }
  return {
    groups: recent.length > 0 ? [{ key: "recent", title: t("palette.recent"), entries: recent }, ...groups] : groups,
    searching: false,
  };
}

function useRecent(): ResultEntry[] {
  const { agent } = useSession();
  const open = useOpen();
  const [stored] = useState(() => visits(agent.id));
  return (
    stored
      // Going to where one is is no use.
      .filter(({ kind, id }) => !location.pathname.endsWith(`/${kind}s/${id}`))
      .slice(0, 5)
      .map((visit) => ({
        id: `${visit.kind}.${visit.id}`,
        title: visit.title,
        aside: visit.aside,
        icon: visit.kind === "contact" ? <Avatar name={visit.title} size="xs" /> : <MessagesSquare aria-hidden />,
        run: () => open[visit.kind](visit.id),
      }))
  );
}

/** How what was found is opened. */
function useOpen() {
  const navigate = useNavigate();
  return {
    conversation: (id: number) => void navigate({ to: "/conversations/$id", params: { id }, search: {} }),
    contact: (id: number) => void navigate({ to: "/contacts/$id", params: { id }, search: {} }),
  };
}

function useFound(query: string, wanted: boolean): Results {
  const { t } = useI18n();
  const can = useCan();
  const open = useOpen();
  const navigate = useNavigate();
  const words = query.trim();
  const q = useDebounced(wanted ? words : "", 120);
  const conversations = useQuery(foundConversationsQuery(q));
  const contacts = useQuery(foundContactsQuery(q, can("contacts.read")));
  const groups: ResultGroup[] = [
    {
      key: "conversations",
      title: t("area.conversations"),
      entries: (conversations.data ?? []).flatMap((hit) =>
        hit.conversation_id == null
          ? []
          : {
              id: `conversation.${hit.conversation_id}`,
              title: hit.title.map((part) => part.text).join("") || t("conversation.noSubject"),
              aside: `${hit.contact_name} #${hit.conversation_number ?? ""}`,
              icon: <MessagesSquare aria-hidden />,
              run: () => open.conversation(hit.conversation_id ?? 0),
            },
      ),
    },
    {
      key: "contacts",
      title: t("area.contacts"),
      entries: (contacts.data ?? []).map((contact) => ({
        id: `contact.${contact.id}`,
        title: contact.name,
        aside: contact.addresses[0]?.value,
        icon: <Avatar name={contact.name} size="xs" />,
        run: () => open.contact(contact.id),
      })),
    },
    {
      key: "search",
      title: t("area.search"),
      entries:
        words === ""
          ? []
          : [
              {
                id: "search.all",
                title: t("palette.searchAll", { q: words }),
                icon: <Search aria-hidden />,
                run: () => void navigate({ to: "/search", search: { q: words } }),
              },
            ],
    },
  ];
  return {
    groups: groups.filter((group) => group.entries.length > 0),
    searching: words.length >= 2 && (q !== words || conversations.isFetching || contacts.isFetching),
  };
}
