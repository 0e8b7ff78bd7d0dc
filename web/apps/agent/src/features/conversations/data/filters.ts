import type { ConversationSummary } from "@rapport/api";
import { isPriority, isStatus, type Priority, type Status } from "@/shared/vocabulary";

export const SORTS = ["newest", "oldest", "waiting", "priority"] as const;
export type Sort = (typeof SORTS)[number];

/** What the address bar says about the list. Absent means the default, so that the plain address is the plain list. */
export interface ConversationFilters {
  view?: "mine" | "unassigned" | "team" | undefined;
  /** The saved view; it has a status and an order of its own, and the others narrow it further. */
  saved_view?: number | undefined;
  status?: Status | "any" | undefined;
  inbox?: number | undefined;
  team?: number | undefined;
  tag?: number | undefined;
  priority?: Priority | undefined;
  q?: string | undefined;
  sort?: Sort | undefined;
}

/** Whose "mine" and "my teams" are meant. */
export interface Reader {
  agentId: number;
  teamIds: number[];
}

function positive(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((item) => item === value);
}

/** Reads the address; what makes no sense is left out instead of breaking an old link. */
export function parseFilters(search: Record<string, unknown>): ConversationFilters {
  const status = String(search["status"]);
  const priority = String(search["priority"]);
  const q = typeof search["q"] === "string" || typeof search["q"] === "number" ? String(search["q"]).trim() : "";
  const savedView = positive(search["saved_view"]);
  return {
    view: oneOf(search["view"], ["mine", "unassigned", "team"]),
    saved_view: savedView,
    status: status === "any" ? "any" : isStatus(status) ? status : undefined,
    inbox: positive(search["inbox"]),
    team: positive(search["team"]),
    tag: positive(search["tag"]),
    priority: isPriority(priority) ? priority : undefined,
    q: q === "" ? undefined : q,
    // Elsewhere the newest come first anyhow.
    sort: oneOf(search["sort"], savedView === undefined ? SORTS.slice(1) : SORTS),
  };
}

/** The filters as the API names them. */
export function toQuery(filters: ConversationFilters) {
  return {
    view: filters.view,
    saved_view: filters.saved_view,
    status: filters.status,
    inbox_id: filters.inbox,
    team_id: filters.team,
    tag_id: filters.tag,
    priority: filters.priority,
    q: filters.q,
    sort: filters.sort,
  };
}

/**
 * Whether a conversation belongs into a list, so that an event can be put in its place without reading the list again.
 * Undefined when only the server can tell: words are matched by its index, and a saved view asks for more than a row
 * says.
 */
export function matches(filters: ConversationFilters, row: ConversationSummary, reader: Reader): boolean | undefined {
  if (filters.q !== undefined || filters.saved_view !== undefined) return undefined;
  const status = filters.status ?? "active";
  if (status === "active" && row.status !== "open" && row.status !== "pending") return false;
  if (status !== "active" && status !== "any" && row.status !== status) return false;
  if (filters.view === "mine" && row.assignee_id !== reader.agentId) return false;
  if (filters.view === "unassigned" && row.assignee_id != null) return false;
  if (filters.view === "team" && !(row.team_id != null && reader.teamIds.includes(row.team_id))) return false;
  if (filters.inbox !== undefined && row.inbox_id !== filters.inbox) return false;
  if (filters.team !== undefined && row.team_id !== filters.team) return false;
  if (filters.tag !== undefined && !row.tag_ids.includes(filters.tag)) return false;
  return filters.priority === undefined || row.priority === filters.priority;
}

const URGENCY: readonly string[] = ["low", "normal", "high", "urgent"];

/** The order of the list as the server documents it; ties go by id so that the order is the same everywhere. */
export function compare(sort: ConversationFilters["sort"]) {
  return (a: ConversationSummary, b: ConversationSummary): number => {
    if (sort === "waiting") {
      // Who does not wait comes last.
      const left = a.waiting_since ?? "9999";
      const right = b.waiting_since ?? "9999";
      if (left !== right) return left < right ? -1 : 1;
      return a.id - b.id;
    }
    if (sort === "priority" && a.priority !== b.priority) {
      return URGENCY.indexOf(b.priority) - URGENCY.indexOf(a.priority);
    }
    const direction = sort === "oldest" ? 1 : -1;
    if (a.last_activity_at !== b.last_activity_at)
      return a.last_activity_at < b.last_activity_at ? -direction : direction;
    return (a.id - b.id) * direction;
  };
}
