import type { ViewCondition, ViewView } from "@rapport/api";
import { Button, Notice } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useI18n, type MessageKey } from "@/i18n";
import { agentsQuery, inboxesQuery, tagsQuery, teamsQuery } from "@/shared/lookups";
import { useSavedView } from "./use-saved-view";

const ViewDialog = lazy(() => import("./view-dialog").then((module) => ({ default: module.ViewDialog })));

export type Kind = "tag" | "inbox" | "team" | "agent";
type Missing = Partial<Record<Kind, number[]>>;

export const GONE: Record<Kind, MessageKey> = {
  tag: "views.gone.tag",
  inbox: "views.gone.inbox",
  team: "views.gone.team",
  agent: "views.gone.agent",
};

function named(condition: ViewCondition): [Kind, number[]] | undefined {
  switch (condition.field) {
    case "tag":
      return ["tag", condition.any_of];
    case "without_tag":
      return ["tag", condition.none_of];
    case "inbox":
      return ["inbox", condition.any_of];
    case "team":
      return ["team", condition.any_of ?? []];
    case "assignee":
      return ["agent", condition.any_of ?? []];
    default:
      return undefined;
  }
}

/** Which of the named things are not among the known ones. Kinds that are not known yet say nothing. */
export function missingIn(conditions: readonly ViewCondition[], known: Partial<Record<Kind, Set<number>>>): Kind[] {
  const missing: Missing = {};
  for (const condition of conditions) {
    const [kind, ids] = named(condition) ?? [];
    const there = kind && known[kind];
    if (!kind || !there) continue;
    const gone = (ids ?? []).filter((id) => !there.has(id));
    if (gone.length > 0) missing[kind] = gone;
  }
  return Object.keys(missing) as Kind[];
}

/** Kinds of things that a view names and that are gone, or out of the reader's sight. */
export function useMissing(view: ViewView | undefined): Kind[] {
  const tags = useQuery(tagsQuery).data;
  const inboxes = useQuery(inboxesQuery).data;
  const teams = useQuery(teamsQuery).data;
  const agents = useQuery(agentsQuery).data;
  const ids = (items: { id: number }[] | undefined) => items && new Set(items.map((item) => item.id));
  if (!view) return [];
  const all = { tag: ids(tags), inbox: ids(inboxes), team: ids(teams), agent: ids(agents) };
  const known = Object.fromEntries(Object.entries(all).filter(([, set]) => set !== undefined));
  return missingIn(view.conditions, known);
}

/** Says that a view cannot mean any more what it was made for, and leads to where that is mended. */
export function ViewProblems({ id }: { id: number | undefined }) {
  const { t, list } = useI18n();
  const view = useSavedView(id);
  const missing = useMissing(view);
  const [mending, setMending] = useState(false);
  if (!view || missing.length === 0) return null;
  return (
    <Notice
      tone="warning"
      className="mx-2 mb-2"
      action={
        view.can_manage && (
          <Button size="sm" onClick={() => setMending(true)}>
            {t("views.mend")}
          </Button>
        )
      }
    >
      {t("views.gone", { what: list(missing.map((kind) => t(GONE[kind]))) })}
      {mending && (
        <Suspense fallback={null}>
          <ViewDialog view={view} onClose={() => setMending(false)} />
        </Suspense>
      )}
    </Notice>
  );
}
