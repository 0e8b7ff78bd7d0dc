import { shade, useFigures, WeekHeat } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { balanceOf, type RosterWeek } from "./week";

/** Less than this is a rounding of breaks. */
const SOME = 0.05;

/** Where in the week there are too few or too many. */
export function Balance({ week }: { week: RosterWeek }) {
  const { t } = useI18n();
  const figures = useFigures();
  if (week.required.length === 0) return null;
  const balances = balanceOf(week);
  const most = Math.max(1, ...balances.flat().map((balance) => Math.abs(balance ?? 0)));
  const heat = (balance: number) => {
    if (Math.abs(balance) < SOME) return { text: "0", background: "var(--canvas)", className: "text-muted" };
    const few = balance < 0;
    return {
      text: `${few ? "−" : "+"}${figures.decimal(Math.abs(balance))}`,
      // Too few stands out however many too many there are elsewhere.
      background: few ? shade(1, "--warning") : shade(balance / most),
      className: few ? "font-semibold" : "",
    };
  };
  return (
    <section aria-labelledby="roster-balance" className="flex flex-col gap-2">
      <div>
        <h2 id="roster-balance" className="font-semibold">
          {t("rosters.balance")}
        </h2>
        <p className="max-w-prose text-sm text-muted">{t("rosters.balanceAbout")}</p>
      </div>
      <WeekHeat
        label={t("rosters.balance")}
        about={t("rosters.balanceAbout")}
        week={balances}
        nothing={t("rosters.nobodyNeeded")}
        heat={heat}
      />
    </section>
  );
}
