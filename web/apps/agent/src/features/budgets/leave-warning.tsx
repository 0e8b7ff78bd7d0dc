import { useBlocker } from "@tanstack/react-router";
import { useI18n } from "@/i18n";
import { Confirm } from "@/shared/components/confirm";

/** Asks before a page with something unsaved is left, for another one or altogether. */
export function LeaveWarning({ changed }: { changed: boolean }) {
  const { t } = useI18n();
  const leaving = useBlocker({
    shouldBlockFn: () => changed,
    enableBeforeUnload: () => changed,
    withResolver: true,
  });
  if (leaving.status !== "blocked") return null;
  return (
    <Confirm
      title={t("budget.leaveTitle")}
      action={t("budget.leave")}
      onConfirm={leaving.proceed}
      onClose={leaving.reset}
    >
      {t("budget.leaveText")}
    </Confirm>
  );
}
