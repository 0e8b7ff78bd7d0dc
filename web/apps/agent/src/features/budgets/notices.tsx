import { isApiError } from "@rapport/api";
import { Button, Notice } from "@rapport/ui";
import { useFigures } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { problemText } from "@/shared/problems";
import { readMoney, type Line } from "./lines";
import type { Clash } from "./merge";
import type { BudgetFormState } from "./use-budget-form";
import { useMonths } from "./use-months";
import type { PlanCosts } from "./use-plan-costs";

/** What went wrong with saving, and what can be done when somebody else was faster. */
export function SaveNotices({ form }: { form: BudgetFormState }) {
  const i18n = useI18n();
  const { t } = i18n;
  const { error } = form.save;
  if (form.conflict) {
    return (
      <Notice tone="warning" title={t("problem.budget_changed")}>
        <p>{t("budget.conflictText")}</p>
        <div className="mt-2 flex flex-wrap gap-2">
          <Button size="sm" onClick={form.putOnTop}>
            {t("budget.putMine")}
          </Button>
          <Button size="sm" onClick={form.discard}>
            {t("budget.dropMine")}
          </Button>
        </div>
      </Notice>
    );
  }
  return (
    <>
      {form.clashes && form.changed && <Merged clashes={form.clashes} />}
      {error && (
        <Notice tone={isApiError(error, "budget_changed") ? "warning" : "danger"}>{problemText(i18n, error)}</Notice>
      )}
    </>
  );
}

/** What stands in the table after two people's changes came together. */
function Merged({ clashes }: { clashes: Clash[] }) {
  const { t, list } = useI18n();
  const months = useMonths();
  const cells = clashes.map(({ name, field, theirs }) => {
    const cell =
      typeof field === "number"
        ? t("budget.spentOf", { name, month: months.long[field] ?? "" })
        : t(field === "planned" ? "budget.plannedOf" : "budget.itemOf", { name });
    return t("budget.clash", { cell, value: theirs === "" ? "–" : theirs });
  });
  return (
    <Notice tone="info">
      {t("budget.merged")} {cells.length > 0 && t("budget.clashes", { cells: list(cells) })}
    </Notice>
  );
}

interface PlanNoticeProps {
  year: number;
  plan: PlanCosts | undefined;
  lines: Line[];
  onPut: () => void;
}

/** Whoever comes from the planner to a budget that is there already can put the plan's costs into it. */
export function PlanNotice({ year, plan, lines, onPut }: PlanNoticeProps) {
  const { t } = useI18n();
  const { whole } = useFigures();
  const differs = plan?.lines?.some(
    ({ name, planned }) => !lines.some((line) => line.name.trim() === name && readMoney(line.planned) === planned),
  );
  if (!plan || differs !== true) return null;
  return (
    <Notice tone="info" className="print:hidden">
      <p>{t("budget.planDiffers", { year: String(year), money: whole(plan.yearly) })}</p>
      <Button size="sm" onClick={onPut} className="mt-2">
        {t("budget.planPut")}
      </Button>
    </Notice>
  );
}
