import { api, unwrap } from "@rapport/api";
import { showToast } from "@rapport/ui";
import { useMutation, useMutationState } from "@tanstack/react-query";
import { useMemo } from "react";
import { useI18n } from "@/i18n";
import { toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { refresh, weekQuery } from "./queries";
import { withShift, type RosterWeek, type Shift } from "./week";

export interface ShiftChanges {
  /** The week as it will be when all that is under way is done. */
  shown: RosterWeek;
  /** Shows a shift as it becomes, and makes it so. */
  change: (after: Shift) => void;
  /** Takes a shift off, and offers the way back. */
  remove: (shift: Shift) => void;
}

const KEY = ["rosters", "shift"];
const CHANGE = [...KEY, "change"];
const REMOVE = [...KEY, "remove"];
/** One after the other, in the order in which they were done. */
const scope = { id: "rosters.shift" };

/**
 * Changes of shifts are seen at once, the coverage with them. They lie over what the server said until it has said the
 * same: what others change meanwhile is read and does not move them back. What is refused is gone.
 */
export function useShiftChanges(week: RosterWeek): ShiftChanges {
  const i18n = useI18n();
  const { t, tCode } = i18n;
  const { queryKey } = weekQuery(week.week);
  const pending = useMutationState({
    filters: { mutationKey: KEY, status: "pending" },
    select: ({ state, options }) => {
      const shift = state.variables as Shift;
      return { id: shift.id, after: options.mutationKey?.at(-1) === "remove" ? undefined : shift };
    },
  });
  const shown = useMemo(
    () => pending.reduce((before, { id, after }) => withShift(before, id, after), week),
    [week, pending],
  );
  const keep = async (id: number, after: Shift | undefined) => {
    // An answer that is on its way may be older than this.
    await queryClient.cancelQueries({ queryKey });
    queryClient.setQueryData<RosterWeek>(queryKey, (before) => before && withShift(before, id, after));
  };
  const onError = (error: unknown) => toastProblem(i18n, error);
  const onSettled = () => void refresh();
  const change = useMutation({
    mutationKey: CHANGE,
    scope,
    mutationFn: ({ id, agent_id, local_start, local_end }: Shift) =>
      unwrap(
        api.PATCH("/api/v1/workforce/shifts/{id}", {
          params: { path: { id } },
          body: { agent_id, start: local_start, end: local_end },
        }),
      ),
    onSuccess: ({ shift, warnings }) => {
      for (const { code, text } of warnings) {
        showToast({ tone: "info", message: tCode("rosters.warning", code, text) });
      }
      return keep(shift.id, shift);
    },
    onError,
    onSettled,
  });
  const add = useMutation({
    scope,
    mutationFn: ({ agent_id, local_start, local_end, pause_minutes, pause_paid }: Shift) =>
      unwrap(
        api.POST("/api/v1/workforce/shifts", {
          body: { agent_id, start: local_start, end: local_end, pause_minutes, pause_paid },
        }),
      ),
    onError,
    onSettled,
  });
  const remove = useMutation({
    mutationKey: REMOVE,
    scope,
    mutationFn: ({ id }: Shift) => unwrap(api.DELETE("/api/v1/workforce/shifts/{id}", { params: { path: { id } } })),
    onSuccess: (_, shift) => {
      showToast({
        message: t("rosters.removed"),
        action: { label: t("action.undo"), run: () => add.mutate(shift) },
      });
      return keep(shift.id, undefined);
    },
    onError,
    onSettled,
  });
  return { shown, change: (after) => change.mutate(after), remove: (shift) => remove.mutate(shift) };
}
