import type { ViewCondition } from "@rapport/api";
import { describe, expect, it } from "vitest";
import { matches, parseFilters, toQuery } from "@/features/conversations/data/filters";
import { choice, chosenKeys, conditionsOf, withCondition } from "@/features/conversations/saved/conditions";
import { conversation } from "../fixtures";

describe("filters as conditions", () => {
  it.each<[Parameters<typeof conditionsOf>[0], ViewCondition[]]>([
    [{}, [{ field: "status", any_of: ["open", "pending"] }]],
    [{ status: "any" }, []],
    [{ status: "any", view: "mine" }, [{ field: "assignee", any_of: [], me: true, nobody: false }]],
    [{ status: "any", view: "unassigned" }, [{ field: "assignee", any_of: [], me: false, nobody: true }]],
    [{ status: "any", view: "team" }, [{ field: "team", any_of: [], mine: true }]],
    [
      { status: "solved", inbox: 3, team: 4, tag: 5, priority: "high" },
      [
        { field: "status", any_of: ["solved"] },
        { field: "inbox", any_of: [3] },
        { field: "team", any_of: [4], mine: false },
        { field: "tag", any_of: [5] },
        { field: "priority", any_of: ["high"] },
      ],
    ],
  ])("%j", (filters, conditions) => {
    expect(conditionsOf(filters)).toEqual(conditions);
  });

  it("adds what narrows a saved view to its own conditions, and no status by itself", () => {
    const unread: ViewCondition = { field: "unread", is: true };
    expect(conditionsOf({ saved_view: 9 }, [unread])).toEqual([unread]);
    expect(conditionsOf({ saved_view: 9, status: "open" }, [unread])).toEqual([
      unread,
      { field: "status", any_of: ["open"] },
    ]);
  });
});

describe("the form of conditions", () => {
  it.each<[Parameters<typeof choice>[0], string[]]>([
    ["assignee", ["me", "nobody", "7"]],
    ["team", ["mine", "2"]],
    ["status", ["open", "spam"]],
    ["tag", ["1", "2"]],
  ])("reads and writes %s", (field, keys) => {
    const condition = choice(field, keys);
    expect(condition && chosenKeys([condition], field)).toEqual(keys);
  });

  it("has no condition where nothing is named", () => {
    expect(choice("inbox", [])).toBeUndefined();
  });

  it("changes the first of a field and leaves the others alone", () => {
    const before: ViewCondition[] = [
      { field: "older_than", days: 3 },
      { field: "tag", any_of: [1] },
      { field: "tag", any_of: [2] },
    ];
    expect(withCondition(before, "tag", { field: "tag", any_of: [9] })).toEqual([
      { field: "older_than", days: 3 },
      { field: "tag", any_of: [9] },
      { field: "tag", any_of: [2] },
    ]);
    expect(withCondition(before, "tag", undefined)).toEqual([before[0], before[2]]);
    expect(withCondition(before, "unread", { field: "unread", is: true })).toHaveLength(4);
  });
});

describe("a list by a saved view", () => {
  it("is named by its address and asks the server for it", () => {
    const filters = parseFilters({ saved_view: "4", sort: "newest" });
    expect(filters).toMatchObject({ saved_view: 4, sort: "newest", status: undefined });
    expect(toQuery(filters)).toMatchObject({ saved_view: 4, sort: "newest" });
    expect(parseFilters({ sort: "newest" }).sort).toBeUndefined();
  });

  it("is not judged in the browser", () => {
    expect(matches({ saved_view: 4 }, conversation(), { agentId: 7, teamIds: [] })).toBeUndefined();
  });
});
