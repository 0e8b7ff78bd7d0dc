import type { BudgetLine, BudgetView } from "@/features/budgets/lines";

/** Twelve months that begin with these. */
export const months = (...spent: (number | null)[]) => Array.from({ length: 12 }, (_, month) => spent[month] ?? null);

export const LINES: BudgetLine[] = [
  { name: "Pay", planned: 1200, spent: months(100, 110, 120) },
  { name: "Rent", planned: 400, spent: months(33) },
];

/** Pay for 1,200 and rent for 400 a year, three months of which are known. */
export function budget(change: Partial<BudgetView> = {}): BudgetView {
  return {
    year: 2020,
    revision: 1,
    lines: LINES,
    months: 3,
    standing: [
      { name: "Pay", planned_so_far: 300, actual: 330, over: 30, forecast: 1320 },
      { name: "Rent", planned_so_far: 100, actual: 33, over: -67, forecast: 132 },
      { name: "total", planned_so_far: 400, actual: 363, over: -37, forecast: 1452 },
    ],
    solved: 100,
    per_resolution: 3.63,
    field_per_resolution: [15.56, 2.93, 49.69],
    ...change,
  };
}
