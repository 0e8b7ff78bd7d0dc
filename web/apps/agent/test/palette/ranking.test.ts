import { beforeEach, describe, expect, it } from "vitest";
import { asYouType } from "@/features/palette/found";
import { rank } from "@/features/palette/rank";
import { score } from "@/features/palette/score";
import { noteUse, noteVisit, usage, visits } from "@/shared/commands/memory";
import type { CommandEntry } from "@/shared/commands/registry";

const best = (query: string, titles: string[]) =>
  titles
    .map((title) => ({ title, points: score(query, title) }))
    .filter((one) => one.points > 0)
    .sort((a, b) => b.points - a.points)
    .map((one) => one.title);

describe("matching a title", () => {
  it("finds with and without marks, in what is typed and in the title", () => {
    expect(score("giai quyet", "Giải quyết hoặc mở lại")).toBeGreaterThan(0);
    expect(score("GIẢI", "giai quyet")).toBeGreaterThan(0);
    expect(score("dang", "Đặng Thị Hoa")).toBeGreaterThan(0);
    expect(score("eticheta stefan", "Adaugă eticheta Ștefan")).toBeGreaterThan(0);
    expect(score("conversație nouă", "Conversatie noua")).toBeGreaterThan(0);
  });

  it("prefers the beginning, then the beginning of a word, then the inside of one", () => {
    expect(best("tag", ["Vintage", "Change tags", "Tags"])).toEqual(["Tags", "Change tags", "Vintage"]);
  });

  it("wants every word, in any order", () => {
    expect(best("me assign", ["Assign to me", "Assign to Ana"])).toEqual(["Assign to me"]);
  });

  it("prefers the order in which the words were typed", () => {
    expect(best("priority high", ["High priority", "Priority: High"])).toEqual(["Priority: High", "High priority"]);
    expect(best("high priority", ["Priority: High", "High priority"])).toEqual(["High priority", "Priority: High"]);
  });

  it("takes initials and small gaps, and no letters from anywhere", () => {
    expect(score("atm", "Assign to me")).toBeGreaterThan(0);
    expect(score("prirty", "Priority: High")).toBeGreaterThan(0);
    expect(score("oie", "Show or hide details")).toBe(0);
    expect(score("xyz", "Assign to me")).toBe(0);
  });

  it("prefers the shorter of two that match alike", () => {
    expect(best("solve", ["Solve and write a long note", "Solve"])).toEqual(["Solve", "Solve and write a long note"]);
  });

  it("lets everything through when nothing is typed", () => {
    expect(score("  ", "Anything")).toBeGreaterThan(0);
  });
});

const entry = (id: string, group: CommandEntry["group"], title: string, deep = false): CommandEntry => ({
  id,
  group,
  title,
  deep,
  run: () => undefined,
});

describe("the order of the palette", () => {
  const entries = [
    entry("reply", "conversation", "Reply"),
    entry("tag.1", "conversation", "Add the tag Refund", true),
    entry("go.mine", "go", "Mine"),
    entry("refunds", "go", "Refunds"),
    entry("theme", "look", "Theme: Dark"),
  ];
  const ids = (query: string, used = new Map<string, number>()) =>
    rank(entries, query, used).map(({ group, entries: found }) => [group, ...found.map((each) => each.id)]);

  it("suggests in the usual order of groups and leaves out one of many", () => {
    expect(ids("")).toEqual([
      ["conversation", "reply"],
      ["go", "go.mine", "refunds"],
      ["look", "theme"],
    ]);
  });

  it("puts the group of the best match first", () => {
    expect(ids("refund")).toEqual([
      ["go", "refunds"],
      ["conversation", "tag.1"],
    ]);
  });

  it("lifts what is used often, but not over a better match", () => {
    expect(ids("", new Map([["refunds", 3]]))[1]).toEqual(["go", "refunds", "go.mine"]);
    expect(ids("refund", new Map([["tag.1", 2]]))[0]).toEqual(["go", "refunds"]);
  });
});

describe("what is remembered", () => {
  const DAY = 24 * 3_600_000;
  beforeEach(() => localStorage.clear());

  it("counts uses and lets them fade", () => {
    noteUse(7, "solve", 0);
    noteUse(7, "solve", 0);
    noteUse(7, "tag", 7 * DAY);
    const used = usage(7, 7 * DAY);
    expect(used.get("solve")).toBeCloseTo(1);
    expect(used.get("tag")).toBeCloseTo(1);
    expect(usage(8, 0).size).toBe(0);
  });

  it("knows the last places, each once and the newest first", () => {
    for (const id of [1, 2, 1]) noteVisit(7, { kind: "conversation", id, title: `No ${id}` });
    noteVisit(7, { kind: "contact", id: 1, title: "Ana" });
    expect(visits(7).map((visit) => `${visit.kind} ${visit.id}`)).toEqual([
      "contact 1",
      "conversation 1",
      "conversation 2",
    ]);
    for (let id = 10; id < 40; id += 1) noteVisit(7, { kind: "conversation", id, title: "x" });
    expect(visits(7)).toHaveLength(12);
  });

  it("goes on without what is damaged", () => {
    localStorage.setItem("rapport.used.7", "{");
    localStorage.setItem("rapport.recent.7", '"x"');
    expect(usage(7).size).toBe(0);
    expect(visits(7)).toEqual([]);
  });
});

describe("words for the server's search", () => {
  it.each([
    ["lam", "lam*"],
    [" đèn bà ", "đèn bà*"],
    ["l", "l"],
    ['"exact words', '"exact words'],
    ["lam*", "lam*"],
  ])("%s becomes %s", (typed, sent) => {
    expect(asYouType(typed)).toBe(sent);
  });
});
