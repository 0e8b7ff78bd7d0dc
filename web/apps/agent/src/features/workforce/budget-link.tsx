import { Link } from "@tanstack/react-router";
import { useI18n } from "@/i18n";
import { useCan } from "@/shared/session";
import type { PlanSearch } from "./address";

/** From what the plan costs to the budget of this year, for those who keep it. */
export function BudgetLink({ search }: { search: PlanSearch }) {
  const { t } = useI18n();
  if (!useCan()("organisation.manage")) return null;
  return (
    <p className="mt-4 text-sm print:hidden">
      <Link to="/workforce/budget" search={search} className="text-accent underline underline-offset-2">
        {t("budget.use", { year: String(new Date().getFullYear()) })}
      </Link>
    </p>
  );
}
