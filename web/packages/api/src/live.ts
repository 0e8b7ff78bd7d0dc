/**
 * The messages of the WebSocket at `/api/v1/live`. They are no part of the OpenAPI document; the server's crate
 * `realtime` (`protocol.rs`, `event.rs`) is their definition. What is unknown here must be ignored.
 */

export type Topic = `conversation:${number}` | `inbox:${number}` | `agent:${number}` | "organisation";

export interface ConversationPosition {
  id: number;
  /** The last entry that is on screen; 0 when there is none. */
  last_seq: number;
}

/** What the browser says. */
export type ClientMessage =
  | { type: "subscribe"; topics: Topic[]; conversation?: ConversationPosition }
  | { type: "unsubscribe"; topics: Topic[] }
  | { type: "viewing"; conversation_id: number | null }
  | { type: "typing"; conversation_id: number; active: boolean }
  | { type: "ping" };

export interface AgentBrief {
  agent_id: number;
  agent_name: string;
}

export interface Viewer extends AgentBrief {
  typing: boolean;
}

/** A hint that something changed. It never carries the content: that is read from the API, where access is judged. */
export type LiveEvent =
  | {
      type: "conversation_changed";
      conversation_id: number;
      inbox_id: number;
      last_seq: number;
      assignee_id: number | null;
      team_id: number | null;
      status: string;
    }
  | { type: "conversation_left"; conversation_id: number; inbox_id: number }
  | { type: "entry_appended"; conversation_id: number; inbox_id: number; seq: number; kind: string }
  | { type: "presence"; online: AgentBrief[]; offline: number[] }
  | { type: "typing"; conversation_id: number; agent_id: number; agent_name: string; active: boolean }
  | { type: "inbox_health"; inbox_id: number }
  | { type: "settings_changed"; area: string }
  | { type: "draft_changed"; conversation_id: number; inbox_id: number; kind: string; version: number | null }
  | { type: "conversation_read"; conversation_id: number; inbox_id: number; agent_id: number }
  | { type: "counts_stale"; inbox_id: number | null }
  | { type: "outbox_changed"; conversation_id: number; message_id: number; state: string }
  | {
      type: "notification";
      agent_id: number;
      reason: string;
      conversation_id: number | null;
      inbox_id: number | null;
      actor_name: string | null;
    };

/** What the server says. */
export type ServerMessage =
  | { type: "welcome"; connection_id: number; node: string; protocol: number }
  | { type: "subscribed"; topic: Topic; last_seq?: number }
  | { type: "revoked"; topic: Topic }
  | { type: "event"; topic: Topic; event: LiveEvent }
  | { type: "resync"; reason: string; spread_ms: number }
  | { type: "presence"; conversation_id: number; viewers: Viewer[] }
  | { type: "online"; agents: AgentBrief[] }
  | { type: "gap"; conversation_id: number; from_seq: number; to_seq: number }
  | { type: "error"; code: string; detail: string; topic?: string }
  | { type: "pong" };
