/** What is said between the widget and the server; docs/CHAT-PROTOCOL.md has the meaning of each. */

export type Locale = string;
export type Texts<T> = Record<Locale, T | undefined>;

export interface AgentView {
  name: string;
  photo_url?: string | null;
}

export interface Field {
  key: string;
  /** By language; already in the language of the chat where an agent or bot asks. */
  label: Texts<string> | string;
  kind: "text" | "email" | "phone" | "select" | "checkbox" | "textarea";
  required?: boolean;
  options?: string[];
  bound_to?: string | null;
}

export interface Topic {
  key: string;
  label: Texts<string>;
}

/** When an invitation is shown. What is left out does not matter; the rest must all hold. */
export interface InvitationWhen {
  url_contains?: string | null;
  /** A whole address, in which `*` stands for any characters. */
  url_matches?: string | null;
  seconds_on_page?: number | null;
  scroll_percent?: number | null;
  returning?: boolean | null;
  min_cart_value?: number | null;
  languages?: string[] | null;
  countries?: string[] | null;
}

export interface Invitation {
  id: string;
  when: InvitationWhen;
  text: Texts<string>;
  agent_name?: string | null;
  /** Without it, once and never again. */
  once_every_hours?: number | null;
  open?: boolean;
}

export interface SiteTexts {
  greeting?: string | null;
  subtitle?: string | null;
  offline?: string | null;
  privacy?: string | null;
}

export interface Look {
  color?: string | null;
  dark?: "auto" | "light" | "dark" | null;
  position?: "right" | "left" | null;
  offset_x?: number | null;
  offset_y?: number | null;
  launcher_text?: Record<Locale, string | undefined>;
  icon?: string | null;
}

export interface SiteView {
  key: string;
  brand: { name: string; color: string; logo_url?: string | null };
  locale: Locale;
  locales: Locale[];
  open: boolean;
  opens_at?: string | null;
  waiting?: number | null;
  estimated_wait_s?: number | null;
  agents?: AgentView[];
  look?: Look;
  texts?: Texts<SiteTexts>;
  fields?: Field[];
  topics?: Topic[];
  invitations?: Invitation[];
  typing_shown?: boolean;
  transcript?: boolean;
  rating?: boolean;
  uploads?: { max_bytes: number } | null;
  consent_required?: boolean;
  tracking?: boolean;
  identity_required?: boolean;
  /** Two letters, where a proxy tells the server. */
  country?: string | null;
}

export interface VisitorView {
  name?: string | null;
  email?: string | null;
  verified: boolean;
  locale?: Locale | null;
}

export interface VisitorSessionView {
  token: string;
  visitor: VisitorView;
  conversations: ChatView[];
}

export interface ChatView {
  token: string;
  number: number;
  state: "waiting" | "active" | "ended";
  topic?: string | null;
  last_seq: number;
  unread: number;
  agent?: AgentView | null;
  queue?: { position: number; estimated_wait_s?: number | null } | null;
  rating?: number | null;
  created_at: string;
  last_entry?: ChatEntryView | null;
}

export interface ChatDetailView {
  chat: ChatView;
  entries: ChatEntryView[];
  has_earlier: boolean;
  agent_seen_seq: number;
}

export interface EntriesView {
  entries: ChatEntryView[];
  /** In the direction that was asked for. */
  has_more: boolean;
  last_seq: number;
}

export interface ChatFileView {
  id: number | string;
  name: string;
  type: string;
  size: number;
  url: string;
  width?: number | null;
  height?: number | null;
}

export interface CardButton {
  label: string;
  url?: string | null;
  value?: string | null;
}

export type Content =
  | { kind: "quick_replies"; options: { label: string; value: string }[] }
  | { kind: "card"; title: string; text?: string | null; image_url?: string | null; buttons?: CardButton[] }
  | { kind: "form"; id: string; title?: string | null; fields: Field[]; submit?: string | null }
  | { kind: "form_answer"; form_id: string; values: Record<string, string> }
  | { kind: "choice"; message_id: number; value: string }
  | { kind: "link_preview"; url: string; title: string; description?: string | null; image_url?: string | null };

export interface MessageView {
  id: number | string;
  text: string;
  html?: string | null;
  attachments?: ChatFileView[];
  content?: Content | null;
}

export interface ChatEntryView {
  seq: number;
  at: string;
  kind: "message" | "joined" | "left" | "assigned" | "transferred" | "ended" | "reopened" | "mailed" | "rated";
  from: "visitor" | "agent" | "bot" | "system";
  agent?: AgentView | null;
  key?: string | null;
  message?: MessageView | null;
}

export interface Answer {
  message_id: number | string;
  value?: string;
  values?: Record<string, string>;
}

export interface BeginChatRequest {
  text?: string;
  topic?: string;
  fields: Record<string, string>;
  attachment_ids: ChatFileView["id"][];
  invitation?: string;
}

export interface SayRequest {
  text: string;
  attachment_ids: ChatFileView["id"][];
  answer?: Answer;
}

export interface Utm {
  source?: string;
  medium?: string;
  campaign?: string;
  term?: string;
  content?: string;
}

export interface PageRequest {
  url: string;
  title: string;
  referrer?: string;
  utm?: Utm;
  locale?: Locale;
  browser?: string;
}

export interface Proof {
  challenge: string;
  nonce: string;
}

export interface OfflineRequest {
  name: string;
  email: string;
  text: string;
  topic?: string;
  fields: Record<string, string>;
  locale: Locale;
  page?: PageRequest;
}

export type ServerFrame =
  | { type: "welcome"; visitor: VisitorView; server_time: string }
  | { type: "entries"; conversation: string; after_seq?: number; entries: ChatEntryView[]; last_seq: number }
  | { type: "said"; key: string; seq: number }
  | { type: "refused"; key: string; code: string; detail?: string; retry?: boolean }
  | { type: "chat"; chat: ChatView }
  | { type: "typing"; conversation: string; agent?: { name: string } | null; active: boolean }
  | { type: "receipts"; conversation: string; agent_seen_seq: number }
  | { type: "invited"; conversation: string; chat?: ChatView }
  | { type: "site"; open: boolean }
  | { type: "resync"; reason?: string; spread_ms?: number }
  | { type: "error"; code: string; detail?: string }
  | { type: "pong" };

export type ClientFrame =
  | { type: "hello"; token: string; conversations: { token: string; last_seq: number }[] }
  | { type: "resume"; conversation: string; last_seq: number }
  | ({ type: "say"; key: string; conversation: string } & SayRequest)
  | { type: "typing"; conversation: string; active: boolean; text?: string }
  | { type: "receipts"; conversation: string; delivered_seq: number; seen_seq: number }
  | { type: "page"; url: string; title: string }
  | { type: "ping" };

export interface PollView {
  state: string;
  events: ServerFrame[];
}
