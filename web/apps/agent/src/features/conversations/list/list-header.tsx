import { IconButton, Select } from "@rapport/ui";
import { useNavigate } from "@tanstack/react-router";
import { Menu, Rows3, SquarePen, Table2, X } from "lucide-react";
import { useI18n } from "@/i18n";
import { runCommand } from "@/shared/commands/registry";
import { useLookups } from "@/shared/lookups";
import { useListTable } from "@/shared/panes";
import { useCan } from "@/shared/session";
import { STATUSES } from "@/shared/vocabulary";
import type { ConversationFilters, Sort } from "../data/filters";
import { ListMenu } from "../saved/list-menu";
import { useSavedView } from "../saved/use-saved-view";
import { ViewProblems } from "../saved/view-problems";

export interface ListHeaderProps {
  filters: ConversationFilters;
  /** Absent while the navigation stands beside the list. */
  onOpenNav: (() => void) | undefined;
  /** There is room for a table. */
  wide: boolean;
}

/** The order of a list when nobody chooses: a saved view says itself in which order it is. */
export function useUsualSort(filters: ConversationFilters): Sort {
  return (useSavedView(filters.saved_view)?.sort ?? "newest") as Sort;
}

/** What the list shows, in which order, and what can be done to it. */
export function ListHeader({ filters, onOpenNav, wide }: ListHeaderProps) {
  const { t } = useI18n();
  const can = useCan();
  const navigate = useNavigate();
  const title = useListTitle(filters);
  const usualStatus = filters.saved_view === undefined ? "active" : "any";
  const usualSort = useUsualSort(filters);
  const [table, setTable] = useListTable();
  const change = (next: Partial<ConversationFilters>) =>
    void navigate({ to: ".", search: (search) => ({ ...search, ...next }) });
  return (
    <div className="shrink-0 border-b border-line">
      <div className="flex h-12 items-center gap-1 pr-2 pl-4">
        {onOpenNav && (
          <IconButton label={t("nav.views")} onClick={onOpenNav} className="-ml-2">
            <Menu size={18} aria-hidden />
          </IconButton>
        )}
        <h1 className="min-w-0 flex-1 truncate text-lg font-semibold">{title}</h1>
        {can("conversations.reply") && (
          <IconButton label={t("new.title")} shortcut="c" onClick={() => runCommand("conversation.new")}>
            <SquarePen size={16} aria-hidden />
          </IconButton>
        )}
        {wide && (
          <IconButton label={t(table ? "list.asCards" : "list.asTable")} onClick={() => setTable(!table)}>
            {table ? <Rows3 size={16} aria-hidden /> : <Table2 size={16} aria-hidden />}
          </IconButton>
        )}
        <ListMenu filters={filters} />
      </div>
      <div className="flex items-center justify-between gap-2 px-2 pb-1.5">
        <Select
          quiet
          aria-label={t("conversation.status")}
          value={filters.status ?? usualStatus}
          onChange={(event) => {
            const status = event.target.value;
            change({ status: status === usualStatus ? undefined : (status as ConversationFilters["status"]) });
          }}
        >
          {usualStatus === "active" && <option value="active">{t("status.active")}</option>}
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {t(`status.${status}`)}
            </option>
          ))}
          <option value="any">{t(usualStatus === "any" ? "views.allStatuses" : "status.any")}</option>
        </Select>
        <Select
          quiet
          aria-label={t("sort.label")}
          value={filters.sort ?? usualSort}
          onChange={(event) => {
            const sort = event.target.value;
            change({ sort: sort === usualSort ? undefined : (sort as ConversationFilters["sort"]) });
          }}
        >
          <option value="newest">{t("sort.newest")}</option>
          <option value="oldest">{t("sort.oldest")}</option>
          <option value="waiting">{t("sort.waiting")}</option>
          <option value="priority">{t("sort.priority")}</option>
        </Select>
      </div>
      <ViewProblems id={filters.saved_view} />
      {filters.q !== undefined && (
        <p className="flex items-center gap-1 px-4 pb-2 text-sm text-muted">
          <span className="min-w-0 truncate">{t("list.matching", { q: filters.q })}</span>
          <IconButton label={t("list.clearSearch")} size="sm" onClick={() => change({ q: undefined })}>
            <X size={14} aria-hidden />
          </IconButton>
        </p>
      )}
    </div>
  );
}

function useListTitle(filters: ConversationFilters): string {
  const { t } = useI18n();
  const { inboxes, teams, tags } = useLookups();
  const view = useSavedView(filters.saved_view);
  if (filters.saved_view !== undefined) return view?.name ?? t("nav.views");
  if (filters.inbox !== undefined) return inboxes.get(filters.inbox)?.name ?? t("nav.inboxes");
  if (filters.team !== undefined) return teams.get(filters.team)?.name ?? t("nav.teams");
  if (filters.tag !== undefined) return tags.get(filters.tag)?.name ?? t("nav.tags");
  return t(`view.${filters.view ?? "all"}`);
}
