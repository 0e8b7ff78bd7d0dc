import { Button, Kbd } from "@rapport/ui";
import { Download, Plus, Printer } from "lucide-react";
import { saveFile } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { MOD } from "@/shared/commands/registry";
import { budgetCsv } from "./csv";
import { MOST_LINES, type Line } from "./lines";
import type { BudgetFormState } from "./use-budget-form";
import { useMonths } from "./use-months";

interface SheetActionsProps {
  year: number;
  lines: Line[];
  onAdd: () => void;
}

/** What can be done with the table as a whole. */
export function SheetActions({ year, lines, onAdd }: SheetActionsProps) {
  const { t } = useI18n();
  const months = useMonths();
  const download = () => {
    const words = {
      columns: [
        t("budget.item"),
        t("budget.planned"),
        ...months.long,
        t("budget.spentSoFar"),
        t("budget.plannedSoFar"),
        t("budget.balance"),
        t("budget.forecast"),
      ],
      total: t("budget.total"),
    };
    saveFile(`budget-${String(year)}.csv`, new Blob([budgetCsv(lines, words)], { type: "text/csv" }));
  };
  return (
    <div className="flex flex-wrap items-center gap-2 print:hidden">
      <Button
        data-add
        icon={<Plus size={15} aria-hidden />}
        disabled={lines.length >= MOST_LINES}
        onClick={onAdd}
        className="mr-auto"
      >
        {t("budget.add")}
      </Button>
      <Button icon={<Download size={15} aria-hidden />} disabled={lines.length === 0} onClick={download}>
        {t("workforce.csv")}
      </Button>
      <Button icon={<Printer size={15} aria-hidden />} onClick={() => window.print()}>
        {t("workforce.print")}
      </Button>
    </div>
  );
}

/** One button for all lines and months; it stays in sight below a long table. */
export function SaveBar({ changed, conflict, discard, save }: BudgetFormState) {
  const { t } = useI18n();
  return (
    <div className="sticky bottom-0 z-10 -mx-1 flex flex-wrap items-center justify-end gap-3 border-t border-line bg-surface px-1 py-3 print:hidden">
      <span role="status" className="text-sm text-muted">
        {changed && t("site.unsaved")}
      </span>
      {changed && (
        <Button onClick={discard} disabled={save.isPending}>
          {t("budget.discard")}
        </Button>
      )}
      <Button
        type="submit"
        variant="primary"
        disabled={!changed || conflict}
        loading={save.isPending}
        aria-keyshortcuts="Control+S Meta+S"
      >
        {t("action.save")}
      </Button>
      <span aria-hidden className="flex gap-1 max-md:hidden pointer-coarse:hidden">
        <Kbd>{MOD}</Kbd>
        <Kbd>S</Kbd>
      </span>
    </div>
  );
}
