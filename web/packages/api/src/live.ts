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
  | { type: "attentive"; active: boolean }
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
  // `seq` says up to which entry they have seen it; servers before that event knew it leave it out.
  | { type: "conversation_read"; conversation_id: number; inbox_id: number; agent_id: number; seq?: number | null }
  | { type: "counts_stale"; inbox_id: number | null }
  | { type: "outbox_changed"; conversation_id: number; message_id: number; state: string }
  | { type: "chat_changed"; conversation_id: number; inbox_id: number; state: string; assignee_id: number | null }
  | {
      type: "chat_receipts";
      conversation_id: number;
      inbox_id: number;
      /** What did not move is null. */
      delivered_seq: number | null;
      seen_seq: number | null;
      agent_seen_seq: number | null;
    }
  /** The one event with a customer's words: what is being typed is stored nowhere. Only where the site tells visitors so. */
  | { type: "visitor_typing"; conversation_id: number; inbox_id: number; active: boolean; text?: string | null }
  | { type: "visitors_changed"; inbox_id: number }
  | { type: "visitor_invited"; visitor_id: number; conversation_id: number; inbox_id: number }
  | { type: "site_changed"; inbox_id: number }
  | {
      type: "notification";
      agent_id: number;
      reason: string;
      conversation_id: number | null;
      inbox_id: number | null;
      /** The colleague who caused it; no customer is named in a hint. */
      actor_name: string | null;
      /** How to tell of it; none when notifications were read. */
      call?: NotificationCall;
    };

/** How the agent is told of something, as chosen and as the hour allows. */
export interface NotificationCall {
  /** The same for all windows: of those that hear it, one shows and one sounds. */
  key: string;
  /** The notification to show in a window. */
  show?: number;
  sound: boolean;
  /** A push goes to the browsers that take them. */
  push: boolean;
}

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
