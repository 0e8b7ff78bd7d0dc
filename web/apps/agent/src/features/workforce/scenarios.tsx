import { Table, Td, Th, Tr } from "@rapport/ui";
import { useI18n } from "@/i18n";
import type { PlanView } from "./form";
import { useFigures } from "./figures";

/** The plan and what may be otherwise, side by side. */
export function Scenarios({ plan }: { plan: PlanView }) {
  const { t, tCode } = useI18n();
  const figures = useFigures();
  const signed = (people: number) => (people > 0 ? `+${figures.whole(people)}` : figures.whole(people));
  const base = plan.scenarios[0];
  return (
    <Table
      label={t("workforce.scenarios")}
      head={
        <>
          <Th>{t("workforce.scenario")}</Th>
          <Th className="text-right">{t("workforce.peak")}</Th>
          <Th className="text-right">{t("workforce.people")}</Th>
          <Th className="text-right">{t("workforce.inHouseYearly")}</Th>
          <Th className="text-right">{t("workforce.vendorYearly")}</Th>
          <Th>{t("workforce.weakest")}</Th>
        </>
      }
    >
      {plan.scenarios.map((row) => (
        <Tr key={row.name}>
          <th scope="row" className="px-3 text-left font-medium whitespace-nowrap">
            {tCode("workforce.scenario", row === base ? "as_planned" : row.name, row.name)}
          </th>
          <Td className="text-right">{figures.whole(row.peak)}</Td>
          <Td className="text-right whitespace-nowrap">
            {figures.whole(row.headcount)}
            {row.more_people !== 0 && <span className="ml-1.5 text-muted">({signed(row.more_people)})</span>}
          </Td>
          <Td className="text-right">{figures.money(row.in_house)}</Td>
          <Td className="text-right">{figures.money(row.vendor)}</Td>
          <Td className="whitespace-nowrap">
            {row.weakest &&
              t("workforce.weakestText", {
                channel: tCode("workforce.channel", row.weakest.channel, row.weakest.channel),
                share: figures.share(row.weakest.reached),
              })}
          </Td>
        </Tr>
      ))}
    </Table>
  );
}
