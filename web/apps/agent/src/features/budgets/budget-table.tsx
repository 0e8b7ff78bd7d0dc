import { IconButton, Table, Td, Th, Tr } from "@rapport/ui";
import { Trash2 } from "lucide-react";
import { useFigures } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { Cell } from "./cell";
import { amountsOf, readMoney, standingOf, textOf, type Amounts, type Field, type Line } from "./lines";
import { Over } from "./over";
import { useMonths } from "./use-months";
import type { Troubles } from "./use-troubles";

const NOT_KNOWN = "–";
/** On a phone the names stay in sight while the rest scrolls under them. */
const STAYS = "max-md:sticky max-md:left-0 max-md:z-1 max-md:border-r max-md:border-line";

export interface BudgetTableProps {
  year: number;
  lines: Line[];
  all: Amounts;
  /** Months that are compared. */
  months: number;
  /** The month that is entered, counted from 0. */
  month: number;
  troubles: Troubles;
  onChange: (key: string, field: Field, text: string) => void;
  onRemove: (key: string) => void;
}

/** What each line may cost, did cost, and will have cost. */
export function BudgetTable(props: BudgetTableProps) {
  const { t } = useI18n();
  const { year, lines, months, month } = props;
  const name = useMonths().long[month] ?? "";
  const most = Math.max(0, ...lines.map((line) => Math.abs(standingOf(amountsOf(line), months)?.over ?? 0)));
  return (
    // On paper nothing scrolls: what does not fit would be lost.
    <div className="print:[&_:is(th,td)]:px-1.5 print:[&>div]:overflow-visible">
      <Table
        label={t("budget.table", { year: String(year) })}
        head={
          <>
            <Th className={`${STAYS} bg-canvas`}>{t("budget.item")}</Th>
            <Th className="text-right">{t("budget.planned")}</Th>
            <Th className="text-right print:hidden">{t("budget.spentIn", { month: name })}</Th>
            <Th className="text-right">{t("budget.spentSoFar")}</Th>
            <Th className="text-right">{t("budget.plannedSoFar")}</Th>
            <Th className="text-right">{t("budget.balance")}</Th>
            <Th className="text-right">{t("budget.forecast")}</Th>
            <Th className="print:hidden">
              <span className="sr-only">{t("action.remove")}</span>
            </Th>
          </>
        }
      >
        {lines.map((line, index) => (
          <Row key={line.key} line={line} number={index + 1} most={most} monthName={name} {...props} />
        ))}
        <Total {...props} />
      </Table>
    </div>
  );
}

interface RowProps extends BudgetTableProps {
  line: Line;
  number: number;
  most: number;
  monthName: string;
}

function Row({ line, number, most, monthName, months, month, troubles, onChange, onRemove }: RowProps) {
  const { t } = useI18n();
  const { whole } = useFigures();
  const name = line.name.trim() || t("budget.line", { number });
  const cell = (field: Field, column: string) => ({
    value: textOf(line, field),
    column,
    refused: troubles.refusal(line, field),
    onChange: (text: string) => onChange(line.key, field, text),
  });
  const money = (field: Field, column: string) => ({
    ...cell(field, column),
    inputMode: "text" as const,
    wrong: troubles.isWrong(line, field),
    tried: troubles.tried,
    // As it was understood, so that what was meant otherwise is noticed.
    onBlur: () => {
      const value = readMoney(textOf(line, field));
      if (value !== undefined && !Number.isNaN(value) && whole(value) !== textOf(line, field)) {
        onChange(line.key, field, whole(value));
      }
    },
    className: "min-w-24 text-right tabular-nums",
  });
  return (
    <Tr>
      <th scope="row" className={`${STAYS} bg-surface px-3 py-1.5 text-left align-middle font-normal`}>
        <Cell
          aria-label={t("budget.nameOf", { number })}
          maxLength={60}
          className="min-w-36 md:min-w-44 print:min-w-36"
          {...cell("name", "name")}
        />
      </th>
      <Td>
        <Cell aria-label={t("budget.plannedOf", { name })} {...money("planned", "planned")} />
      </Td>
      <Td className="print:hidden">
        <Cell aria-label={t("budget.spentOf", { name, month: monthName })} {...money(month, "spent")} />
      </Td>
      <Figures amounts={amountsOf(line)} months={months} most={most} />
      <Td className="w-px pl-0 print:hidden">
        <IconButton label={t("budget.remove", { name })} size="sm" onClick={() => onRemove(line.key)}>
          <Trash2 size={14} aria-hidden />
        </IconButton>
      </Td>
    </Tr>
  );
}

/** What is reckoned of a line, or of all of them. */
function Figures({ amounts, months, most }: { amounts: Amounts; months: number; most?: number }) {
  const { t } = useI18n();
  const { whole } = useFigures();
  const standing = standingOf(amounts, months);
  if (!standing) {
    return [0, 1, 2, 3].map((column) => (
      <Td key={column} className="text-right text-faint">
        {NOT_KNOWN}
      </Td>
    ));
  }
  const known = amounts.spent.filter((amount) => amount !== null).length;
  return (
    <>
      <Td className="text-right whitespace-nowrap">
        {whole(standing.actual)}
        {known < months && <span className="block text-xs text-faint">{t("budget.known", { known, months })}</span>}
      </Td>
      <Td className="text-right">{whole(standing.plannedSoFar)}</Td>
      <Td className="text-right">
        <Over over={standing.over} {...(most !== undefined && { most })} />
      </Td>
      <Td className="text-right">{whole(standing.forecast)}</Td>
    </>
  );
}

function Total({ all, months, month }: BudgetTableProps) {
  const { t } = useI18n();
  const { whole } = useFigures();
  const spent = all.spent[month];
  return (
    <tr className="border-t border-line-strong bg-canvas font-medium">
      <th scope="row" className={`${STAYS} h-10 bg-canvas px-3 text-left font-medium`}>
        {t("budget.total")}
      </th>
      {/* In line with the figures in the fields above. */}
      <Td className="pr-6 text-right print:pr-3">{whole(all.planned)}</Td>
      <Td className="pr-6 text-right print:hidden">{spent == null ? NOT_KNOWN : whole(spent)}</Td>
      <Figures amounts={all} months={months} />
      <Td className="print:hidden" />
    </tr>
  );
}
