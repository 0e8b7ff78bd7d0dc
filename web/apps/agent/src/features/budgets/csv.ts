import { amountsOf, monthsKnown, standingOf, sumOf, type Amounts, type Line } from "./lines";

interface Words {
  /** The heads of the columns: item, budget of the year, twelve months, spent, planned so far, difference, expected. */
  columns: string[];
  total: string;
}

/** The table as comma-separated values, by RFC 4180. */
export function budgetCsv(lines: readonly Line[], { columns, total }: Words): string {
  const amounts = lines.map(amountsOf);
  const all = sumOf(amounts);
  const months = monthsKnown(all);
  const row = (name: string, one: Amounts) => {
    const standing = standingOf(one, months);
    const found = standing ? [standing.actual, standing.plannedSoFar, standing.over, standing.forecast] : [];
    const numbers = [one.planned, ...one.spent, ...Array.from({ length: 4 }, (_, index) => found[index] ?? null)];
    return [quoted(name), ...numbers.map((value) => (value === null ? "" : String(Math.round(value))))].join(",");
  };
  const rows = [
    columns.map(quoted).join(","),
    ...lines.map((line, index) => row(line.name, amounts[index] ?? all)),
    row(total, all),
  ];
  // Without the mark spreadsheets take the letters of other languages for something else.
  return `\ufeff${rows.join("\r\n")}\r\n`;
}

/** What a spreadsheet would take for a formula is preceded by an apostrophe. */
function quoted(cell: string): string {
  const plain = /^[=+\-@\t\r]/u.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/u.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
