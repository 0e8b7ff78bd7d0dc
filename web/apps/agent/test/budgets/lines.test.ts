import { ApiError } from "@rapport/api";
import { describe, expect, it } from "vitest";
import { budgetCsv } from "@/features/budgets/csv";
import {
  amountsOf,
  cellOf,
  linesOf,
  monthOfTrouble,
  monthsKnown,
  monthToEnter,
  readMoney,
  refusedCells,
  requestOf,
  sameLines,
  standingOf,
  stateOf,
  sumOf,
  withPlan,
  withText,
  wrongCells,
} from "@/features/budgets/lines";
import { budget, LINES, months } from "./budgets";

const lines = linesOf(LINES, String);
const [pay, rent] = lines as [(typeof lines)[0], (typeof lines)[0]];

describe("money", () => {
  it("is read as people write it", () => {
    for (const text of ["1200", "1,200", "1.200", "1 200", "1\u202f200", "1’200", " 1200 ", "1,200.00", "1.199,50"]) {
      expect([text, readMoney(text)]).toEqual([text, 1200]);
    }
    expect(["12,34,567", "1.234.567", "-1,200", "−50", "0,4", "-0"].map(readMoney)).toEqual([
      1_234_567, 1_234_567, -1200, -50, 0, 0,
    ]);
    expect(readMoney(" ")).toBeUndefined();
    for (const text of ["abc", "-", "1,23,45", "0.300", "1e3", "12a"]) expect(readMoney(text)).toBeNaN();
  });
});

describe("how a budget stands", () => {
  it("is reckoned as the server does it", () => {
    const all = sumOf(lines.map(amountsOf));
    const known = monthsKnown(all);
    expect(known).toBe(3);
    const view = budget();
    [...lines.map(amountsOf), all].forEach((amounts, index) => {
      const { planned_so_far, actual, over, forecast } = view.standing[index]!;
      expect(standingOf(amounts, known)).toEqual({ plannedSoFar: planned_so_far, actual, over, forecast });
    });
    expect(all.spent).toEqual(months(133, 110, 120));
  });

  it("goes up to the last month that is known, and is not known before the first", () => {
    const line = withText(withText(lines[1]!, 0, ""), 4, "0");
    expect(monthsKnown(amountsOf(line))).toBe(5);
    expect(standingOf(amountsOf(line), 0)).toBeUndefined();
    // What cannot be read counts as nothing.
    expect(amountsOf(withText(line, "planned", "many")).planned).toBe(0);
  });

  it("has a word for what is shown", () => {
    expect([30, -67, 0.4, -0.4].map(stateOf)).toEqual(["over", "under", "even", "even"]);
  });
});

describe("the month to enter", () => {
  it("is the one after the last known, but none to come", () => {
    const today = new Date(2026, 2, 10);
    expect([0, 2, 3, 12].map((known) => monthToEnter(known, 2026, today))).toEqual([0, 2, 2, 2]);
    expect([0, 11, 12].map((known) => monthToEnter(known, 2025, today))).toEqual([0, 11, 11]);
  });
});

describe("lines", () => {
  it("keep all their months on the way to the server", () => {
    expect(requestOf(lines)).toEqual(LINES);
    expect(requestOf([withText(withText(pay, "name", " Wages "), 3, "1,130")])).toEqual([
      { name: "Wages", planned: 1200, spent: months(100, 110, 120, 1130) },
    ]);
  });

  it("are the same however a number is written", () => {
    expect(sameLines(lines, [withText(pay, "planned", "1,200.00"), rent])).toBe(true);
    expect(sameLines(lines, [withText(pay, 3, "0"), rent])).toBe(false);
    expect(sameLines(lines, [pay])).toBe(false);
    expect(sameLines(lines, [withText(pay, 4, "?"), rent])).toBe(false);
  });

  it("take over a plan by their names", () => {
    const costs = [
      { name: "Pay", planned: 1300 },
      { name: "Training", planned: 50 },
    ];
    expect(requestOf(withPlan(lines, costs, String))).toEqual([
      { ...LINES[0], planned: 1300 },
      LINES[1],
      { name: "Training", planned: 50, spent: months() },
    ]);
  });
});

describe("what is wrong", () => {
  const refusal = (...fields: string[]) =>
    new ApiError(422, "invalid_fields", "", {
      type: "about:blank",
      title: "",
      status: 422,
      code: "invalid_fields",
      detail: "",
      errors: fields.map((field) => ({ field, code: "out_of_range", detail: "" })),
    });

  it("is found at its field", () => {
    expect([...wrongCells([withText(pay, 5, "abc"), rent])]).toEqual([cellOf(pay, 5)]);
    const refused = refusedCells(
      refusal("lines[1].name", "lines[0].planned", "lines[1].spent[3]", "lines", "year"),
      lines,
    );
    // The server counts months from 1.
    expect([...refused.keys()]).toEqual([cellOf(rent, "name"), cellOf(pay, "planned"), cellOf(rent, 2)]);
    expect(refused.get(cellOf(pay, "planned"))?.said).toBe("1200");
  });

  it("is shown in the month that it is in", () => {
    expect(monthOfTrouble(lines, new Set([cellOf(rent, 2)]), 6)).toBe(2);
    expect(monthOfTrouble(lines, new Set([cellOf(rent, 2), cellOf(pay, "name")]), 6)).toBe(6);
    expect(monthOfTrouble(lines, new Set(), 6)).toBe(6);
  });
});

describe("the table as a file", () => {
  it("has a row for each line and the total, and no formulas", () => {
    const columns = [
      "Item",
      "Budget",
      ...Array.from({ length: 12 }, (_, month) => String(month + 1)),
      "a",
      "b",
      "c",
      "d",
    ];
    const csv = budgetCsv([pay, withText(rent, "name", '=Rent, "small"')], { columns, total: "Total" });
    expect(csv.split("\r\n")).toEqual([
      "\ufeffItem,Budget,1,2,3,4,5,6,7,8,9,10,11,12,a,b,c,d",
      "Pay,1200,100,110,120,,,,,,,,,,330,300,30,1320",
      `"'=Rent, ""small""",400,33,,,,,,,,,,,,33,100,-67,132`,
      "Total,1600,133,110,120,,,,,,,,,,363,400,-37,1452",
      "",
    ]);
  });
});
