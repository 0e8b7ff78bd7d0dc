import { EmptyState, Skeleton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Inbox, SearchX } from "lucide-react";
import { useI18n } from "@/i18n";
import { buttonLink } from "@/shared/components/button-link";
import { inboxesQuery } from "@/shared/lookups";
import { useCan } from "@/shared/session";
import type { ConversationFilters } from "../data/filters";
import { useRowHeight } from "./row";

/** Why a list holds nothing, and what to do then. */
export function NoRows({ filters }: { filters: ConversationFilters }) {
  const { t } = useI18n();
  const can = useCan();
  const inboxes = useQuery(inboxesQuery).data;
  if (inboxes?.length === 0) {
    return (
      <EmptyState
        icon={<Inbox aria-hidden />}
        title={t("inboxes.none")}
        action={
          can("inboxes.manage") && (
            <Link to="/settings/inboxes/new" className={buttonLink("primary")}>
              {t("inbox.create")}
            </Link>
          )
        }
      >
        {t(can("inboxes.manage") ? "inboxes.begin" : "list.noInboxText")}
      </EmptyState>
    );
  }
  if (filters.q !== undefined) {
    return (
      <EmptyState icon={<SearchX aria-hidden />} title={t("list.noMatch")}>
        {t("list.noMatchText")}
      </EmptyState>
    );
  }
  const active = (filters.status === undefined && filters.saved_view === undefined) || filters.status === "open";
  const key = !active
    ? "list.empty"
    : filters.view === "mine"
      ? "list.emptyMine"
      : filters.view === "unassigned"
        ? "list.emptyUnassigned"
        : "list.emptyAll";
  return (
    <EmptyState icon={<Inbox aria-hidden />} title={t(key)}>
      {active && t(filters.view === "mine" ? "list.emptyMineText" : "list.emptyText")}
    </EmptyState>
  );
}

/** Where rows will be. */
export function ListSkeleton({ rows = 9 }: { rows?: number }) {
  const height = useRowHeight();
  return (
    <div aria-hidden>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} style={{ height }} className="flex border-b border-line pt-3">
          <span className="flex w-11 justify-center">
            <Skeleton className="size-6 rounded-full" />
          </span>
          <span className="flex flex-1 flex-col gap-2 pr-4">
            <Skeleton className="h-3.5 w-1/2" />
            <Skeleton className="h-3 w-5/6" />
            <Skeleton className="h-3 w-1/3" />
          </span>
        </div>
      ))}
    </div>
  );
}
