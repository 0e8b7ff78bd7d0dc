import { Button, EmptyState, Spinner } from "@rapport/ui";
import { Link, type ErrorComponentProps } from "@tanstack/react-router";
import { Compass, TriangleAlert } from "lucide-react";
import { useI18n } from "@/i18n";
import { problemText } from "@/shared/problems";

export function Loading() {
  const { t } = useI18n();
  return (
    <div className="flex min-h-0 flex-1 items-center justify-center text-faint">
      <Spinner size={20} label={t("shell.loading")} />
    </div>
  );
}

export function NotFound() {
  const { t } = useI18n();
  return (
    <EmptyState
      className="h-full flex-1"
      icon={<Compass aria-hidden />}
      title={t("notFound.title")}
      action={
        <Link to="/conversations" search={{}} className="text-accent underline underline-offset-2">
          {t("notFound.back")}
        </Link>
      }
    >
      {t("notFound.text")}
    </EmptyState>
  );
}

/** Something in one screen broke; the rest of the application goes on. */
export function Crash({ error, reset }: ErrorComponentProps) {
  const i18n = useI18n();
  return (
    <EmptyState
      className="h-full flex-1"
      icon={<TriangleAlert aria-hidden />}
      title={i18n.t("crash.title")}
      action={
        <Button variant="primary" onClick={reset}>
          {i18n.t("action.retry")}
        </Button>
      }
    >
      {problemText(i18n, error)}
    </EmptyState>
  );
}
