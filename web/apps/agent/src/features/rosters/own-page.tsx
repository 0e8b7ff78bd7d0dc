import { useQuery } from "@tanstack/react-query";
import { CalendarCheck, CalendarPlus } from "lucide-react";
import { Badge, EmptyState, type Tone } from "@rapport/ui";
import type { ReactNode } from "react";
import { WorkforceTabs } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { buttonLink } from "@/shared/components/button-link";
import { LoadState, Page } from "@/shared/components/page";
import { useSession } from "@/shared/session";
import { LeaveForm, WithdrawLeave } from "./leave-form";
import { OwnDay } from "./day/own-day";
import { MeetingIcon } from "./meetings/meeting-icon";
import { comingOf } from "./meetings/reading";
import { OfferShift, TakeShift, WithdrawSwap } from "./own-swaps";
import { ownDayQuery, ownQuery } from "./queries";
import { useWords } from "./use-words";
import { dayOf, timesOf, type Leave, type Meeting, type Planned, type Shift, type Swap } from "./week";

const LEAVE_TONES: Partial<Record<string, Tone>> = { asked: "info", granted: "success", refused: "danger" };
const SWAP_TONES: Partial<Record<string, Tone>> = { ...LEAVE_TONES, accepted: "info", approved: "success" };

/** An agent's own shifts, what colleagues offer, and leave. */
export default function OwnPage() {
  const { t } = useI18n();
  const query = useQuery(ownQuery);
  const day = useQuery(ownDayQuery);
  // The day stands above the rest and must not push it down; the rest stands without it where it cannot be read.
  const own = day.isPending ? undefined : query.data;
  return (
    <Page title={t("rosters.own")} about={t("rosters.ownAbout")} back={<WorkforceTabs />} actions={<CalendarLink />}>
      <LoadState query={query.isSuccess && day.isPending ? day : query} />
      {own && (
        <div className="flex flex-col gap-8">
          {day.data && <OwnDay own={day.data} />}
          <Part title={t("rosters.coming")}>
            {own.shifts.length + own.meetings.length === 0 ? (
              <EmptyState icon={<CalendarCheck aria-hidden />} title={t("rosters.noShifts")}>
                {t("rosters.noShiftsText")}
              </EmptyState>
            ) : (
              <Rows>
                {comingOf(own.shifts, own.meetings).map(({ shift, meetings }) =>
                  shift ? (
                    <ShiftRow key={shift.id} shift={shift} meetings={meetings} swaps={own.swaps} />
                  ) : (
                    meetings.map((meeting) => <MeetingRow key={`meeting.${String(meeting.id)}`} meeting={meeting} />)
                  ),
                )}
              </Rows>
            )}
          </Part>
          {own.offers.length > 0 && (
            <Part title={t("rosters.offers")}>
              <Rows>
                {own.offers.map((swap) => (
                  <Row
                    key={swap.id}
                    when={<When {...swap} />}
                    about={t("rosters.offeredBy", { name: swap.owner_name })}
                  >
                    <TakeShift swap={swap} />
                  </Row>
                ))}
              </Rows>
            </Part>
          )}
          <Taken swaps={own.swaps} />
          <Part title={t("rosters.leave")}>
            {own.leave.length > 0 && (
              <Rows>
                {own.leave.map((leave) => (
                  <LeaveRow key={leave.id} leave={leave} />
                ))}
              </Rows>
            )}
            <LeaveForm />
          </Part>
        </div>
      )}
    </Page>
  );
}

/** The shifts as a file for calendars, in the reader's language. */
function CalendarLink() {
  const { t } = useI18n();
  const words = new URLSearchParams({
    calendar: t("workforce.rosterShifts"),
    shift: t("workforce.rosterShift"),
    pause: t("workforce.rosterBreak"),
  });
  return (
    <a
      href={`/api/v1/workforce/own-shifts/calendar?${words.toString()}`}
      download="shifts.ics"
      className={buttonLink()}
    >
      <CalendarPlus size={15} aria-hidden />
      {t("rosters.calendar")}
    </a>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-2 font-semibold">{title}</h2>
      <div className="flex flex-col gap-4">{children}</div>
    </section>
  );
}

function Rows({ children }: { children: ReactNode }) {
  return <ul className="divide-y divide-line rounded border border-line">{children}</ul>;
}

interface RowProps {
  when: ReactNode;
  about?: ReactNode;
  children?: ReactNode;
}

function Row({ when, about, children }: RowProps) {
  return (
    <li className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-2">
      <div className="min-w-48 flex-1">
        <div>{when}</div>
        {Boolean(about) && <div className="text-sm break-words text-muted">{about}</div>}
      </div>
      {children}
    </li>
  );
}

/** "Monday, 9 March 08:00–16:30". */
function When(planned: Planned) {
  const words = useWords();
  return (
    <>
      <span className="font-medium">{words.longDay(dayOf(planned))}</span>{" "}
      <span className="whitespace-nowrap tabular-nums">{timesOf(planned)}</span>
    </>
  );
}

interface ShiftRowProps {
  shift: Shift;
  /** Those of its day. */
  meetings: Meeting[];
  swaps: Swap[];
}

function ShiftRow({ shift, meetings, swaps }: ShiftRowProps) {
  const { t, tCode } = useI18n();
  const swap = swaps.find(
    ({ shift_id, state }) => shift_id === shift.id && (state === "asked" || state === "accepted"),
  );
  const about = (shift.pause_minutes > 0 || meetings.length > 0) && (
    <>
      {shift.pause_minutes > 0 && <p>{t("rosters.pauseOf", { minutes: shift.pause_minutes })}</p>}
      {meetings.map((meeting) => (
        <MeetingLine key={meeting.id} meeting={meeting}>
          <span className="tabular-nums">{timesOf(meeting)}</span>
        </MeetingLine>
      ))}
    </>
  );
  return (
    <Row when={<When {...shift} />} about={about}>
      {swap ? (
        <>
          <Badge tone="info">
            {swap.taker_name
              ? t("rosters.takenBy", { name: swap.taker_name })
              : tCode("rosters.swap", swap.state, swap.state)}
          </Badge>
          <WithdrawSwap swap={swap} />
        </>
      ) : (
        <OfferShift shift={shift} />
      )}
    </Row>
  );
}

/** A meeting on a day without a shift. */
function MeetingRow({ meeting }: { meeting: Meeting }) {
  return <Row when={<When {...meeting} />} about={<MeetingLine meeting={meeting} />} />;
}

/** What a meeting is and what it is called, with its time where that stands nowhere else. */
function MeetingLine({ meeting, children }: { meeting: Meeting; children?: ReactNode }) {
  const { tCode } = useI18n();
  return (
    <p className="flex items-start gap-1.5">
      <MeetingIcon of={[meeting]} className="mt-1 shrink-0" />
      <span className="min-w-0 break-words">
        <span className="sr-only">{tCode("rosters.meetingKind", meeting.kind, meeting.kind)}</span>{" "}
        {children && <>{children} </>}
        {meeting.title}
      </span>
    </p>
  );
}

/** Shifts of colleagues that the reader would take, until they are the reader's own. */
function Taken({ swaps }: { swaps: Swap[] }) {
  const { t, tCode } = useI18n();
  const me = useSession().agent.id;
  const taken = swaps.filter(({ taker_id, state }) => taker_id === me && (state === "accepted" || state === "refused"));
  if (taken.length === 0) return null;
  return (
    <Part title={t("rosters.taken")}>
      <Rows>
        {taken.map((swap) => (
          <Row key={swap.id} when={<When {...swap} />} about={t("rosters.offeredBy", { name: swap.owner_name })}>
            <Badge tone={SWAP_TONES[swap.state] ?? "neutral"}>{tCode("rosters.swap", swap.state, swap.state)}</Badge>
          </Row>
        ))}
      </Rows>
    </Part>
  );
}

function LeaveRow({ leave }: { leave: Leave }) {
  const { tCode } = useI18n();
  const words = useWords();
  const days = leave.from === leave.to ? words.longDay(leave.from) : words.week(leave.from, leave.to);
  return (
    <Row when={<span className="font-medium">{days}</span>} about={leave.reason}>
      <Badge tone={LEAVE_TONES[leave.state] ?? "neutral"}>{tCode("rosters.leave", leave.state, leave.state)}</Badge>
      {(leave.state === "asked" || leave.state === "granted") && <WithdrawLeave leave={leave} />}
    </Row>
  );
}
