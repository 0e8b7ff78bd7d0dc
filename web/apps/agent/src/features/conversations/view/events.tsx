import type { EntryView } from "@rapport/api";
import {
  ArrowRightLeft,
  CalendarClock,
  CalendarX,
  ChevronDown,
  ChevronRight,
  CircleDot,
  CirclePause,
  Flag,
  ListChecks,
  LogIn,
  LogOut,
  Mail,
  MailWarning,
  MailX,
  MessageCircle,
  MessageCircleOff,
  PencilLine,
  Sparkles,
  Star,
  Tag,
  Users,
  Undo2,
  UserRound,
  type LucideIcon,
} from "lucide-react";
import { useState } from "react";
import { useI18n, type I18n, type MessageKey } from "@/i18n";
import { useNow } from "@/shared/hooks/use-now";
import { isPriority, isStatus } from "@/shared/vocabulary";

const LOOK: Record<string, { icon: LucideIcon; alarming?: boolean }> = {
  created: { icon: Sparkles },
  assigned: { icon: UserRound },
  team_changed: { icon: Users },
  status_changed: { icon: CircleDot },
  priority_changed: { icon: Flag },
  tag_added: { icon: Tag },
  tag_removed: { icon: Tag },
  subject_changed: { icon: PencilLine },
  attribute_changed: { icon: ListChecks },
  delivery_failed: { icon: MailX, alarming: true },
  bounced: { icon: MailWarning, alarming: true },
  cancelled: { icon: Undo2 },
  scheduled: { icon: CalendarClock },
  schedule_cancelled: { icon: CalendarX },
  schedule_held: { icon: CirclePause, alarming: true },
  agent_joined: { icon: LogIn },
  agent_left: { icon: LogOut },
  chat_ended: { icon: MessageCircleOff },
  chat_reopened: { icon: MessageCircle },
  chat_mailed: { icon: Mail },
  chat_rated: { icon: Star },
};

/** Runs longer than this are folded: what changed matters less than what was said. */
const FOLD_FROM = 3;

/** What happened, in one sentence. */
function eventText(i18n: I18n, entry: EntryView): string {
  const actor = entry.actor.kind === "system" ? i18n.t("event.system") : entry.actor.name;
  const word = (value: string | null | undefined): string => {
    if (!value) return "";
    if (entry.kind === "status_changed" && isStatus(value)) return i18n.t(`status.${value}`);
    if (entry.kind === "priority_changed" && isPriority(value)) return i18n.t(`priority.${value}`);
    if (entry.kind.startsWith("schedule") && value === entry.to) return i18n.exact(value);
    return value;
  };
  const from = word(entry.from);
  const to = word(entry.to);
  // A tag that came or went stands on whichever side the server names it.
  const params = { actor, from: from || to, to: to || from };
  const key = keyFor(entry);
  return key ? i18n.t(key, params) : i18n.t("event.other", params);
}

function keyFor(entry: EntryView): MessageKey | undefined {
  switch (entry.kind) {
    case "assigned":
      if (!entry.to) return "event.unassigned";
      return entry.actor.name === entry.to ? "event.took" : "event.assigned";
    case "team_changed":
      return entry.to ? "event.team" : "event.teamRemoved";
    case "created":
      return "event.created";
    case "status_changed":
      return "event.status";
    case "priority_changed":
      return "event.priority";
    case "tag_added":
      return "event.tagAdded";
    case "tag_removed":
      return "event.tagRemoved";
    case "attribute_changed":
      if (!entry.to) return "event.attributeCleared";
      return entry.from ? "event.attributeChanged" : "event.attributeSet";
    case "subject_changed":
      return "event.subject";
    case "delivery_failed":
      return "event.deliveryFailed";
    case "bounced":
      return "event.bounced";
    case "cancelled":
      return "event.cancelled";
    case "agent_joined":
      return "event.agentJoined";
    case "agent_left":
      return "event.agentLeft";
    case "chat_ended":
      return entry.actor.kind === "system" ? "event.chatEndedItself" : "event.chatEnded";
    case "chat_reopened":
      return "event.chatReopened";
    case "chat_mailed":
      return "event.chatMailed";
    case "chat_rated":
      return "event.chatRated";
    case "scheduled":
      return "event.scheduled";
    case "schedule_cancelled":
      return "event.scheduleCancelled";
    case "schedule_held":
      return entry.from === "colleague_answered"
        ? "event.heldForAnswer"
        : entry.from === "customer_wrote"
          ? "event.heldForCustomer"
          : "event.held";
    default:
      return undefined;
  }
}

/** A run of events between two messages. */
export function Events({ entries }: { entries: EntryView[] }) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  // What needs somebody is never folded away.
  const foldable = entries.length >= FOLD_FROM && !entries.some((entry) => LOOK[entry.kind]?.alarming);
  const shown = foldable && !open ? entries.slice(-1) : entries;
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <div className="flex flex-col gap-1 md:pl-11">
      {foldable && (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="-ml-1 inline-flex h-6 items-center gap-1 self-start rounded-sm px-1 text-xs text-faint hover:bg-hover hover:text-text"
        >
          <Chevron size={13} aria-hidden />
          {open ? t("event.fold") : t("event.unfold", { count: entries.length - 1 })}
        </button>
      )}
      <ul className="flex flex-col gap-1">
        {shown.map((entry) => (
          <EventRow key={entry.seq} entry={entry} />
        ))}
      </ul>
    </div>
  );
}

function EventRow({ entry }: { entry: EntryView }) {
  const i18n = useI18n();
  const now = useNow();
  const look = LOOK[entry.kind] ?? { icon: ArrowRightLeft };
  const Icon = look.icon;
  return (
    <li
      className={
        look.alarming ? "flex items-start gap-2 text-xs text-danger" : "flex items-start gap-2 text-xs text-muted"
      }
    >
      <Icon size={13} aria-hidden className="mt-0.5 shrink-0" />
      <span className="min-w-0 break-words">
        {eventText(i18n, entry)}
        <time
          dateTime={entry.at}
          title={i18n.exact(entry.at)}
          className="ml-2 whitespace-nowrap text-faint tabular-nums"
        >
          {i18n.stamp(entry.at, now)}
        </time>
      </span>
    </li>
  );
}
