import { api, reportUnauthorised, type ServerMessage, type Topic } from "@rapport/api";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, type ReactNode } from "react";
import { applyConversationEvent, fillGap, refreshSavedViews, resyncConversations } from "@/features/conversations";
import { applyChatEvent, resyncChats, useMyChatIds } from "@/features/chat";
import { receiveCall, refreshNotifications, watchAttention } from "@/features/notifications";
import { readSpecialDaysAgain } from "@/features/workforce";
import { LiveContext } from "@/shared/live";
import { applyPresence, setConnection } from "@/shared/live/presence";
import { LiveSocket } from "@/shared/live/socket";
import { inboxesQuery } from "@/shared/lookups";
import { queryClient } from "@/shared/query-client";
import { sessionQuery, useSession } from "@/shared/session";

/** Which cached lists belong to which area of the settings. */
const AREA_KEYS: Record<string, string[][]> = {
  // Who takes a break is seen on the day of the team, and in their own other windows.
  agents: [["agents"], ["capacity"], ["rosters", "day"]],
  roles: [["roles"]],
  teams: [["teams"]],
  tags: [["tags"]],
  inboxes: [["inboxes"]],
  organisation: [["organisation"]],
  brands: [["brands"]],
  invitations: [["invitations"]],
  first_steps: [["first_steps"]],
  saved_replies: [["saved_replies"]],
  views: [["views"]],
  attributes: [["attributes"]],
  contacts: [["contacts"]],
  chat_blocks: [["chat_blocks"]],
  rosters: [["rosters"]],
  budgets: [["budgets"]],
};

function readAreaAgain(area: string): void {
  for (const queryKey of AREA_KEYS[area] ?? [[area]]) void queryClient.invalidateQueries({ queryKey });
  // Those who make rosters name the special days as well.
  if (area === "rosters") void readSpecialDaysAgain();
}

function applyMessage(message: ServerMessage): void {
  applyPresence(message);
  if (message.type === "gap") void fillGap(message.conversation_id, message.to_seq);
  else if (message.type === "revoked") void queryClient.invalidateQueries({ queryKey: ["conversations"] });
  else if (message.type === "event") {
    const { event } = message;
    if (event.type === "settings_changed" && event.area === "views") refreshSavedViews();
    else if (event.type === "settings_changed") readAreaAgain(event.area);
    else if (event.type === "inbox_health") void queryClient.invalidateQueries({ queryKey: ["inboxes"] });
    else if (event.type === "notification") {
      refreshNotifications();
      if (event.call) receiveCall({ ...event.call, conversationId: event.conversation_id });
    } else {
      applyChatEvent(event);
      applyConversationEvent(event);
    }
  }
}

/** A refused socket does not say why; the session route does. A session that ended leads to the sign-in and back. */
async function checkSession(): Promise<void> {
  const answer = await api.GET("/api/v1/session").catch(() => undefined);
  if (answer?.response.status === 401) reportUnauthorised();
  else if (answer?.data) queryClient.setQueryData(sessionQuery.queryKey, answer.data);
}

function readListsAgain(): void {
  refreshNotifications();
  for (const what of ["list", "counts"]) void queryClient.invalidateQueries({ queryKey: ["conversations", what] });
}

function resync(): void {
  resyncConversations();
  resyncChats();
  refreshNotifications();
  for (const area of Object.keys(AREA_KEYS)) readAreaAgain(area);
}

/** Holds the one WebSocket of the workspace and feeds what it says into the query cache. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const { agent } = useSession();
  const inboxes = useQuery(inboxesQuery).data;
  const chats = useMyChatIds();
  const socket = useMemo(() => {
    const url = new URL("/api/v1/live", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    return new LiveSocket(url.href, {
      onMessage: applyMessage,
      onState: setConnection,
      onResync: resync,
      onListening: readListsAgain,
      onRefused: () => void checkSession(),
    });
  }, []);
  useEffect(() => {
    socket.start();
    return () => socket.stop();
  }, [socket]);
  useEffect(() => watchAttention((attentive) => socket.setAttentive(attentive)), [socket]);
  useEffect(() => {
    const topics: Topic[] = ["organisation", `agent:${agent.id}`];
    for (const inbox of inboxes ?? []) topics.push(`inbox:${inbox.id}`);
    // Who types in them is seen wherever one looks.
    for (const id of chats) topics.push(`conversation:${id}`);
    socket.setTopics(topics);
  }, [socket, agent.id, inboxes, chats]);
  return <LiveContext value={socket}>{children}</LiveContext>;
}
