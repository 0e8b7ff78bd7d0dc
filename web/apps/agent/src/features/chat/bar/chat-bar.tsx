/** Loaded when a chat is first opened. */
import type { ConversationView, DeskChatView } from "@rapport/api";
import { Badge, Button, cx, DropdownMenu, MenuItem, Skeleton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import {
  ArrowRightLeft,
  CircleCheck,
  ChevronDown,
  DoorOpen,
  Ear,
  LogOut,
  MessageCircleOff,
  Phone,
  PhoneOff,
  UserPlus,
} from "lucide-react";
import { useState } from "react";
import { useI18n, type I18n } from "@/i18n";
import { useNow } from "@/shared/hooks/use-now";
import { useSecondsUntil } from "@/shared/hooks/use-seconds";
import { useLookups } from "@/shared/lookups";
import { problemText } from "@/shared/problems";
import { useCan, useSession } from "@/shared/session";
import { acceptChat, declineChat, endChat, joinChat, leaveChat } from "../data/actions";
import { chatQuery } from "../data/queries";
import { CHAT_STATE, roleIn, stateOf } from "../data/state";
import { Rating } from "../rating";
import { KnownMark } from "../known-mark";
import TransferDialog from "./transfer-dialog";

/** Where the chat stands, and what can be done about it. */
export default function ChatBar({ conversation }: { conversation: ConversationView }) {
  const i18n = useI18n();
  const query = useQuery(chatQuery(conversation.id));
  const chat = query.data;
  return (
    <section
      aria-label={i18n.t("chat.bar")}
      className="@container flex min-h-11 shrink-0 items-center border-b border-line bg-surface px-4 py-1.5 max-md:px-3"
    >
      {chat ? (
        <Standing chat={chat} conversation={conversation} />
      ) : query.isError ? (
        <p className="text-sm text-danger">{problemText(i18n, query.error)}</p>
      ) : (
        <Skeleton className="h-4 w-56" />
      )}
    </section>
  );
}

interface StandingProps {
  chat: DeskChatView;
  conversation: ConversationView;
}

function Standing({ chat, conversation }: StandingProps) {
  const { t } = useI18n();
  const state = stateOf(chat);
  const { icon: Icon, tone } = CHAT_STATE[state];
  return (
    <div className="flex min-w-0 flex-1 items-center gap-x-3 gap-y-1.5 @max-lg:flex-wrap">
      <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1 text-sm" role="status">
        <Badge tone={tone} icon={<Icon aria-hidden />}>
          {t(`chat.state.${state}`)}
        </Badge>
        <About chat={chat} conversation={conversation} />
        {chat.visitor && <KnownMark visitor={chat.visitor} />}
        {chat.topic_label !== "" && <span className="truncate text-muted">{chat.topic_label}</span>}
        {chat.rating != null && <Rating value={chat.rating} comment={chat.rating_comment} />}
      </div>
      <Actions chat={chat} conversation={conversation} />
    </div>
  );
}

/** The one thing that matters in this state: how long, who, since when. */
function About({ chat, conversation }: StandingProps) {
  const i18n = useI18n();
  const { t, short, stamp } = i18n;
  const now = useNow();
  const { agents } = useLookups();
  const { agent: me } = useSession();
  const left = useSecondsUntil(chat.state === "ringing" ? chat.offered_until : undefined);
  const name = (id: number | null | undefined) => (id == null ? undefined : agents.get(id)?.name);
  const parts: string[] = [];
  if (chat.state === "waiting" || chat.state === "ringing") {
    parts.push(t("chat.waitingFor", { time: short(chat.queued_at, now) }));
    if (chat.place) parts.push(placeText(i18n, chat.place));
  }
  if (chat.state === "ringing") {
    const who = chat.offered_to === me.id ? t("chat.you") : (name(chat.offered_to) ?? "…");
    parts.push(t("chat.ringsAt", { name: who, count: left }));
  }
  if (chat.state === "active" && conversation.assignee_id !== me.id) {
    const holder = name(conversation.assignee_id);
    if (holder !== undefined) parts.push(t("chat.with", { name: holder }));
  }
  if (chat.state === "active" && chat.visitor_left_at != null) {
    parts.push(t("chat.leftAt", { time: short(chat.visitor_left_at, now) }));
  }
  if (chat.state === "ended" && chat.ended_at != null) {
    parts.push(t(`chat.endedBy.${endedBy(chat)}`, { time: stamp(chat.ended_at, now) }));
  }
  const others = chat.participants.filter((one) => one.agent_id !== me.id);
  const listening = others.map((one) => (one.visible ? one.name : t("chat.readsAlong", { name: one.name })));
  if (listening.length > 0) parts.push(t("chat.alsoHere", { names: i18n.list(listening) }));
  if (parts.length === 0) return null;
  return <span className="text-muted tabular-nums">{parts.join(" · ")}</span>;
}

function endedBy({ ended_by: by }: DeskChatView): "visitor" | "agent" | "system" {
  return by === "visitor" || by === "agent" ? by : "system";
}

function placeText({ t }: I18n, place: NonNullable<DeskChatView["place"]>): string {
  const where = place.position <= 1 ? t("chat.next") : t("chat.place", { count: place.position });
  if (place.estimated_wait_s == null) return where;
  return `${where}, ${t("chat.about", { count: Math.max(1, Math.round(place.estimated_wait_s / 60)) })}`;
}

function Actions({ chat, conversation }: StandingProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const can = useCan();
  const { agent } = useSession();
  const [busy, setBusy] = useState<string>();
  const [transferring, setTransferring] = useState(false);
  const { id } = conversation;
  const role = roleIn(chat, conversation.assignee_id, agent.id);
  const run = async (what: string, action: () => Promise<unknown>) => {
    setBusy(what);
    await action();
    setBusy(undefined);
  };
  const button = "max-sm:flex-1";
  const open = chat.state !== "ended";
  const replies = can("conversations.reply");
  /** A chat of colleagues that goes on without the reader. */
  const outside = chat.state === "active" && role === "none";
  if (!open) return null;
  return (
    <div className="ml-auto flex shrink-0 flex-wrap items-center gap-1.5 @max-lg:ml-0 @max-lg:basis-full">
      {replies && chat.state === "ringing" && chat.offered_to === agent.id && (
        <Button
          size="sm"
          className={button}
          icon={<PhoneOff size={14} aria-hidden />}
          loading={busy === "decline"}
          onClick={() => void run("decline", () => declineChat(i18n, id))}
        >
          {t("chat.decline")}
        </Button>
      )}
      {replies && (chat.state === "waiting" || chat.state === "ringing") && (
        <Button
          size="sm"
          variant="primary"
          className={button}
          icon={<Phone size={14} aria-hidden />}
          loading={busy === "accept"}
          onClick={() => void run("accept", () => acceptChat(i18n, id))}
        >
          {t("chat.accept")}
        </Button>
      )}
      {outside && can("conversations.note") && (
        <Button
          size="sm"
          className={button}
          icon={<Ear size={14} aria-hidden />}
          loading={busy === "listen"}
          onClick={() => void run("listen", () => joinChat(i18n, id, false))}
        >
          {t("chat.readAlong")}
        </Button>
      )}
      {(role === "joined" || role === "listening") && (
        <Button
          size="sm"
          className={button}
          icon={<LogOut size={14} aria-hidden />}
          loading={busy === "leave"}
          onClick={() => void run("leave", () => leaveChat(i18n, id))}
        >
          {t("chat.leave")}
        </Button>
      )}
      {(outside || role === "listening") && replies && (
        <Button
          size="sm"
          className={button}
          icon={<UserPlus size={14} aria-hidden />}
          loading={busy === "join"}
          onClick={() => void run("join", () => joinChat(i18n, id, true))}
        >
          {t("chat.join")}
        </Button>
      )}
      {replies && (
        <Button
          size="sm"
          className={button}
          icon={<ArrowRightLeft size={14} aria-hidden />}
          onClick={() => setTransferring(true)}
        >
          {t("chat.transfer")}
        </Button>
      )}
      {replies && chat.state === "active" && (
        <DropdownMenu
          align="end"
          trigger={
            <Button
              size="sm"
              className={cx(button, "gap-1")}
              icon={<DoorOpen size={14} aria-hidden />}
              disabled={busy === "end"}
            >
              {t("chat.end")}
              <ChevronDown size={12} aria-hidden className="text-faint" />
            </Button>
          }
        >
          {can("conversations.update") && (
            <MenuItem icon={<CircleCheck />} onSelect={() => void run("end", () => endChat(i18n, id, true))}>
              {t("chat.endSolved")}
            </MenuItem>
          )}
          <MenuItem icon={<MessageCircleOff />} onSelect={() => void run("end", () => endChat(i18n, id, false))}>
            {t("chat.endOpen")}
          </MenuItem>
        </DropdownMenu>
      )}
      {transferring && <TransferDialog conversation={conversation} onClose={() => setTransferring(false)} />}
    </div>
  );
}
