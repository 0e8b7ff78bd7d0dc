import { useFigures } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { stateOf, standingOf, type Amounts, type BudgetView, MONTHS } from "./lines";

interface SummaryProps {
  all: Amounts;
  months: number;
  /** Lines that say nothing of some of these months. */
  incomplete: number;
  /** As it was saved last. */
  view: BudgetView;
  /** Whether something is not saved, so that what the server reckoned is older than what is shown. */
  changed: boolean;
}

/** What the table comes to, in a few sentences. */
export function Summary({ all, months, incomplete, view, changed }: SummaryProps) {
  const { t } = useI18n();
  const figures = useFigures();
  const standing = standingOf(all, months);
  const planned = figures.whole(all.planned);
  if (!standing) {
    const text = all.planned === 0 ? t("budget.nothingPlanned") : t("budget.nothingSpent", { planned });
    return <p className="text-lg font-medium">{text}</p>;
  }
  const forecast = figures.whole(standing.forecast);
  return (
    <div className="flex max-w-prose flex-col gap-1">
      <p className="text-lg font-medium">
        {t("budget.standing", {
          months,
          spent: figures.whole(standing.actual),
          planned: figures.whole(standing.plannedSoFar),
          state: stateOf(standing.over),
          difference: figures.whole(Math.abs(standing.over)),
        })}{" "}
        {months < MONTHS &&
          (forecast === planned ? t("budget.goesOnEven", { forecast }) : t("budget.goesOn", { forecast, planned }))}
      </p>
      {incomplete > 0 && <p className="text-muted">{t("budget.incomplete", { lines: incomplete })}</p>}
      {view.months > 0 && <PerResolution view={view} changed={changed} />}
    </div>
  );
}

/** What a solved conversation cost here and elsewhere, or why that is not known. */
function PerResolution({ view, changed }: Pick<SummaryProps, "view" | "changed">) {
  const { t } = useI18n();
  const { cents } = useFigures();
  const [mean = 0, low = 0, high = 0] = view.field_per_resolution;
  const elsewhere = { mean: cents(mean), low: cents(low), high: cents(high) };
  return (
    <p className="text-muted">
      {view.per_resolution == null
        ? `${t(view.solved == null ? "budget.notCounted" : "budget.noneSolved")} ${t("budget.elsewhere", elsewhere)}`
        : t("budget.resolution", { cost: cents(view.per_resolution), ...elsewhere })}{" "}
      {changed && t("budget.asSaved")}
    </p>
  );
}
