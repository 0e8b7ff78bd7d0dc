import { Badge, Button, cx, EmptyState, Field, Notice, Select, Skeleton } from "@rapport/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { CalendarClock, CalendarPlus } from "lucide-react";
import { useState } from "react";
import { Part, specialDaysQuery, WorkforceTabs } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { buttonLink } from "@/shared/components/button-link";
import { Chooser } from "@/shared/components/chooser";
import { useNow } from "@/shared/hooks/use-now";
import { useTitle } from "@/shared/hooks/use-title";
import { organisationQuery } from "@/shared/lookups";
import { problemText } from "@/shared/problems";
import { useCan, useSession } from "@/shared/session";
import { MeetingDialog } from "../meetings/meeting-dialog";
import { dayQuery } from "../queries";
import { useWords } from "../use-words";
import { addDays } from "../week";
import { Agents } from "./agents";
import { ContactsChart } from "./contacts-chart";
import { DayFigures } from "./day-figures";
import { DayTable } from "./day-table";
import { isEmpty, todayIn, type Day } from "./reading";
import { StaffingChart } from "./staffing-chart";
import { useExpected } from "./use-expected";

/** The day that it is where the organisation is. */
function useToday(): string {
  const { time_zone: own } = useSession();
  const zone = useQuery(organisationQuery).data?.time_zone ?? own;
  return todayIn(zone, useNow());
}

/** A day as it goes: who is there and who should be, what came and what should have come. */
export default function DayPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const search = useSearch({ from: "/workspace/workforce/day" });
  const today = useToday();
  const wanted = search.day ?? today;
  const query = useQuery({ ...dayQuery(wanted, wanted === today), placeholderData: keepPreviousData });
  useTitle(t("intraday.title"));
  const day = query.data;
  return (
    <main className="scroll-thin min-h-0 min-w-0 flex-1 overflow-y-auto bg-surface">
      <div className="mx-auto flex w-full max-w-6xl flex-col gap-5 px-8 py-6 max-md:px-4 max-md:py-4">
        <div>
          <WorkforceTabs />
          <header className="flex flex-wrap items-center justify-between gap-3">
            <div className="min-w-0">
              <h1 className="text-xl font-semibold">{t("intraday.title")}</h1>
              <p className="mt-0.5 max-w-prose text-muted">{t("intraday.about")}</p>
            </div>
            <PlanMeeting day={wanted} />
          </header>
        </div>
        <DayChooser day={wanted} today={today} />
        {query.isError && <Notice tone="danger">{problemText(i18n, query.error)}</Notice>}
        {query.isPending && <Skeleton className="h-96 w-full rounded" />}
        {day && (
          <div
            aria-busy={query.isPlaceholderData}
            className={cx("transition-opacity", query.isPlaceholderData && "opacity-60")}
          >
            {isEmpty(day) ? (
              <EmptyState
                icon={<CalendarClock aria-hidden />}
                title={t("intraday.empty")}
                action={
                  <Link to="/workforce/roster" search={{ week: day.day }} className={buttonLink()}>
                    {t("intraday.openRoster")}
                  </Link>
                }
              >
                {t("intraday.emptyText")}
              </EmptyState>
            ) : (
              <WholeDay day={day} />
            )}
            <p className="mt-6 text-xs text-faint">{t("rosters.zone", { zone: day.time_zone })}</p>
          </div>
        )}
      </div>
    </main>
  );
}

/** Plans a meeting on the day, or enters one that was not planned. */
function PlanMeeting({ day }: { day: string }) {
  const { t } = useI18n();
  const editable = useCan()("rosters.manage");
  const [open, setOpen] = useState(false);
  if (!editable) return null;
  return (
    <>
      <Button icon={<CalendarPlus size={15} aria-hidden />} onClick={() => setOpen(true)}>
        {t("rosters.planMeeting")}
      </Button>
      {open && <MeetingDialog day={day} onClose={() => setOpen(false)} />}
    </>
  );
}

/** The day in the address, those beside it, and the way back to today. */
function DayChooser({ day, today }: { day: string; today: string }) {
  const { t } = useI18n();
  const words = useWords();
  const navigate = useNavigate({ from: "/workforce/day" });
  const special = useQuery(specialDaysQuery).data?.find((one) => one.day === day);
  // Today needs no address: tomorrow it is another day.
  const go = (to: string) => void navigate({ search: { day: to === today ? undefined : to }, resetScroll: false });
  return (
    <Chooser
      before={t("intraday.dayBefore")}
      after={t("intraday.dayAfter")}
      shown={words.longDay(day)}
      onMove={(by) => go(addDays(day, by))}
    >
      <Button size="sm" className="ml-2" disabled={day === today} onClick={() => go(today)}>
        {t("intraday.tab")}
      </Button>
      {special && (
        <Badge tone="info" className="ml-2">
          {special.name}: {t("workforce.specialShare", { percent: special.percent })}
        </Badge>
      )}
    </Chooser>
  );
}

function WholeDay({ day }: { day: Day }) {
  const { t } = useI18n();
  const expected = useExpected(day.day);
  return (
    <div className="flex flex-col gap-8">
      <DayFigures day={day} expected={expected} />
      <Part title={t("intraday.staffing")} about={t("intraday.staffingAbout")}>
        <StaffingChart day={day} />
      </Part>
      <Contacts day={day} />
      <DayTable day={day} expected={expected.halves} />
      <Part title={t("intraday.agents")} about={t("intraday.agentsAbout")}>
        <Agents day={day} />
      </Part>
    </div>
  );
}

/** Contacts of all channels, or of one. */
function Contacts({ day }: { day: Day }) {
  const { t, tCode } = useI18n();
  const [wanted, setWanted] = useState("");
  const channel = day.came.find((one) => one.channel === wanted)?.channel;
  const expected = useExpected(day.day, channel);
  return (
    <Part title={t("workforce.contacts")} about={t("intraday.contactsAbout")}>
      {day.came.length > 1 && (
        <Field label={t("workforce.channel")} className="mb-3 max-w-56">
          <Select value={channel ?? ""} onChange={({ target }) => setWanted(target.value)}>
            <option value="">{t("workforce.allChannels")}</option>
            {day.came.map((one) => (
              <option key={one.channel} value={one.channel}>
                {tCode("workforce.channel", one.channel, one.channel)}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <ContactsChart day={day} channel={channel} expected={expected.halves} />
      {!expected.isPending && !expected.halves && (
        <p className="mt-2 text-sm text-muted">{t("intraday.noForecastText")}</p>
      )}
    </Part>
  );
}
