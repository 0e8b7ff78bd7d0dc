/** Lines of a budget as they are typed, and what they come to. Money is whole and has no currency here. */
import { isApiError, type components } from "@rapport/api";

type Schemas = components["schemas"];
/** As the client hands it over: it takes three numbers for any. */
export type BudgetView = Omit<Schemas["BudgetView"], "field_per_resolution"> & { field_per_resolution: number[] };
export type BudgetLine = Schemas["BudgetLineBody"];

/** Months of a year. */
export const MONTHS = 12;
/** The server takes no more lines. */
export const MOST_LINES = 50;

/** A line as it stands in the fields. */
export interface Line {
  /** Tells it from the others for as long as the page is open. */
  key: string;
  name: string;
  planned: string;
  /** Twelve months; empty where nothing is known. */
  spent: string[];
}

/** What a line or all of them may cost in the year, and what they did cost in each month. */
export interface Amounts {
  planned: number;
  spent: (number | null)[];
}

export interface Standing {
  plannedSoFar: number;
  actual: number;
  /** Negative when less was spent than planned. */
  over: number;
  /** What the year costs if it goes on like this. */
  forecast: number;
}

/** Names a field of a line: `name`, `planned`, or a month counted from 0. */
export type Field = "name" | "planned" | number;

export const cellOf = ({ key }: Line, field: Field): string => `${key}.${String(field)}`;

/**
 * Money as people write it: `1200`, `1,200`, `1.200.000`, `12,34,567`, `-1,200`, `99.50`, which is rounded. Undefined for
 * nothing, NaN for no number.
 */
export function readMoney(text: string): number | undefined {
  const bare = text.replace(/[\s\u00a0\u202f'’]/gu, "").replace("−", "-");
  if (bare === "") return undefined;
  const found = /^(-?)(\d+|[1-9]\d{0,2}(?:[.,]\d{2,3})*[.,]\d{3})(?:[.,](\d{1,2}))?$/u.exec(bare);
  if (!found) return Number.NaN;
  const [, sign, whole = "", cents = "0"] = found;
  const rounded = Math.round(Number(`${whole.replace(/\D/gu, "")}.${cents}`));
  return sign === "-" && rounded !== 0 ? -rounded : rounded;
}

let made = 0;

/** A line that nothing is known of yet. */
export function emptyLine(name = "", planned = ""): Line {
  made += 1;
  return { key: `line-${String(made)}`, name, planned, spent: Array.from({ length: MONTHS }, () => "") };
}

/** What was stored, as it stands in the fields; lines that were there before keep their keys, and with them the focus. */
export function linesOf(stored: readonly BudgetLine[], write: (money: number) => string, before: Line[] = []): Line[] {
  return stored.map(({ name, planned, spent = [] }, index) => {
    const line = emptyLine(name, write(planned));
    const months = line.spent.map((_, month) => {
      const amount = spent[month];
      return amount == null ? "" : write(amount);
    });
    return { ...line, key: before[index]?.key ?? line.key, spent: months };
  });
}

/** What no number can be made of counts as nothing until it is put right. */
export function amountsOf({ planned, spent }: Pick<Line, "planned" | "spent">): Amounts {
  const known = (text: string) => {
    const value = readMoney(text);
    return value === undefined || Number.isNaN(value) ? null : value;
  };
  return { planned: known(planned) ?? 0, spent: spent.map(known) };
}

/** All lines together; a month is known as soon as it is for one of them. */
export function sumOf(lines: readonly Amounts[]): Amounts {
  const months = Array.from({ length: MONTHS }, (_, month) => {
    const known = lines.map(({ spent }) => spent[month]).filter((amount) => amount != null);
    return known.length === 0 ? null : total(known);
  });
  return { planned: total(lines.map(({ planned }) => planned)), spent: months };
}

/** Months that are compared: up to the last one for which anything is known. */
export function monthsKnown({ spent }: Amounts): number {
  return spent.findLastIndex((amount) => amount !== null) + 1;
}

/** How a line stands after so many months; the plan is the same in each. Undefined before the first month. */
export function standingOf({ planned, spent }: Amounts, months: number): Standing | undefined {
  if (months === 0) return undefined;
  const plannedSoFar = (planned * months) / MONTHS;
  const actual = total(spent.map((amount) => amount ?? 0));
  return { plannedSoFar, actual, over: actual - plannedSoFar, forecast: (actual * MONTHS) / months };
}

/** The word for a difference, as it is shown: without cents. */
export function stateOf(over: number): "over" | "under" | "even" {
  const shown = Math.round(Math.abs(over));
  if (shown === 0) return "even";
  return over > 0 ? "over" : "under";
}

/** The month that is to be entered next, counted from 0: none that is still to come. */
export function monthToEnter(months: number, year: number, today: Date): number {
  const latest = year === today.getFullYear() ? today.getMonth() : MONTHS - 1;
  return Math.min(months, latest);
}

/** What the server is sent. */
export function requestOf(lines: readonly Line[]): BudgetLine[] {
  return lines.map((line) => ({ name: line.name.trim(), ...amountsOf(line) }));
}

/** The text of a field. */
export function textOf(line: Line, field: Field): string {
  return typeof field === "number" ? (line.spent[field] ?? "") : line[field];
}

/** A line with another text in one field. */
export function withText(line: Line, field: Field, text: string): Line {
  if (typeof field !== "number") return { ...line, [field]: text };
  return { ...line, spent: line.spent.map((before, month) => (month === field ? text : before)) };
}

/** What a field says, however it is written: `1200` and `1,200` are the same. */
export function saidIn(line: Line, field: Field): string {
  const text = textOf(line, field).trim();
  if (field === "name") return text;
  const value = readMoney(text);
  if (value === undefined) return field === "planned" ? "0" : "";
  return Number.isNaN(value) ? text : String(value);
}

/** All fields of a line. */
export const FIELDS: readonly Field[] = ["name", "planned", ...Array.from({ length: MONTHS }, (_, month) => month)];

/** Whether two lines say the same. */
export function sameLine(a: Line, b: Line): boolean {
  return FIELDS.every((field) => saidIn(a, field) === saidIn(b, field));
}

export function sameLines(a: readonly Line[], b: readonly Line[]): boolean {
  return a === b || (a.length === b.length && a.every((line, index) => sameLine(line, b[index] ?? emptyLine())));
}

/** Fields that hold something which is no number. */
export function wrongCells(lines: readonly Line[]): Set<string> {
  const wrong = new Set<string>();
  for (const line of lines) {
    for (const field of FIELDS) {
      if (field !== "name" && Number.isNaN(readMoney(textOf(line, field)))) wrong.add(cellOf(line, field));
    }
  }
  return wrong;
}

export interface Refused {
  field: Field;
  /** What was sent in it: the reason holds for as long as that stands there. */
  said: string;
  code: string;
  detail: string;
}

/** Fields that the server refused, by their cells. It counts lines from 0, and months from 1. */
export function refusedCells(error: unknown, sent: readonly Line[]): Map<string, Refused> {
  const refused = new Map<string, Refused>();
  if (!isApiError(error)) return refused;
  for (const [path, reason] of Object.entries(error.fields)) {
    const [, index, name, month] = /^lines\[(\d+)\]\.(name|planned|spent\[(\d+)\])$/u.exec(path) ?? [];
    const line = sent[Number(index)];
    if (!line) continue;
    const field: Field = month === undefined ? (name as "name" | "planned") : Number(month) - 1;
    refused.set(cellOf(line, field), { field, said: saidIn(line, field), ...reason });
  }
  return refused;
}

/** The costs of a plan in place of what lines of the same name may cost; those that are not there yet come at the end. */
export function withPlan(
  lines: readonly Line[],
  costs: readonly { name: string; planned: number }[],
  write: (money: number) => string,
): Line[] {
  const found = (name: string) => lines.find((line) => line.name.trim() === name);
  const costOf = (line: Line) => costs.find(({ name }) => name === line.name.trim());
  return [
    ...lines.map((line) => {
      const cost = costOf(line);
      return cost ? { ...line, planned: write(cost.planned) } : line;
    }),
    ...costs.filter(({ name }) => !found(name)).map(({ name, planned }) => emptyLine(name, write(planned))),
  ];
}

/** The month to show when something is wrong in these cells: the one that is shown, unless it is only in others. */
export function monthOfTrouble(lines: readonly Line[], cells: ReadonlySet<string>, shown: number): number {
  const isIn = (field: Field) => lines.some((line) => cells.has(cellOf(line, field)));
  if (isIn("name") || isIn("planned") || isIn(shown)) return shown;
  const month = FIELDS.find((field) => typeof field === "number" && isIn(field));
  return typeof month === "number" ? month : shown;
}

function total(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
