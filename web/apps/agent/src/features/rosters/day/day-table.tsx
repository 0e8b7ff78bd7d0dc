import { Table, Td, Th, Tr } from "@rapport/ui";
import { useFigures } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { useWords } from "../use-words";
import { contactsOf, HALF_HOUR, hoursAround, hoursOfDay, usedSpans, type Day } from "./reading";

const NOT_KNOWN = "–";

/** The charts as a table. */
export function DayTable({ day, expected }: { day: Day; expected: number[] | undefined }) {
  const { t } = useI18n();
  const words = useWords();
  const figures = useFigures();
  const came = contactsOf(day);
  const [first, end] = hoursOfDay(day);
  const [from, until] = hoursAround([{ start: first * 60, end: end * 60 }, ...usedSpans(came)]);
  const shown = (value: number | null | undefined, write: (value: number) => string) =>
    value == null ? NOT_KNOWN : write(value);
  return (
    <details className="text-sm print:hidden">
      <summary className="cursor-pointer text-muted hover:text-accent">{t("intraday.table")}</summary>
      <div className="mt-2">
        <Table
          label={t("intraday.table")}
          head={
            <>
              <Th>{t("intraday.time")}</Th>
              <Th className="text-right">{t("intraday.needed")}</Th>
              <Th className="text-right">{t("intraday.rostered")}</Th>
              <Th className="text-right">{t("intraday.there")}</Th>
              <Th className="text-right">{t("intraday.occupancy")}</Th>
              <Th className="text-right">{t("workforce.came")}</Th>
              <Th className="text-right">{t("workforce.expected")}</Th>
            </>
          }
        >
          {Array.from({ length: (until - from) * 2 }, (_, index) => from * 2 + index).map((half) => (
            <Tr key={half}>
              <th scope="row" className="px-3 text-left font-medium">
                {figures.clock(half * HALF_HOUR)}
              </th>
              <Td className="text-right">{shown(day.required[half], words.hours)}</Td>
              <Td className="text-right">{shown(day.rostered[half], words.hours)}</Td>
              <Td className="text-right">{shown(day.present[half], words.hours)}</Td>
              <Td className="text-right">{shown(day.occupancy[half], figures.share)}</Td>
              <Td className="text-right">{half < day.present.length ? figures.whole(came[half] ?? 0) : NOT_KNOWN}</Td>
              <Td className="text-right">{shown(expected?.[half], figures.whole)}</Td>
            </Tr>
          ))}
        </Table>
      </div>
    </details>
  );
}
