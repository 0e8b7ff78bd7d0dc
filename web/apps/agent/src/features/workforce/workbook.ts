/** The plan as the sheets of a workbook. The library that writes them is loaded when somebody asks for one. */
import type { Sheet, SheetData } from "write-excel-file/universal";
import type { I18n } from "@/i18n";
import type { Figures } from "./figures";
import { CHANNELS, type PlanView } from "./form";

type Words = Pick<I18n, "t" | "tCode">;
type WorkbookSheet = Sheet<Blob> & { sheet: string };

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const MONEY = "#,##0";
const CENTS = "#,##0.00";

const bold = (value: string) => ({ value, fontWeight: "bold" as const });
const money = (value: number) => ({ value, type: Number, format: MONEY });
const title = (...names: string[]) => names.map(bold);

/** Names of sheets are short, and some letters mean something in formulas. */
export function sheetName(words: string): string {
  return words.replace(/[\\/?*[\]:]/g, " ").slice(0, 31);
}

/** Answer, week, costs and scenarios, one sheet each: numbers stay numbers. */
export function planSheets(plan: PlanView, words: Words, figures: Pick<Figures, "day" | "clock">): WorkbookSheet[] {
  const { t } = words;
  const sheet = (name: string, widths: number[], data: SheetData): WorkbookSheet => ({
    sheet: sheetName(name),
    stickyRowsCount: 1,
    columns: widths.map((width) => ({ width })),
    data,
  });
  return [
    sheet(t("workforce.sheetAnswer"), [44, 16], answer(plan, words)),
    sheet(t("workforce.sheetWeek"), [14, 10, 12, 12, 12, ...CHANNELS.map(() => 16)], week(plan, words, figures)),
    sheet(t("workforce.costs"), [34, 34, 16], costs(plan, words)),
    sheet(t("workforce.scenarios"), [44, 16, 20, 18, 22], scenarios(plan, words)),
  ];
}

function answer(plan: PlanView, { t, tCode }: Words): SheetData {
  return [
    title(t("workforce.sheetFigure"), t("workforce.sheetValue")),
    [t("workforce.sheetContacts"), { value: plan.contacts, type: Number, format: MONEY }],
    [t("workforce.peak"), plan.peak],
    [t("workforce.people"), plan.headcount.agents],
    [t("workforce.sheetAgentHours"), { value: plan.agent_hours, type: Number, format: CENTS }],
    ...plan.options.flatMap(({ option, yearly, one_off, per_resolution }) => {
      const name = tCode("workforce.option", option, option);
      return [
        [`${name}: ${t("workforce.total")}`, money(yearly)],
        [`${name}: ${t("workforce.oneOff")}`, money(one_off)],
        [`${name}: ${t("workforce.sheetPerResolution")}`, { value: per_resolution, type: Number, format: CENTS }],
      ];
    }),
  ];
}

function week(plan: PlanView, { t, tCode }: Words, figures: Pick<Figures, "day" | "clock">): SheetData {
  const channels = CHANNELS.map((channel) => tCode("workforce.channel", channel, channel));
  return [
    title(
      t("workforce.day"),
      t("workforce.sheetBegins"),
      t("workforce.contacts"),
      t("workforce.sheetAgents"),
      t("workforce.sheetScheduled"),
      ...channels,
    ),
    ...plan.intervals.map(({ minute, contacts, agents, scheduled, by_channel }) => [
      figures.day(Math.floor(minute / 1440), "long"),
      figures.clock(minute),
      { value: contacts, type: Number, format: CENTS },
      agents,
      scheduled,
      ...CHANNELS.map((channel) => by_channel[channel]),
    ]),
  ];
}

function costs(plan: PlanView, { t, tCode }: Words): SheetData {
  return [
    title(t("workforce.sheetOption"), t("workforce.sheetItem"), t("workforce.total")),
    ...plan.options.flatMap(({ option, lines, yearly }) => {
      const name = tCode("workforce.option", option, option);
      return [
        ...lines.map((line) => [name, tCode("workforce.item", line.item, line.item), money(line.yearly)]),
        [bold(name), bold(t("workforce.total")), { ...money(yearly), fontWeight: "bold" as const }],
      ];
    }),
  ];
}

function scenarios(plan: PlanView, { t, tCode }: Words): SheetData {
  return [
    title(
      t("workforce.scenario"),
      t("workforce.peak"),
      t("workforce.people"),
      t("workforce.inHouseYearly"),
      t("workforce.vendorYearly"),
    ),
    ...plan.scenarios.map((row, index) => [
      tCode("workforce.scenario", index === 0 ? "as_planned" : row.name, row.name),
      row.peak,
      row.headcount,
      money(row.in_house),
      money(row.vendor),
    ]),
  ];
}

/** The plan as a workbook that spreadsheets open. */
export async function planWorkbook(plan: PlanView, words: Words, figures: Figures): Promise<Blob> {
  const { default: write } = await import("write-excel-file/universal");
  const made = await write(planSheets(plan, words, figures)).toBlob();
  return new Blob([made], { type: XLSX });
}
