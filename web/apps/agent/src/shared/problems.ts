import { ApiError } from "@rapport/api";
import { showToast } from "@rapport/ui";
import type { I18n } from "@/i18n";

/** A failure in the reader's words: by its stable code when we know it, else as the server said it. */
export function problemText(i18n: I18n, error: unknown): string {
  if (!(error instanceof ApiError)) return i18n.t("problem.unknown");
  if (error.status >= 500 && error.code === "unexpected_answer") return i18n.t("problem.internal");
  return i18n.tCode("problem", error.code, error.problem?.detail ?? i18n.t("problem.unknown"));
}

/** The reason why one field was refused. */
export function fieldProblem(i18n: I18n, error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const reason = error.fields[field];
  return reason && i18n.tCode("field", reason.code, reason.detail);
}

/** Says in passing that something failed, for actions without a form around them. */
export function toastProblem(i18n: I18n, error: unknown): void {
  if (error instanceof DOMException && error.name === "AbortError") return;
  // The login page, which comes by itself, says it better.
  if (error instanceof ApiError && error.status === 401) return;
  showToast({ tone: "danger", message: problemText(i18n, error) });
}
