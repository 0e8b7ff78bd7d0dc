import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ChatEntryView } from "../../chat/protocol.ts";
import type { Conversation } from "../../chat/timeline.ts";
import { useClient, useUi, useUiState } from "../context.ts";
import { day, t } from "../i18n.ts";
import { Icon } from "../icons.tsx";
import { invitationOf } from "../ui.ts";
import { Avatar } from "./avatar.tsx";
import { Message } from "./message.tsx";
import { Rating } from "./rating.tsx";
import { rowsOf, type MessageRow, type Row } from "./rows.ts";

/** Nearer to the end than this, new messages are followed, in pixels. */
const NEAR = 120;

/** @param id of the conversation; what is in it may not be known yet */
export function Timeline({ id, conversation }: { id: string | undefined; conversation: Conversation | undefined }) {
  const ui = useUi();
  const outgoing = useClient((state) => state.outgoing);
  const waiting = useMemo(() => outgoing.filter((item) => item.conversation === id), [outgoing, id]);
  const rows = useMemo(() => rowsOf(conversation?.entries ?? [], waiting), [conversation?.entries, waiting]);
  const { box, top, below, toEnd } = useScrolling(conversation, rows);
  // Whoever was answered need not be told that their message arrived.
  const newest = rows.findLast((row) => row.type === "message");
  const answered = useMemo(() => answersIn(conversation?.entries ?? []), [conversation?.entries]);
  const loading = id !== undefined && !conversation?.loaded;
  return (
    <div class="timeline-box">
      <section class="scroll timeline" ref={box} tabIndex={0} role="log" aria-live="off" aria-label={t("chat.log")}>
        <div ref={top} />
        {conversation?.hasEarlier && <p class="event">{t("chat.loading")}</p>}
        {loading && rows.length === 0 ? <Skeleton /> : <Invitation empty={rows.length === 0} />}
        <ol>
          {rows.map((row) => {
            if (row.type === "day") {
              return (
                <li key={row.key} class="day">
                  <span>{day(row.at)}</span>
                </li>
              );
            }
            if (row.type === "event") return <Event key={row.key} entry={row.entry} />;
            return (
              <Message
                key={row.key}
                row={row}
                conversation={id}
                receipt={row === newest && row.own ? receiptOf(row, conversation?.agentSeen ?? 0) : undefined}
                answerable={isOpenQuestion(row, answered, rows, conversation)}
              />
            );
          })}
        </ol>
        {conversation?.typing && (
          <Typing name={conversation.typing.name} agent={conversation.chat?.agent ?? undefined} />
        )}
        {conversation?.chat && <Rating chat={conversation.chat} />}
      </section>
      {below && (
        <button type="button" class="newer" onClick={toEnd}>
          <Icon name="down" size={18} />
          {conversation && conversation.unread > 0 ? t("chat.newer") : <span class="sr">{t("chat.toEnd")}</span>}
        </button>
      )}
      <div class="sr" role="status">
        {ui.store.get().view.name === "chat" && <Announcement />}
      </div>
    </div>
  );
}

function Announcement() {
  return <>{useUiState(({ announced }) => announced)}</>;
}

function receiptOf(row: MessageRow, agentSeen: number): string | undefined {
  if (row.state === "failed") return undefined;
  if (row.seq === undefined) return t("message.sending");
  return row.seq <= agentSeen ? t("message.seen") : t("message.delivered");
}

/** Forms that were answered, and the newest thing that the visitor said. */
function answersIn(entries: readonly ChatEntryView[]) {
  const forms = new Set<string>();
  let last = 0;
  for (const { message, from, seq } of entries) {
    if (message?.content?.kind === "form_answer") forms.add(message.content.form_id);
    if (from === "visitor" && message) last = seq;
  }
  return { forms, last };
}

/** A form stays open until it is answered; a choice only until something else was said. */
function isOpenQuestion(
  { message: { content }, seq = 0 }: MessageRow,
  { forms, last }: ReturnType<typeof answersIn>,
  rows: readonly Row[],
  conversation: Conversation | undefined,
): boolean {
  if (!content || conversation?.chat?.state === "ended") return false;
  if (content.kind === "form") return !forms.has(content.id);
  if (content.kind === "card") return true;
  const saying = rows.some((row) => row.type === "message" && row.own && row.state === "sending");
  return seq > last && !saying;
}

/** Follows the end while it is in sight, keeps the place while earlier entries are put in above. */
function useScrolling(conversation: Conversation | undefined, rows: readonly Row[]) {
  const ui = useUi();
  const box = useRef<HTMLElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const place = useRef({ height: 0, first: "", near: true });
  const [below, setBelow] = useState(false);
  const first = rows.find(({ type }) => type !== "day")?.key ?? "";
  const id = conversation?.id;
  const hasEarlier = conversation?.hasEarlier ?? false;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const { height, first: before, near } = place.current;
    if (before !== "" && before !== first && !near) element.scrollTop += element.scrollHeight - height;
    else if (near) element.scrollTop = element.scrollHeight;
    place.current = { ...place.current, height: element.scrollHeight, first };
  }, [rows, first, conversation?.typing, conversation?.chat?.state]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () => {
      const near = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
      place.current.near = near;
      setBelow(!near);
    };
    // The room changes when the keyboard opens, and when pictures arrive.
    const resized = new ResizeObserver(() => {
      if (place.current.near) element.scrollTop = element.scrollHeight;
    });
    resized.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    element.addEventListener("load", look, true);
    return () => {
      resized.disconnect();
      element.removeEventListener("scroll", look);
      element.removeEventListener("load", look, true);
    };
  }, []);

  useEffect(() => {
    if (!id || !hasEarlier || !top.current) return;
    const seen = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        place.current.near = false;
        void ui.client.loadEarlier(id).catch(() => undefined);
      },
      { root: box.current, rootMargin: "200px" },
    );
    seen.observe(top.current);
    return () => seen.disconnect();
    // Seen anew after each load: the mark may still be in sight.
  }, [ui, id, hasEarlier, first]);

  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight, behavior: "smooth" });
  return { box, top, below, toEnd };
}

/** What invited to this chat, as the first thing that was said; a word of welcome without one. */
function Invitation({ empty }: { empty: boolean }) {
  const found = invitationOf(useUi().store.get());
  if (!empty) return null;
  if (!found) return <p class="hint">{t("chat.hint")}</p>;
  return (
    <div class="message other first last">
      <span class="face">
        <Avatar agent={found.agent} size={28} />
      </span>
      <div class="said">
        <span class="who">{found.agent.name}</span>
        <div class="bubble">{found.text}</div>
      </div>
    </div>
  );
}

function Event({ entry }: { entry: ChatEntryView }) {
  const name = entry.agent?.name ?? "";
  const words = {
    joined: name && t("event.joined", { name }),
    left: name && t("event.left", { name }),
    assigned: name && t("event.assigned", { name }),
    transferred: name ? t("event.transferredTo", { name }) : t("event.transferred"),
    ended: entry.from === "visitor" ? t("event.endedByYou") : t("event.ended"),
    reopened: t("event.reopened"),
    mailed: t("event.mailed"),
  } as Partial<Record<ChatEntryView["kind"], string>>;
  const text = words[entry.kind];
  return text ? <li class="event">{text}</li> : null;
}

function Typing({ name, agent }: { name: string; agent: { name: string; photo_url?: string | null } | undefined }) {
  const who = agent?.name === name || !name ? (agent ?? { name }) : { name };
  return (
    <div class="message other first last typing">
      <span class="face">
        <Avatar agent={who} size={28} />
      </span>
      <div class="said">
        <div class="bubble dots" role="img" aria-label={t("chat.typing", { name: who.name })}>
          <i />
          <i />
          <i />
        </div>
      </div>
    </div>
  );
}

function Skeleton() {
  return (
    <div class="skeleton" aria-hidden="true">
      <i />
      <i />
      <i />
    </div>
  );
}
