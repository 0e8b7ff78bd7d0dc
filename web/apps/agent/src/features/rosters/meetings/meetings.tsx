import { Badge, Button, IconButton } from "@rapport/ui";
import { CalendarPlus, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { todayIn } from "../day/reading";
import { useWords } from "../use-words";
import { dayOf, daysOf, timesOf, type Meeting, type RosterWeek } from "../week";
import { MeetingDialog } from "./meeting-dialog";
import { MeetingIcon } from "./meeting-icon";
import { isForAll, withoutShift } from "./reading";
import { useNames } from "./use-names";
import { useRemoveMeeting } from "./use-remove-meeting";

/** So many are named before the rest are folded away. */
const MOST_NAMES = 5;

/** What is planned in a week beside customers, for those who make rosters. */
export function Meetings({ week }: { week: RosterWeek }) {
  const { t } = useI18n();
  const [open, setOpen] = useState<{ meeting?: Meeting; day: string }>();
  const remove = useRemoveMeeting();
  const add = () => {
    const today = todayIn(week.time_zone, Date.now());
    setOpen({ day: daysOf(week.week).includes(today) ? today : week.week });
  };
  return (
    <section aria-labelledby="roster-meetings" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h2 id="roster-meetings" className="font-semibold">
            {t("rosters.meetings")}
          </h2>
          <p className="max-w-prose text-sm text-muted">{t("rosters.meetingsAbout")}</p>
        </div>
        <Button icon={<CalendarPlus size={15} aria-hidden />} onClick={add}>
          {t("rosters.planMeeting")}
        </Button>
      </div>
      {week.meetings.length === 0 ? (
        <p className="text-sm text-faint">{t("rosters.meetingsNone")}</p>
      ) : (
        <ul className="divide-y divide-line rounded border border-line">
          {week.meetings.map((meeting) => (
            <MeetingRow
              key={meeting.id}
              meeting={meeting}
              week={week}
              busy={remove.isPending && remove.variables.id === meeting.id}
              onEdit={() => setOpen({ meeting, day: dayOf(meeting) })}
              onRemove={() => remove.mutate(meeting)}
            />
          ))}
        </ul>
      )}
      {open && <MeetingDialog meeting={open.meeting} day={open.day} onClose={() => setOpen(undefined)} />}
    </section>
  );
}

interface MeetingRowProps {
  meeting: Meeting;
  week: RosterWeek;
  /** Whether it is being taken off. */
  busy: boolean;
  onEdit: () => void;
  onRemove: () => void;
}

/** When, what and who; on a phone the second and third stand under the first. */
function MeetingRow({ meeting, week, busy, onEdit, onRemove }: MeetingRowProps) {
  const { t, tCode } = useI18n();
  const someOf = useSomeOf();
  const words = useWords();
  const nameOf = useNames(week.people);
  const day = words.day(dayOf(meeting));
  const named = { title: meeting.title, when: `${day} ${timesOf(meeting)}` };
  const byName = (agents: readonly number[]) => agents.map(nameOf).sort((a, b) => a.localeCompare(b));
  const lacking = byName(withoutShift(week, meeting));
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-0.5 py-1.5 pr-2 pl-4 text-sm md:grid-cols-[14rem_minmax(0,1fr)_auto]">
      <p className="flex min-h-7 items-center gap-x-2 whitespace-nowrap tabular-nums pointer-coarse:min-h-9">
        <span className="w-28">{day}</span> {timesOf(meeting)}
      </p>
      <div className="min-w-0 max-md:order-last max-md:col-span-2 max-md:pb-1">
        <p className="flex min-h-7 flex-wrap items-center gap-x-2 gap-y-0.5">
          <span className="min-w-0 font-medium break-words">{meeting.title}</span>
          <Badge tone="info" icon={<MeetingIcon of={[meeting]} />}>
            {tCode("rosters.meetingKind", meeting.kind, meeting.kind)}
          </Badge>
        </p>
        <p className="break-words text-muted">
          {isForAll(week, meeting) ? t("rosters.meetingEverybody") : <Names names={byName(meeting.agents)} />}
        </p>
        {lacking.length > 0 && (
          <p className="break-words text-warning">{t("rosters.meetingWithoutShift", { names: someOf(lacking) })}</p>
        )}
      </div>
      <div className="flex">
        <IconButton label={t("rosters.meetingEdit", named)} size="sm" onClick={onEdit}>
          <Pencil size={14} aria-hidden />
        </IconButton>
        <IconButton label={t("rosters.meetingRemove", named)} size="sm" disabled={busy} onClick={onRemove}>
          <Trash2 size={14} aria-hidden />
        </IconButton>
      </div>
    </li>
  );
}

/** One more is as long as its name. */
const isMany = (names: readonly string[]) => names.length > MOST_NAMES + 1;

/** Names in a sentence; of many the first, and how many more there are. */
function useSomeOf() {
  const { t, list } = useI18n();
  return (names: string[]) =>
    list(
      isMany(names)
        ? [...names.slice(0, MOST_NAMES), t("intraday.andMore", { count: names.length - MOST_NAMES })]
        : names,
    );
}

/** Who takes part; of many the first, until all are asked for. */
function Names({ names }: { names: string[] }) {
  const { t, list } = useI18n();
  const someOf = useSomeOf();
  const [all, setAll] = useState(false);
  if (!isMany(names)) return list(names);
  return (
    <>
      {all ? list(names) : someOf(names)}{" "}
      <button
        type="button"
        aria-expanded={all}
        onClick={() => setAll(!all)}
        className="min-h-6 text-accent underline underline-offset-2"
      >
        {t(all ? "rosters.meetingFewer" : "rosters.meetingShowAll")}
      </button>
    </>
  );
}
