import type { ViewView } from "@rapport/api";
import { useQuery } from "@tanstack/react-query";
import { viewsQuery } from "@/shared/lookups";

/** The saved view of that id, as far as the agent sees it. */
export function useSavedView(id: number | undefined): ViewView | undefined {
  const views = useQuery(viewsQuery).data;
  return id === undefined ? undefined : views?.find((view) => view.id === id);
}
