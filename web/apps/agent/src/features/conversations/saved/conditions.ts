import type { ViewCondition } from "@rapport/api";
import type { ConversationFilters } from "../data/filters";

export type Field = ViewCondition["field"];
type Of<F extends Field> = Extract<ViewCondition, { field: F }>;

/** The first condition on a field. More of one kind are possible; those that come after it are left alone. */
export function conditionOn<F extends Field>(conditions: readonly ViewCondition[], field: F): Of<F> | undefined {
  return conditions.find((condition): condition is Of<F> => condition.field === field);
}

/** The conditions with another one on its field, or with none. */
export function withCondition(
  conditions: readonly ViewCondition[],
  field: Field,
  next: ViewCondition | undefined,
): ViewCondition[] {
  const at = conditions.findIndex((condition) => condition.field === field);
  if (at < 0) return next ? [...conditions, next] : [...conditions];
  return conditions.flatMap((condition, index) => (index === at ? (next ?? []) : condition));
}

/** What a list shows, said as conditions. Those of the saved view that it narrows come first. */
export function conditionsOf(filters: ConversationFilters, saved: readonly ViewCondition[] = []): ViewCondition[] {
  const narrowing: ViewCondition[] = [];
  if (filters.view === "mine") narrowing.push({ field: "assignee", any_of: [], me: true, nobody: false });
  if (filters.view === "unassigned") narrowing.push({ field: "assignee", any_of: [], me: false, nobody: true });
  if (filters.view === "team") narrowing.push({ field: "team", any_of: [], mine: true });
  // A view says nothing about the status unless it is asked to; a plain list leaves out what is done.
  const status = filters.status ?? (filters.saved_view === undefined ? "active" : "any");
  if (status === "active") narrowing.push({ field: "status", any_of: ["open", "pending"] });
  else if (status !== "any") narrowing.push({ field: "status", any_of: [status] });
  if (filters.inbox !== undefined) narrowing.push({ field: "inbox", any_of: [filters.inbox] });
  if (filters.team !== undefined) narrowing.push({ field: "team", any_of: [filters.team], mine: false });
  if (filters.tag !== undefined) narrowing.push({ field: "tag", any_of: [filters.tag] });
  if (filters.priority !== undefined) narrowing.push({ field: "priority", any_of: [filters.priority] });
  return [...saved, ...narrowing];
}

const ME = "me";
const MINE = "mine";
const NOBODY = "nobody";

/** What a condition of alternatives names, as the keys of boxes to tick. */
export function chosenKeys(conditions: readonly ViewCondition[], field: ChoiceField): string[] {
  const condition = conditionOn(conditions, field);
  if (!condition) return [];
  if (condition.field === "without_tag") return condition.none_of.map(String);
  const keys = (condition.any_of ?? []).map(String);
  if (condition.field === "assignee") {
    if (condition.nobody === true) keys.unshift(NOBODY);
    if (condition.me === true) keys.unshift(ME);
  }
  if (condition.field === "team" && condition.mine === true) keys.unshift(MINE);
  return keys;
}

export type ChoiceField =
  "status" | "inbox" | "team" | "assignee" | "priority" | "tag" | "without_tag" | "channel" | "language";

/** The condition that names these; none when nothing is named, which lets everything through. */
export function choice(field: ChoiceField, keys: readonly string[]): ViewCondition | undefined {
  if (keys.length === 0) return undefined;
  const ids = keys.map(Number).filter((id) => Number.isInteger(id));
  if (field === "status" || field === "priority" || field === "channel" || field === "language") {
    return { field, any_of: [...keys] };
  }
  if (field === "without_tag") return { field, none_of: ids };
  if (field === "assignee") return { field, any_of: ids, me: keys.includes(ME), nobody: keys.includes(NOBODY) };
  if (field === "team") return { field, any_of: ids, mine: keys.includes(MINE) };
  return { field, any_of: ids };
}
