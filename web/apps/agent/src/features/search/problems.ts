/** What is wrong with the text of a search, before the server is asked and after it refused. */
import { ApiError } from "@rapport/api";
import type { I18n } from "@/i18n";
import { problemText } from "@/shared/problems";
import { STATUSES } from "@/shared/vocabulary";
import { PLACES, readOperators, type Token } from "./operators";

const STATES: string[] = [...STATUSES, "active"];

/** A day, or the first day of a month. */
export function isDay(value: string): boolean {
  const [, year = "", month = "", day = "01"] = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/u.exec(value) ?? [];
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // The 30th of February becomes a day of March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`);
}

function wrongWith(token: Token, { t, list }: I18n): string | undefined {
  const { operator, value, negated } = token;
  const lower = value.toLowerCase();
  const name = `${operator}:`;
  if (value === "") return t("search.problem.empty", { name });
  switch (operator) {
    case "before":
    case "after":
      if (negated) return t("search.problem.negated", { name });
      return isDay(value) ? undefined : t("search.problem.date", { name, value });
    case "status":
      return lower.split(",").every((one) => STATES.includes(one))
        ? undefined
        : t("search.problem.oneOf", { name, value, known: list(STATES) });
    case "is":
      return lower === "unassigned" || lower.split(",").every((one) => STATES.includes(one))
        ? undefined
        : t("search.problem.oneOf", { name, value, known: list([...STATES, "unassigned"]) });
    case "has":
      return /^(attachments?|file)$/u.test(lower)
        ? undefined
        : t("search.problem.oneOf", { name, value, known: "attachment" });
    case "in":
      if (negated) return t("search.problem.negated", { name });
      return PLACES.some((place) => place === lower || place === `${lower}s`)
        ? undefined
        : t("search.problem.oneOf", { name, value, known: list([...PLACES]) });
    case "number":
      return /^#?\d{1,18}$/u.test(value) ? undefined : t("search.problem.number", { name, value });
    default:
      return undefined;
  }
}

/** Why the server would refuse the text; undefined when it would not, as far as the browser can tell. */
export function textProblem(text: string, i18n: I18n): string | undefined {
  for (const token of readOperators(text).tokens) {
    // Somebody is still typing: the server leaves it out, too.
    if (token.value === "" && token.to === text.trimEnd().length) continue;
    const problem = wrongWith(token, i18n);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const NAMED = ["tag", "inbox", "assignee"] as const;

/** Why the server refused, in the reader's language where the reason is known. */
export function refusal(error: unknown, text: string, i18n: I18n): string {
  if (!(error instanceof ApiError)) return problemText(i18n, error);
  const reason = error.fields["q"];
  if (!reason) return problemText(i18n, error);
  if (reason.code === "unknown_name") {
    const operator = NAMED.find((name) => reason.detail.startsWith(`${name}:`));
    const value = readOperators(text).tokens.find(
      (token) => token.operator === operator && reason.detail.includes(`"${token.value}"`),
    )?.value;
    if (operator && value !== undefined) return i18n.t(`search.problem.no.${operator}`, { value });
  }
  return i18n.tCode("field", reason.code, reason.detail);
}
