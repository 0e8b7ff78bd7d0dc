import { t } from "../i18n.ts";

/** How long it is likely to take, in words that promise no more than is known. */
export function waitWords(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return t("wait.soon");
  if (minutes < 60) return t("wait.minutes", { count: minutes });
  return t("wait.hours", { count: Math.round(minutes / 60) });
}
