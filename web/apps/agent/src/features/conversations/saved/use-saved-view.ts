import type { ViewCondition, ViewView } from "@rapport/api";
import { useQuery } from "@tanstack/react-query";
import { viewsQuery } from "@/shared/lookups";

/** The saved view of that id, as far as the agent sees it. */
export function useSavedView(id: number | undefined): ViewView | undefined {
  const views = useQuery(viewsQuery).data;
  return id === undefined ? undefined : views?.find((view) => view.id === id);
}

const BY_TIME: readonly ViewCondition["field"][] = ["waiting", "older_than", "newer_than"];

/** Whether what is in a view changes while nothing happens; the server then has no reason to tell of it. */
export const changesByTime = (view: ViewView): boolean =>
  view.conditions.some((condition) => BY_TIME.includes(condition.field));

export function useChangesByTime(id: number | undefined): boolean {
  const view = useSavedView(id);
  return view !== undefined && changesByTime(view);
}
