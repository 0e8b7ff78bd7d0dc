import { cx } from "@rapport/ui";
import { useI18n } from "@/i18n";
import type { PlanView } from "./form";
import { useFigures } from "./figures";

/** The options beside each other, the range of uncertain inputs drawn over the two that it is known for. */
export function Costs({ plan }: { plan: PlanView }) {
  const { t, tCode } = useI18n();
  const figures = useFigures();
  const spreads: Record<string, PlanView["in_house_spread"] | undefined> = {
    in_house: plan.in_house_spread,
    vendor: plan.vendor_spread,
  };
  const most = Math.max(1, ...plan.options.map(({ option, yearly }) => Math.max(yearly, spreads[option]?.p95 ?? 0)));
  const at = (money: number) => `${String((100 * money) / most)}%`;
  const least = Math.min(...plan.options.map(({ yearly }) => yearly));
  return (
    <div className="flex flex-col gap-4">
      <ul className="flex flex-col gap-3">
        {plan.options.map(({ option, yearly, per_resolution }) => {
          const spread = spreads[option];
          return (
            <li key={option} className="grid gap-x-4 gap-y-1 sm:grid-cols-[10rem_1fr_9rem] sm:items-center">
              <span className="text-sm">{tCode("workforce.option", option, option)}</span>
              <span aria-hidden className="relative block h-5 rounded-sm bg-canvas">
                <span
                  className={cx(
                    "print-exact absolute inset-y-0 left-0 rounded-sm",
                    yearly === least ? "bg-accent-solid" : "bg-accent-line",
                  )}
                  style={{ width: at(yearly) }}
                />
                {spread && (
                  <span
                    className="absolute top-1/2 h-2 -translate-y-1/2 border-x-2 border-text before:absolute before:inset-x-0 before:top-1/2 before:border-t before:border-text"
                    style={{ left: at(spread.p5), width: at(spread.p95 - spread.p5) }}
                  />
                )}
              </span>
              <span className="text-sm tabular-nums sm:text-right">
                <b className="font-semibold">{figures.money(yearly)}</b>
                <span className="block text-xs text-faint">
                  {t("workforce.perResolution", { cost: figures.cents(per_resolution) })}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
      <p className="max-w-prose text-xs text-muted">
        {t("workforce.rangeText", {
          inLow: figures.money(plan.in_house_spread.p5),
          inHigh: figures.money(plan.in_house_spread.p95),
          outLow: figures.money(plan.vendor_spread.p5),
          outHigh: figures.money(plan.vendor_spread.p95),
        })}{" "}
        {t("workforce.benchmark", {
          mean: figures.cents(plan.per_resolution[0] ?? 0),
          low: figures.cents(plan.per_resolution[1] ?? 0),
          high: figures.cents(plan.per_resolution[2] ?? 0),
        })}{" "}
        {plan.break_even_contacts != null &&
          t("workforce.breakEven", { contacts: figures.whole(plan.break_even_contacts) })}
      </p>
      <Breakdown plan={plan} />
    </div>
  );
}

/** What the years are made of, for those who want to check them. */
function Breakdown({ plan }: { plan: PlanView }) {
  const { t, tCode } = useI18n();
  const figures = useFigures();
  return (
    <details className="text-sm">
      <summary className="font-medium text-accent">{t("workforce.breakdown")}</summary>
      <div className="mt-3 grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {plan.options.slice(0, 2).map((option) => (
          <table key={option.option} className="w-full self-start tabular-nums">
            <caption className="pb-1 text-left font-medium">
              {tCode("workforce.option", option.option, option.option)}
            </caption>
            <tbody>
              {option.lines.map(({ item, yearly }) => (
                <tr key={item} className="border-t border-line">
                  <th scope="row" className="py-1 pr-3 text-left font-normal text-muted">
                    {tCode("workforce.item", item, item)}
                  </th>
                  <td className="py-1 text-right">{figures.whole(yearly)}</td>
                </tr>
              ))}
              <tr className="border-t border-line-strong font-medium">
                <th scope="row" className="py-1 text-left font-medium">
                  {t("workforce.total")}
                </th>
                <td className="py-1 text-right">{figures.whole(option.yearly)}</td>
              </tr>
              <tr className="text-muted">
                <th scope="row" className="py-1 text-left font-normal">
                  {t("workforce.oneOff")}
                </th>
                <td className="py-1 text-right">{figures.whole(option.one_off)}</td>
              </tr>
            </tbody>
          </table>
        ))}
      </div>
    </details>
  );
}
