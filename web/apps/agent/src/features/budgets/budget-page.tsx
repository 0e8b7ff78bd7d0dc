import { Notice, Skeleton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { useLightPrint, WorkforceTabs } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { Chooser } from "@/shared/components/chooser";
import { useTitle } from "@/shared/hooks/use-title";
import { problemText } from "@/shared/problems";
import { BudgetForm } from "./budget-form";
import { budgetQuery } from "./queries";
import { usePlanCosts } from "./use-plan-costs";

/** What the department may cost in a year, and what it does cost. */
export default function BudgetPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const search = useSearch({ from: "/workspace/workforce/budget" });
  const year = search.year ?? new Date().getFullYear();
  const query = useQuery(budgetQuery(year));
  const plan = usePlanCosts(search);
  const dropPlan = useDropPlan(search.year);
  useTitle(t("budget.title"));
  useLightPrint();
  return (
    <main className="scroll-thin min-h-0 min-w-0 flex-1 overflow-y-auto bg-surface print:overflow-visible">
      <div className="mx-auto flex w-full max-w-7xl flex-col gap-5 px-8 pt-6 max-md:px-4 max-md:pt-4 print:px-0">
        <div>
          <WorkforceTabs />
          <header>
            <h1 className="text-xl font-semibold">{t("budget.title")}</h1>
            <p className="mt-0.5 max-w-prose text-muted">{t("budget.about")}</p>
          </header>
        </div>
        <YearChooser year={year} />
        {query.isError && <Notice tone="danger">{problemText(i18n, query.error)}</Notice>}
        {query.isPending && <Skeleton className="h-96 w-full rounded" />}
        {query.data && <BudgetForm key={year} view={query.data} plan={plan} onSaved={dropPlan} />}
      </div>
    </main>
  );
}

/** A plan in the address is an offer; whoever saved the budget has answered it. */
function useDropPlan(year: number | undefined): () => void {
  const navigate = useNavigate({ from: "/workforce/budget" });
  return useCallback(() => void navigate({ search: { year }, replace: true, resetScroll: false }), [navigate, year]);
}

/** The year in the address, and those beside it. A plan in the address stays there. */
function YearChooser({ year }: { year: number }) {
  const { t } = useI18n();
  const navigate = useNavigate({ from: "/workforce/budget" });
  return (
    <Chooser
      before={t("budget.yearBefore")}
      after={t("budget.yearAfter")}
      shown={String(year)}
      onMove={(by) => void navigate({ search: (before) => ({ ...before, year: year + by }), resetScroll: false })}
    />
  );
}
