import { CircleAlert, CircleCheck, Info, TriangleAlert, type LucideIcon } from "lucide-react";
import { cx } from "@rapport/ui";
import { Headlines, useFigures, type Headline } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { useWords } from "../use-words";
import {
  BUSY,
  contactsOf,
  expectedBy,
  halfHourAt,
  isRecorded,
  isThere,
  meanOccupancy,
  phaseOf,
  signsOf,
  sum,
  type Day,
  type Sign,
} from "./reading";
import type { Expected } from "./use-expected";

const NOT_KNOWN = "–";
/** Names that are read at a glance. */
const MOST_NAMES = 4;

interface FiguresProps {
  day: Day;
  expected: Expected;
}

/** A day in four numbers, and what to look at first. */
export function DayFigures({ day, expected }: FiguresProps) {
  const staffing = useStaffing(day);
  const contacts = useContacts(day, expected);
  const { t } = useI18n();
  const figures = useFigures();
  const occupancy = meanOccupancy(day);
  const share = (value: number | null | undefined) => (value == null ? NOT_KNOWN : figures.share(value));
  const numbers = [
    staffing,
    contacts,
    { label: t("intraday.occupancy"), value: share(occupancy), about: t("intraday.occupancyAbout") },
    { label: t("intraday.adherence"), value: share(day.adherence), about: t("intraday.adherenceAbout") },
  ];
  return (
    <div className="flex flex-col gap-4">
      <Signs day={day} expected={expected} />
      <Headlines numbers={numbers} />
    </div>
  );
}

/** Who is there beside who is needed: now, or over a day that is over or to come. */
function useStaffing(day: Day): Headline {
  const { t } = useI18n();
  const figures = useFigures();
  const words = useWords();
  const phase = phaseOf(day);
  const hours = (halves: readonly number[]) => words.hours(sum(halves) / 2);
  const about = (needed: string) =>
    day.required.length === 0 ? t("intraday.neededUnknown") : t("intraday.ofNeeded", { needed });
  if (phase === "now") {
    return {
      label: t("intraday.thereNow"),
      value: figures.whole(day.agents.filter(({ state }) => isThere(state)).length),
      about: about(figures.whole(day.required[halfHourAt(day.until)] ?? 0)),
    };
  }
  return {
    label: t(phase === "past" ? "intraday.hoursThere" : "intraday.hoursRostered"),
    value: hours(phase === "past" ? day.present : day.rostered),
    about: about(hours(day.required)),
  };
}

/** What came beside what should have come. */
function useContacts(day: Day, { halves, isPending }: Expected): Headline {
  const { t } = useI18n();
  const figures = useFigures();
  const phase = phaseOf(day);
  const about = () => {
    // The line keeps its height while the forecast is on its way.
    if (isPending) return "\u00a0";
    if (!halves) return t("intraday.noForecast");
    const expected = figures.whole(expectedBy(day, halves));
    return t(phase === "now" ? "intraday.expectedByNow" : "intraday.expectedThatDay", { expected });
  };
  return {
    label: t(phase === "now" ? "intraday.contactsSoFar" : "workforce.contacts"),
    value: phase === "coming" ? NOT_KNOWN : figures.whole(sum(contactsOf(day))),
    about: about(),
  };
}

const LOOKS: Record<Sign["kind"], { icon: LucideIcon; color: string }> = {
  short: { icon: CircleAlert, color: "text-danger" },
  missing: { icon: CircleAlert, color: "text-danger" },
  absent: { icon: CircleAlert, color: "text-danger" },
  lacked: { icon: TriangleAlert, color: "text-warning" },
  more: { icon: TriangleAlert, color: "text-warning" },
  busy: { icon: TriangleAlert, color: "text-warning" },
  gap: { icon: TriangleAlert, color: "text-warning" },
  fewer: { icon: Info, color: "text-info" },
};

/** What is wrong, in words; that nothing is, where that can be said. */
function Signs({ day, expected }: FiguresProps) {
  const { t } = useI18n();
  const say = useSignWords();
  const signs = signsOf(day, expected.halves);
  if (phaseOf(day) === "past" && !isRecorded(day)) {
    return <SignLine icon={Info} color="text-info" text={t("intraday.nothingRecorded")} />;
  }
  if (signs.length === 0) {
    if (day.required.length === 0) return null;
    return <SignLine icon={CircleCheck} color="text-success" text={t("intraday.well")} />;
  }
  return (
    <ul aria-label={t("intraday.signs")} className="flex flex-col gap-1.5">
      {signs.map((sign, index) => (
        <li key={sign.kind} className={cx(index === 0 && "font-medium")}>
          <SignLine {...LOOKS[sign.kind]} text={say(sign)} />
        </li>
      ))}
    </ul>
  );
}

function SignLine({ icon: Icon, color, text }: { icon: LucideIcon; color: string; text: string }) {
  return (
    <p className="flex items-start gap-2">
      <Icon size={16} aria-hidden className={cx("mt-0.5 shrink-0", color)} />
      <span className="min-w-0 break-words">{text}</span>
    </p>
  );
}

function useSignWords(): (sign: Sign) => string {
  const { t, list } = useI18n();
  const figures = useFigures();
  const words = useWords();
  const some = (names: readonly string[]) => {
    const more = names.length - MOST_NAMES;
    return list(more > 1 ? [...names.slice(0, MOST_NAMES), t("intraday.andMore", { count: more })] : [...names]);
  };
  return (sign) => {
    switch (sign.kind) {
      case "short":
        return t("intraday.sign.short", { agents: sign.agents });
      case "missing":
      case "absent":
        return t(`intraday.sign.${sign.kind}`, { names: some(sign.names) });
      case "more":
      case "fewer":
        return t(`intraday.sign.${sign.kind}`, { share: figures.share(sign.share) });
      case "busy":
        return t("intraday.sign.busy", { share: figures.share(sign.share), limit: figures.share(BUSY) });
      case "gap":
        return t("intraday.sign.gap", {
          agents: sign.agents,
          from: figures.clock(sign.from),
          until: figures.clock(sign.until),
        });
      case "lacked":
        return t("intraday.sign.lacked", { hours: words.hours(sign.hours) });
    }
  };
}
