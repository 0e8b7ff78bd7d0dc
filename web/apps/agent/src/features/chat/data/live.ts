/** What events mean for the cached chats. Events are hints; all but the words being typed is read again. */
import type { DeskChatRow, DeskChatView, LiveEvent } from "@rapport/api";
import { queryClient } from "@/shared/query-client";
import { CHATS_KEY, chatQuery, myChatsQuery } from "./queries";
import { setVisitorTyping } from "./typing";
import { VISITOR_COUNT_KEY, VISITORS_KEY } from "../visitors/queries";

/** Changes come in bursts; a ring must not wait for long. */
const SETTLE_MS = 150;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Reads the lists of chats again, once for all that happens together. */
export function refreshChats(): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    for (const list of ["mine", "waiting"]) void queryClient.invalidateQueries({ queryKey: [...CHATS_KEY, list] });
  }, SETTLE_MS);
}

/** On a busy site somebody comes every second. Who looks at the list sees it move; beside other work a number may lag. */
const VISITORS_MS = 2_000;
const COUNT_MS = 10_000;
const due = new Map<string, ReturnType<typeof setTimeout>>();

function later(key: readonly string[], ms: number): void {
  const name = key.join(".");
  if (due.has(name)) return;
  const read = () => {
    due.delete(name);
    void queryClient.invalidateQueries({ queryKey: key });
  };
  due.set(name, setTimeout(read, ms));
}

/** Reads again who visits, once for all that happens together. */
export function refreshVisitors(): void {
  later(VISITORS_KEY, VISITORS_MS);
  later(VISITOR_COUNT_KEY, COUNT_MS);
}

/** An answer of the server about a chat, as it stands now. */
export function putChat(chat: DeskChatView): void {
  queryClient.setQueryData(chatQuery(chat.conversation_id).queryKey, chat);
  refreshChats();
}

function isMine(conversationId: number): boolean {
  const rows = queryClient.getQueryData<DeskChatRow[]>(myChatsQuery.queryKey);
  return rows?.some((row) => row.conversation.id === conversationId) === true;
}

type Receipts = Extract<LiveEvent, { type: "chat_receipts" }>;

/** What was seen stays seen: a late word of an earlier place changes nothing. Pure, so that it can be tested. */
export function withReceipts(chat: DeskChatView, event: Receipts): DeskChatView {
  const furthest = (now: number, then: number | null) => Math.max(now, then ?? 0);
  return {
    ...chat,
    visitor_delivered_seq: furthest(chat.visitor_delivered_seq, event.delivered_seq),
    visitor_seen_seq: furthest(chat.visitor_seen_seq, event.seen_seq),
    agent_seen_seq: furthest(chat.agent_seen_seq, event.agent_seen_seq),
  };
}

/** Takes in what concerns chats; everything here can happen twice without harm. */
export function applyChatEvent(event: LiveEvent): void {
  switch (event.type) {
    case "chat_changed":
      void queryClient.invalidateQueries({ queryKey: chatQuery(event.conversation_id).queryKey });
      refreshChats();
      refreshVisitors();
      break;
    case "chat_receipts":
      queryClient.setQueryData<DeskChatView>(
        chatQuery(event.conversation_id).queryKey,
        (chat) => chat && withReceipts(chat, event),
      );
      break;
    case "visitor_typing":
      setVisitorTyping(event.conversation_id, event.active, event.text);
      break;
    case "visitors_changed":
    case "visitor_invited":
      refreshVisitors();
      break;
    case "entry_appended":
      // Their words are there: they are no longer being typed.
      if (event.kind === "message") setVisitorTyping(event.conversation_id, false, undefined);
      if (isMine(event.conversation_id)) refreshChats();
      break;
    case "conversation_read":
      if (isMine(event.conversation_id)) refreshChats();
      break;
    default:
      break;
  }
}

/** After a lost connection anything may have changed. */
export function resyncChats(): void {
  for (const key of [CHATS_KEY, VISITORS_KEY, VISITOR_COUNT_KEY]) {
    void queryClient.invalidateQueries({ queryKey: key });
  }
}
