import { Button, EmptyState, Notice } from "@rapport/ui";
import { Link } from "@tanstack/react-router";
import { Wallet } from "lucide-react";
import { useFigures } from "@/features/workforce";
import { useI18n, type MessageKey } from "@/i18n";
import { problemText } from "@/shared/problems";
import { emptyLine, type Line } from "./lines";
import type { PlanCosts } from "./use-plan-costs";

/** What most departments pay for. */
const USUAL: MessageKey[] = [
  "workforce.item.pay",
  "workforce.item.benefits",
  "workforce.item.taxes",
  "workforce.item.rent",
  "workforce.item.equipment",
  "workforce.item.software",
  "workforce.item.training",
  "workforce.item.recruiting",
  "workforce.item.invoice",
  "workforce.item.other",
];

interface BeginProps {
  year: number;
  /** The costs of the plan in the address; undefined when there is none. */
  plan: PlanCosts | undefined;
  onBegin: (lines: Line[]) => void;
}

/** What a budget is for, and the two ways to begin one. */
export function Begin({ year, plan, onBegin }: BeginProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const { whole } = useFigures();
  const fromPlan = () => onBegin((plan?.lines ?? []).map(({ name, planned }) => emptyLine(name, whole(planned))));
  const usual = () => onBegin(USUAL.map((name) => emptyLine(t(name))));
  return (
    <EmptyState
      icon={<Wallet aria-hidden />}
      title={t("budget.none", { year: String(year) })}
      action={
        <div className="flex flex-col items-center gap-4">
          <div className="flex flex-wrap justify-center gap-2">
            {plan && !plan.error && (
              <Button variant="primary" loading={plan.isLoading} disabled={!plan.lines?.length} onClick={fromPlan}>
                {t("budget.fromPlan")}
              </Button>
            )}
            <Button variant={plan && !plan.error ? "secondary" : "primary"} onClick={usual}>
              {t("budget.begin")}
            </Button>
          </div>
          <div className="max-w-sm text-sm text-muted">
            {plan?.lines && t("budget.fromPlanText", { money: whole(plan.yearly) })}
            {plan?.error != null && <Notice tone="danger">{problemText(i18n, plan.error)}</Notice>}
            {!plan && (
              <>
                {t("budget.planFirst")}{" "}
                <Link to="/workforce" className="text-accent underline underline-offset-2">
                  {t("rosters.openPlanner")}
                </Link>
              </>
            )}
          </div>
        </div>
      }
    >
      {t("budget.noneText")}
    </EmptyState>
  );
}
