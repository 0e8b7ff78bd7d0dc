import type { ConversationSummary } from "@rapport/api";
import { describe, expect, it } from "vitest";
import { compare, matches, parseFilters, type ConversationFilters } from "@/features/conversations/data/filters";
import { placeRow } from "@/features/conversations/data/list-cache";
import type { ConversationPages } from "@/features/conversations/data/queries";
import { conversation } from "../fixtures";

const reader = { agentId: 7, teamIds: [1, 2] };
const row = (id: number, change: Partial<ConversationSummary> = {}): ConversationSummary =>
  conversation({ id, ...change });
const at = (minute: number) => `2026-03-01T10:${String(minute).padStart(2, "0")}:00Z`;

function pages(...groups: ConversationSummary[][]): ConversationPages {
  return {
    pages: groups.map((items, index) => ({ items, next_cursor: index === groups.length - 1 ? null : `c${index}` })),
    pageParams: groups.map((_, index) => (index === 0 ? undefined : `c${index - 1}`)),
  };
}

const ids = (data: ConversationPages | undefined) => data?.pages.map((page) => page.items.map((item) => item.id));

describe("the address of a list", () => {
  it("keeps what makes sense and drops the rest", () => {
    expect(parseFilters({ view: "mine", status: "solved", inbox: "3", q: " lamp ", sort: "waiting" })).toMatchObject({
      view: "mine",
      status: "solved",
      inbox: 3,
      q: "lamp",
      sort: "waiting",
    });
    const odd = parseFilters({ view: "everyone", status: "x", inbox: "-1", q: "  ", sort: 5, priority: "huge" });
    expect(Object.values(odd).every((value) => value === undefined)).toBe(true);
  });
});

describe("whether a conversation belongs into a list", () => {
  it.each<[ConversationFilters, Partial<ConversationSummary>, boolean | undefined]>([
    [{}, { status: "pending" }, true],
    [{}, { status: "solved" }, false],
    [{ status: "any" }, { status: "spam" }, true],
    [{ status: "solved" }, { status: "open" }, false],
    [{ view: "mine" }, { assignee_id: 7 }, true],
    [{ view: "mine" }, { assignee_id: 8 }, false],
    [{ view: "unassigned" }, { assignee_id: null }, true],
    [{ view: "unassigned" }, { assignee_id: 7 }, false],
    [{ view: "team" }, { team_id: 2 }, true],
    [{ view: "team" }, { team_id: 3 }, false],
    [{ view: "team" }, { team_id: null }, false],
    [{ inbox: 1 }, { inbox_id: 2 }, false],
    [{ tag: 4 }, { tag_ids: [3, 4] }, true],
    [{ tag: 4 }, { tag_ids: [] }, false],
    [{ priority: "high" }, { priority: "low" }, false],
    [{ q: "lamp" }, {}, undefined],
  ])("%j with %j: %s", (filters, change, expected) => {
    expect(matches(filters, row(1, change), reader)).toBe(expected);
  });
});

describe("the order", () => {
  const rows = [
    row(1, { last_activity_at: at(1) }),
    row(2, { last_activity_at: at(2), waiting_since: at(0) }),
    row(3, { last_activity_at: at(2) }),
  ];
  it.each<[ConversationFilters["sort"], number[]]>([
    [undefined, [3, 2, 1]],
    ["oldest", [1, 2, 3]],
    ["waiting", [2, 1, 3]],
  ])("%s", (sort, expected) => {
    expect([...rows].sort(compare(sort)).map((item) => item.id)).toEqual(expected);
  });
});

describe("a changed conversation in a cached list", () => {
  const list = pages(
    [row(1, { last_activity_at: at(30) }), row(2, { last_activity_at: at(20) })],
    [row(3, { last_activity_at: at(10) })],
  );

  it("moves to its new place across pages", () => {
    expect(ids(placeRow(list, {}, row(3, { last_activity_at: at(40) }), reader))).toEqual([[3, 1], [2]]);
  });
  it("comes in once", () => {
    expect(ids(placeRow(list, {}, row(9, { last_activity_at: at(25) }), reader))).toEqual([
      [1, 9],
      [2, 3],
    ]);
    expect(ids(placeRow(list, {}, row(1, { last_activity_at: at(30), subject: "new" }), reader))).toEqual([
      [1, 2],
      [3],
    ]);
  });
  it("leaves when it does not belong any more", () => {
    expect(ids(placeRow(list, {}, row(2, { status: "solved" }), reader))).toEqual([[1, 3], []]);
  });
  it("waits for the next page when it lies behind what was read", () => {
    const unfinished: ConversationPages = {
      pages: [{ items: [row(1, { last_activity_at: at(30) })], next_cursor: "c" }],
      pageParams: [undefined],
    };
    expect(ids(placeRow(unfinished, {}, row(5, { last_activity_at: at(1) }), reader))).toEqual([[1]]);
  });
  it("is only replaced in a search, whose matches the server knows", () => {
    const found = placeRow(list, { q: "lamp" }, row(2, { subject: "changed", status: "solved" }), reader);
    expect(found?.pages[0]?.items[1]?.subject).toBe("changed");
    expect(placeRow(list, { q: "lamp" }, row(77), reader)).toBeUndefined();
  });
});
