import { api, unwrap } from "@rapport/api";
import { showToast } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { useI18n } from "@/i18n";
import { toastProblem } from "@/shared/problems";
import { refresh } from "../queries";
import type { Meeting } from "../week";

/** Takes meetings off, and offers the way back. */
export function useRemoveMeeting() {
  const i18n = useI18n();
  const { t } = i18n;
  const onError = (error: unknown) => toastProblem(i18n, error);
  const add = useMutation({
    mutationFn: ({ kind, title, local_start, local_end, agents }: Meeting) =>
      unwrap(
        api.POST("/api/v1/workforce/meetings", { body: { kind, title, start: local_start, end: local_end, agents } }),
      ),
    onError,
    onSettled: refresh,
  });
  return useMutation({
    mutationFn: ({ id }: Meeting) =>
      unwrap(api.DELETE("/api/v1/workforce/meetings/{id}", { params: { path: { id } } })),
    onSuccess: (_, meeting) =>
      showToast({
        message: t("rosters.meetingRemoved", { title: meeting.title }),
        action: { label: t("action.undo"), run: () => add.mutate(meeting) },
      }),
    onError,
    onSettled: refresh,
  });
}
