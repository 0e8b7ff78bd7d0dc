import { cx, Notice } from "@rapport/ui";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n";
import { Advice, Assumptions } from "./advice";
import { Costs } from "./costs";
import { DayCurve } from "./day-curve";
import { useFigures } from "./figures";
import type { PlanView } from "./form";
import { HeatMap } from "./heat-map";
import { Headlines, Part } from "./parts";
import { Scenarios } from "./scenarios";
import { busiestDay, peakMinute } from "./shape";

interface AnswerProps {
  plan: PlanView;
  stale: boolean;
  roster?: ReactNode;
  /** Stands below the costs. */
  budget?: ReactNode;
}

/** The plan, from the four numbers down to what it takes for granted. */
export function Answer({ plan, stale, roster, budget }: AnswerProps) {
  const { t } = useI18n();
  const figures = useFigures();
  const day = figures.day(busiestDay(plan), "long");
  return (
    <div className={cx("flex flex-col gap-8 transition-opacity", stale && "opacity-60")}>
      <PlanHeadlines plan={plan} />
      {plan.warnings.map((warning) => (
        <Notice key={warning} tone="warning">
          {t("workforce.disagree")}
        </Notice>
      ))}
      <Part title={t("workforce.heatMap")} about={t("workforce.heatMapAbout")}>
        <HeatMap plan={plan} />
      </Part>
      <Part title={t("workforce.curve", { day })} about={t("workforce.curveAbout")}>
        <DayCurve plan={plan} />
      </Part>
      {roster !== undefined && (
        <Part title={t("workforce.roster")} about={t("workforce.rosterAbout")}>
          {roster}
        </Part>
      )}
      <Part title={t("workforce.costs")} about={t("workforce.moneyAbout")}>
        <Costs plan={plan} />
        {budget}
      </Part>
      <Part title={t("workforce.advice")}>
        <Advice plan={plan} />
      </Part>
      <Part title={t("workforce.scenarios")} about={t("workforce.scenariosAbout")}>
        <Scenarios plan={plan} />
      </Part>
      <Part title={t("workforce.assumptions")} about={t("workforce.assumptionsAbout")}>
        <Assumptions plan={plan} />
      </Part>
    </div>
  );
}

/** The answer in four numbers. */
function PlanHeadlines({ plan }: { plan: PlanView }) {
  const { t } = useI18n();
  const figures = useFigures();
  const peak = peakMinute(plan);
  const yearly = (option: string) => plan.options.find((cost) => cost.option === option)?.yearly ?? 0;
  const numbers = [
    {
      label: t("workforce.peak"),
      value: figures.whole(plan.peak),
      about: t("workforce.peakAt", { day: figures.day(Math.floor(peak / 1440), "long"), time: figures.clock(peak) }),
    },
    {
      label: t("workforce.people"),
      value: figures.whole(plan.headcount.agents),
      about: t("workforce.peopleAbout", { hours: figures.whole(plan.agent_hours) }),
    },
    {
      label: t("workforce.inHouseYearly"),
      value: figures.money(yearly("in_house")),
      about: t("workforce.contactsAbout", { contacts: figures.whole(plan.contacts) }),
    },
    {
      label: t("workforce.vendorYearly"),
      value: figures.money(yearly("vendor")),
      about: t("workforce.cheaperAbout", { share: figures.share(plan.vendor_cheaper) }),
    },
  ];
  return <Headlines numbers={numbers} />;
}
