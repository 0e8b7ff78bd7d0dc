import type { ViewCondition, ViewView } from "@rapport/api";
import { expect, it } from "vitest";
import { placed } from "@/features/conversations/saved/view-order";
import { missingIn } from "@/features/conversations/saved/view-problems";

const view = (id: number, owner = "personal", team_id: number | null = null): ViewView => ({
  id,
  name: `View ${String(id)}`,
  owner,
  team_id,
  conditions: [],
  columns: [],
  sort: "newest",
  position: id,
  can_manage: true,
});

it("puts a view to the place of another of the same owner, and nowhere else", () => {
  const views = [view(1), view(2), view(3), view(4, "team", 7), view(5, "team", 8)];
  const order = (from: number, to: number) =>
    placed(views, views[from] as ViewView, views[to] as ViewView)?.map(({ id }) => id);
  expect(order(0, 2)).toEqual([2, 3, 1, 4, 5]);
  expect(order(2, 0)).toEqual([3, 1, 2, 4, 5]);
  expect(order(0, 0)).toBeUndefined();
  expect(order(0, 3)).toBeUndefined();
  expect(order(3, 4)).toBeUndefined();
});

it("finds what a view names and what is gone", () => {
  const conditions: ViewCondition[] = [
    { field: "tag", any_of: [1, 2] },
    { field: "without_tag", none_of: [9] },
    { field: "inbox", any_of: [5] },
    { field: "status", any_of: ["open"] },
  ];
  const ids = (...all: number[]) => new Set(all);
  expect(missingIn(conditions, { tag: ids(1, 2, 9), inbox: ids(5) })).toEqual([]);
  expect(missingIn(conditions, { tag: ids(1, 2), inbox: ids() })).toEqual(["tag", "inbox"]);
  // What has not been read yet is not missing.
  expect(missingIn(conditions, { tag: ids(1, 2, 9) })).toEqual([]);
});
