import { api, unwrap } from "@rapport/api";
import { showToast } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { useI18n } from "@/i18n";
import { toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { refresh, weekQuery } from "./queries";
import { withShift, type RosterWeek, type Shift } from "./week";

export interface ShiftChanges {
  /** Shows a shift as it becomes, and then makes it so. */
  change: (after: Shift) => void;
  /** Takes a shift off, and offers the way back. */
  remove: (shift: Shift) => void;
}

/** Changes of shifts are seen at once, the coverage with them; what is refused goes back to where it was. */
export function useShiftChanges(week: string): ShiftChanges {
  const i18n = useI18n();
  const { t, tCode } = i18n;
  const { queryKey } = weekQuery(week);
  const begin = async (id: number, after: Shift | undefined) => {
    await queryClient.cancelQueries({ queryKey });
    queryClient.setQueryData<RosterWeek>(queryKey, (before) => before && withShift(before, id, after));
  };
  const settle = () => {
    // The last of several in a row reads again: what the others brought would move shifts back for a moment.
    if (queryClient.isMutating({ mutationKey: ["rosters", "shift"] }) === 1) void refresh();
  };
  const change = useMutation({
    mutationKey: ["rosters", "shift"],
    scope: { id: "rosters.shift" },
    mutationFn: ({ id, agent_id, local_start, local_end }: Shift) =>
      unwrap(
        api.PATCH("/api/v1/workforce/shifts/{id}", {
          params: { path: { id } },
          body: { agent_id, start: local_start, end: local_end },
        }),
      ),
    onSuccess: ({ warnings }) => {
      for (const { code, text } of warnings) {
        showToast({ tone: "info", message: tCode("rosters.warning", code, text) });
      }
    },
    onError: (error) => toastProblem(i18n, error),
    onSettled: settle,
  });
  const add = useMutation({
    mutationKey: ["rosters", "shift"],
    scope: { id: "rosters.shift" },
    mutationFn: ({ agent_id, local_start, local_end, pause_minutes, pause_paid }: Shift) =>
      unwrap(
        api.POST("/api/v1/workforce/shifts", {
          body: { agent_id, start: local_start, end: local_end, pause_minutes, pause_paid },
        }),
      ),
    onError: (error) => toastProblem(i18n, error),
    onSettled: settle,
  });
  const remove = useMutation({
    mutationKey: ["rosters", "shift"],
    scope: { id: "rosters.shift" },
    mutationFn: ({ id }: Shift) => unwrap(api.DELETE("/api/v1/workforce/shifts/{id}", { params: { path: { id } } })),
    onSuccess: (_, shift) => {
      showToast({
        message: t("rosters.removed"),
        action: { label: t("action.undo"), run: () => add.mutate(shift) },
      });
    },
    onError: (error) => toastProblem(i18n, error),
    onSettled: settle,
  });
  return {
    change: (after) => void begin(after.id, after).then(() => change.mutate(after)),
    remove: (shift) => void begin(shift.id, undefined).then(() => remove.mutate(shift)),
  };
}
