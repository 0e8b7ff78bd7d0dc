import { Button, Notice, Skeleton } from "@rapport/ui";
import { Download, FileSpreadsheet, Printer, RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n";
import { fieldProblem, problemText } from "@/shared/problems";
import { Answer } from "./answer";
import { searchOf } from "./address";
import { BudgetLink } from "./budget-link";
import { useFigures } from "./figures";
import { EMPTY, isExample, readNumber, wrongFields, type PlanView } from "./form";
import { OwnHistory, OwnSource } from "./history";
import { Inputs } from "./inputs";
import { measuredFields } from "./own-history";
import { Roster } from "./roster";
import { saveFile } from "./save-file";
import { planCsv } from "./shape";
import { WorkforceTabs } from "./tabs";
import { useLightPrint } from "./use-light-print";
import { usePlan } from "./use-plan";
import { usePlanForm } from "./use-plan-form";
import { planWorkbook } from "./workbook";

/** Where the server has a field that it may refuse. */
const PATHS: Partial<Record<string, string>> = {
  tickets: "volume.tickets",
  customers: "volume.customers",
  incidentRate: "volume.incident_rate",
  until: "opening",
  mix: "mix",
  bot: "bot_deflection",
  shrinkage: "rules.shrinkage",
  hoursPerWeek: "roster.hours_per_week",
  phoneShare: "rules.channels.phone.service_level",
  phoneMinutes: "rules.channels.phone.aht_s",
  mailMinutes: "rules.channels.email.aht_s",
  salary: "in_house.salary",
  turnover: "in_house.turnover",
  price: "vendor.price",
};

export interface PlannerProps {
  /** Whether the reader is signed in; who is not uses the calculators alone. */
  signedIn: boolean;
  /** Whether the reader may see what was counted here. */
  counts: boolean;
  /** What stands above the answer. */
  children?: ReactNode;
}

/** The three numbers and all the others on one side, the plan on the other. */
export function Planner({ signedIn, counts, children }: PlannerProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const figures = useFigures();
  useLightPrint();
  const { form, settled, setForm } = usePlanForm();
  const wrong = wrongFields(form);
  const { own, history, measured, query } = usePlan(settled, { signedIn, counts, own: form.own });
  const plan = query.data;
  const problem = (field: string) => {
    if (wrong.has(field)) return t("workforce.noNumber");
    const path = PATHS[field];
    return path === undefined ? undefined : fieldProblem(i18n, query.error, path);
  };
  return (
    <div className="mx-auto w-full max-w-6xl px-8 py-6 max-md:px-4 max-md:py-4">
      {signedIn && <WorkforceTabs />}
      <header className="mb-6 flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold">{t("workforce.title")}</h1>
          <p className="mt-0.5 max-w-prose text-muted">{t("workforce.about")}</p>
        </div>
        <div className="flex flex-wrap gap-2 print:hidden">
          <Button
            icon={<RotateCcw size={15} aria-hidden />}
            onClick={() => setForm(EMPTY)}
            disabled={JSON.stringify(form) === JSON.stringify(EMPTY)}
          >
            {t("workforce.reset")}
          </Button>
          <Button
            icon={<Download size={15} aria-hidden />}
            disabled={!plan}
            onClick={() => plan && saveFile("staffing.csv", new Blob([planCsv(plan)], { type: "text/csv" }))}
          >
            {t("workforce.csv")}
          </Button>
          <Button
            icon={<FileSpreadsheet size={15} aria-hidden />}
            disabled={!plan}
            onClick={() =>
              plan && void planWorkbook(plan, i18n, figures).then((book) => saveFile("staffing.xlsx", book))
            }
          >
            {t("workforce.excel")}
          </Button>
          <Button icon={<Printer size={15} aria-hidden />} disabled={!plan} onClick={() => window.print()}>
            {t("workforce.print")}
          </Button>
        </div>
      </header>
      <div className="grid gap-x-10 gap-y-8 lg:grid-cols-[16rem_minmax(0,1fr)] print:block">
        <Inputs
          form={form}
          onChange={setForm}
          problem={problem}
          measured={measured && measuredFields(measured)}
          measuredMix={measured?.mix}
        >
          {counts && <OwnSource form={form} onChange={setForm} />}
        </Inputs>
        <div aria-busy={query.isFetching || own.isFetching} className="flex min-w-0 flex-col gap-8">
          {children}
          {own.isError && form.own && <Notice tone="danger">{problemText(i18n, own.error)}</Notice>}
          {history && <OwnHistory history={history} form={form} onChange={setForm} />}
          {isExample(form) && !measured && <Notice tone="info">{t("workforce.example")}</Notice>}
          {query.isError && (
            <Notice tone="danger" title={t("workforce.refused")}>
              {problemText(i18n, query.error)}
            </Notice>
          )}
          {query.isPending && <Skeleton className="h-96 w-full rounded" />}
          {plan && (
            <Answer
              plan={plan}
              stale={query.isPlaceholderData || wrong.size > 0}
              budget={
                signedIn && (!isExample(settled) || measured) ? <BudgetLink search={searchOf(settled)} /> : undefined
              }
              roster={
                signedIn ? (
                  <Roster
                    key={weekKey(plan)}
                    plan={plan}
                    hoursPerWeek={readNumber(settled.hoursPerWeek)}
                    search={searchOf(settled)}
                  />
                ) : undefined
              }
            />
          )}
        </div>
      </div>
    </div>
  );
}

/** A roster belongs to the week that it was made for: another plan begins without one. */
function weekKey(plan: PlanView): string {
  return plan.intervals.map(({ agents }) => agents).join();
}
