import { api, unwrap, type ViewView } from "@rapport/api";
import { useQuery } from "@tanstack/react-query";
import { useI18n } from "@/i18n";
import { viewsQuery } from "@/shared/lookups";
import { toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";

const sameOwner = (a: ViewView, b: ViewView) => a.owner === b.owner && (a.team_id ?? 0) === (b.team_id ?? 0);

/** The views with one put to the place of another of the same owner; undefined when it cannot stand there. */
export function placed(views: readonly ViewView[], moved: ViewView, at: ViewView): ViewView[] | undefined {
  if (moved.id === at.id || !sameOwner(moved, at)) return undefined;
  const from = views.findIndex(({ id }) => id === moved.id);
  const to = views.findIndex(({ id }) => id === at.id);
  if (from < 0 || to < 0) return undefined;
  const next = views.filter(({ id }) => id !== moved.id);
  next.splice(to, 0, moved);
  return next;
}

export interface ViewOrder {
  /** Puts a view to the place of another; false when they do not belong to the same owner. */
  move: (moved: ViewView, at: ViewView) => boolean;
  /** One place up and down, where that is possible. */
  moves: (view: ViewView) => { up?: () => void; down?: () => void };
}

/** The order of views within their owner. It shows at once and is remembered on the server. */
export function useViewOrder(): ViewOrder {
  const i18n = useI18n();
  const views = useQuery(viewsQuery).data ?? [];
  const save = async (next: ViewView[], moved: ViewView) => {
    queryClient.setQueryData(viewsQuery.queryKey, next);
    const ids = next.filter((view) => sameOwner(view, moved)).map(({ id }) => id);
    try {
      await unwrap(api.PUT("/api/v1/views/order", { body: { ids } }));
    } catch (error) {
      toastProblem(i18n, error);
    } finally {
      void queryClient.invalidateQueries({ queryKey: viewsQuery.queryKey });
    }
  };
  const move: ViewOrder["move"] = (moved, at) => {
    const next = moved.can_manage ? placed(views, moved, at) : undefined;
    if (next) void save(next, moved);
    return next !== undefined;
  };
  return {
    move,
    moves: (view) => {
      const siblings = views.filter((other) => sameOwner(other, view));
      const at = siblings.findIndex(({ id }) => id === view.id);
      const before = siblings[at - 1];
      const after = siblings[at + 1];
      return { ...(before && { up: () => move(view, before) }), ...(after && { down: () => move(view, after) }) };
    },
  };
}
