import { api, unwrap, type components } from "@rapport/api";
import { Button, Field, IconButton, Input, Notice, Table, Td, Th, Tr } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CalendarPlus, Download } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { fieldProblem, problemText } from "@/shared/problems";
import { useCan } from "@/shared/session";
import type { PlanSearch } from "./address";
import { useFigures } from "./figures";
import type { PlanView } from "./form";
import { saveFile } from "./save-file";
import { nextMonday, shiftsByDay } from "./shape";

type RosterView = components["schemas"]["RosterView"];

/** The most people that a roster is made for here. */
const MOST = 60;

interface RosterProps {
  plan: PlanView;
  hoursPerWeek: number | undefined;
  /** The plan in the address. */
  search: PlanSearch;
}

/** Who works when in a week, from the agents that the plan needs; as a table, and as a calendar for each of them. */
export function Roster({ plan, hoursPerWeek, search }: RosterProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const [start, setStart] = useState(() => nextMonday(new Date()));
  const can = useCan();
  const people = Math.min(MOST, plan.headcount.agents);
  const make = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/workforce/roster", {
          body: {
            start,
            agents: plan.intervals.map(({ agents }) => agents),
            people: Array.from({ length: people }, (_, index) => t("workforce.rosterAgent", { number: index + 1 })),
            hours_per_week: hoursPerWeek ?? null,
            words: {
              whole_shift: t("workforce.rosterShift"),
              half_shift: t("workforce.rosterHalf"),
              calendar: t("workforce.rosterShifts"),
              pause: t("workforce.rosterBreak"),
              columns: t("workforce.rosterColumns").split("|"),
            },
          },
        }),
      ),
  });
  return (
    <div className="flex flex-col gap-4">
      <form
        className="flex flex-wrap items-end gap-3 print:hidden"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Field label={t("workforce.rosterStart")} error={fieldProblem(i18n, make.error, "start")}>
          <Input type="date" required value={start} onChange={(event) => setStart(event.target.value)} />
        </Field>
        <Button type="submit" loading={make.isPending}>
          {t("workforce.rosterMake", { people })}
        </Button>
        {make.data && (
          <Button
            icon={<Download size={15} aria-hidden />}
            onClick={() =>
              make.data && saveFile(`roster-${start}.csv`, new Blob([make.data.csv], { type: "text/csv" }))
            }
          >
            {t("workforce.rosterCsv")}
          </Button>
        )}
      </form>
      {can("rosters.manage") && (
        <p className="text-sm text-muted print:hidden">
          {t("workforce.rosterReal")}{" "}
          <Link to="/workforce/roster" search={search} className="text-accent underline underline-offset-2">
            {t("workforce.rosterRealLink")}
          </Link>
        </p>
      )}
      {plan.headcount.agents > MOST && <Notice tone="info">{t("workforce.rosterMost", { most: MOST })}</Notice>}
      {make.isError && <Notice tone="danger">{problemText(i18n, make.error)}</Notice>}
      {make.data && <Week roster={make.data} start={start} />}
    </div>
  );
}

function Week({ roster, start }: { roster: RosterView; start: string }) {
  const { t, tCode, locale, number } = useI18n();
  const figures = useFigures();
  const format = new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: roster.time_zone,
  });
  const lacking = Math.round(roster.lacking_hours);
  return (
    <>
      <p className="text-sm">
        {lacking === 0 ? t("workforce.rosterMet") : t("workforce.rosterLacking", { hours: lacking })}{" "}
        {lacking > 0 &&
          roster.blockers.slice(0, 1).map(({ code, text }) => (
            <span key={code} className="text-muted">
              {tCode("workforce.rosterBlocker", code, text)}
            </span>
          ))}
      </p>
      <Table
        label={t("workforce.roster")}
        head={
          <>
            <Th>{t("workforce.rosterWho")}</Th>
            {Array.from({ length: 7 }, (_, day) => (
              <Th key={day}>{figures.day(day)}</Th>
            ))}
            <Th className="text-right">{t("workforce.rosterHours")}</Th>
            <Th>
              <span className="sr-only">{t("workforce.rosterShifts")}</span>
            </Th>
          </>
        }
      >
        {roster.people.map((person, index) => (
          <Tr key={person.name}>
            <th scope="row" className="px-3 text-left font-medium whitespace-nowrap">
              {person.name}
            </th>
            {shiftsByDay(roster.shifts, index, start).map((shift, day) => (
              <Td key={day} className="text-xs whitespace-nowrap">
                {shift && `${format.format(new Date(shift.start))}–${format.format(new Date(shift.end))}`}
              </Td>
            ))}
            <Td className="text-right">{number(Math.round(person.hours * 10) / 10)}</Td>
            <Td>
              <IconButton
                label={t("workforce.rosterCalendar", { name: person.name })}
                onClick={() => saveFile(`${person.name}.ics`, new Blob([person.ics], { type: "text/calendar" }))}
              >
                <CalendarPlus size={15} aria-hidden />
              </IconButton>
            </Td>
          </Tr>
        ))}
      </Table>
    </>
  );
}
