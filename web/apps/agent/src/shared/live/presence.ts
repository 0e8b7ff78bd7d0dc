import type { AgentBrief, LiveEvent, ServerMessage, Viewer } from "@rapport/api";
import { useSyncExternalStore } from "react";
import type { ConnectionState } from "./socket";

/** What is true only at this moment and stored nowhere: who looks, who writes, who is there, whether we are connected. */
interface Presence {
  connection: ConnectionState;
  viewers: ReadonlyMap<number, Viewer[]>;
  online: ReadonlyMap<number, string>;
}

const NOBODY: Viewer[] = [];

let presence: Presence = { connection: "connecting", viewers: new Map(), online: new Map() };
const listeners = new Set<() => void>();

function update(change: Partial<Presence>): void {
  presence = { ...presence, ...change };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function setConnection(connection: ConnectionState): void {
  if (presence.connection === connection) return;
  // Without a connection nobody can say who is there; an old list would be a lie.
  update(connection === "offline" ? { connection, viewers: new Map(), online: new Map() } : { connection });
}

/** Takes in what a message says about people; all other messages pass by. */
export function applyPresence(message: ServerMessage): void {
  if (message.type === "presence") setViewers(message.conversation_id, message.viewers);
  else if (message.type === "online") update({ online: byId(message.agents) });
  else if (message.type === "event") applyEvent(message.event);
}

function applyEvent(event: LiveEvent): void {
  if (event.type === "presence") {
    const online = new Map([...presence.online, ...byId(event.online)]);
    for (const id of event.offline) online.delete(id);
    update({ online });
  } else if (event.type === "typing") {
    const others = (presence.viewers.get(event.conversation_id) ?? NOBODY).filter(
      (viewer) => viewer.agent_id !== event.agent_id,
    );
    const viewer = { agent_id: event.agent_id, agent_name: event.agent_name, typing: event.active };
    setViewers(event.conversation_id, [...others, viewer]);
  }
}

function byId(agents: AgentBrief[]): Map<number, string> {
  return new Map(agents.map((agent) => [agent.agent_id, agent.agent_name]));
}

function setViewers(conversationId: number, viewers: Viewer[]): void {
  update({ viewers: new Map(presence.viewers).set(conversationId, viewers) });
}

/** For what is no component. */
export function connectionNow(): ConnectionState {
  return presence.connection;
}

export function useConnection(): ConnectionState {
  return useSyncExternalStore(subscribe, () => presence.connection);
}

/** Who has a conversation on screen, oneself included. */
export function useViewers(conversationId: number): Viewer[] {
  return useSyncExternalStore(subscribe, () => presence.viewers.get(conversationId) ?? NOBODY);
}

/** Who is there, by id with their names. */
export function useOnlineAgents(): ReadonlyMap<number, string> {
  return useSyncExternalStore(subscribe, () => presence.online);
}
