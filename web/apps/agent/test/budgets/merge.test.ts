import { describe, expect, it } from "vitest";
import { emptyLine, linesOf, requestOf, withText, type BudgetLine, type Line } from "@/features/budgets/lines";
import { mergeLines } from "@/features/budgets/merge";
import { LINES, months } from "./budgets";

const base = linesOf(LINES, String);
const [pay, rent] = base as [Line, Line];
const [PAY, RENT] = LINES as [BudgetLine, BudgetLine];
const stored = (...lines: BudgetLine[]) => linesOf(lines, String);

function merge(mine: Line[], theirs: Line[]) {
  const { lines, clashes } = mergeLines(base, mine, theirs);
  return { lines: requestOf(lines), clashes: clashes.map(({ name, field, theirs }) => [name, field, theirs]) };
}

describe("what two people typed", () => {
  it("comes together field by field", () => {
    const theirs = stored({ ...PAY, planned: 1300 }, RENT);
    expect(merge([withText(pay, 3, "130"), rent], theirs)).toEqual({
      lines: [{ name: "Pay", planned: 1300, spent: months(100, 110, 120, 130) }, RENT],
      clashes: [],
    });
  });

  it("is told where both changed the same", () => {
    const theirs = stored({ ...PAY, planned: 1300 }, { ...RENT, spent: months(33, 34) });
    expect(merge([withText(pay, "planned", "1250"), withText(rent, 1, "34")], theirs)).toEqual({
      lines: [
        { ...PAY, planned: 1250 },
        { ...RENT, spent: months(33, 34) },
      ],
      clashes: [["Pay", "planned", "1300"]],
    });
  });

  it("follows a line to its new name, and one to its new place", () => {
    const renamed = stored({ ...PAY, name: "Wages" }, RENT);
    expect(merge([withText(pay, 3, "130"), rent], renamed).lines[0]).toEqual({
      name: "Wages",
      planned: 1200,
      spent: months(100, 110, 120, 130),
    });
    expect(merge([pay, withText(rent, 1, "34")], stored(RENT, PAY)).lines).toEqual([
      { ...RENT, spent: months(33, 34) },
      PAY,
    ]);
  });

  it("takes a line away unless the other one changed it", () => {
    expect(merge([pay], stored(PAY, RENT)).lines).toEqual([PAY]);
    expect(merge([pay], stored(PAY, { ...RENT, planned: 500 })).lines).toEqual([PAY, { ...RENT, planned: 500 }]);
    expect(merge([pay, rent], stored(PAY)).lines).toEqual([PAY]);
    expect(merge([pay, withText(rent, 1, "34")], stored(PAY)).lines).toEqual([PAY, { ...RENT, spent: months(33, 34) }]);
  });

  it("has new lines of both, and one of what both added", () => {
    const mine = [pay, rent, emptyLine("Travel", "20"), withText(emptyLine("Software", "60"), 0, "5")];
    const theirs = stored(PAY, RENT, { name: "software", planned: 70, spent: months() });
    expect(merge(mine, theirs)).toEqual({
      lines: [
        PAY,
        RENT,
        { name: "Software", planned: 60, spent: months(5) },
        { name: "Travel", planned: 20, spent: months() },
      ],
      clashes: [
        ["software", "name", "software"],
        ["software", "planned", "70"],
      ],
    });
  });
});
