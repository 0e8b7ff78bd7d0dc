import type {
  ConversationView,
  DeskChatRow,
  DeskChatSummary,
  DeskChatView,
  DeskVisitorView,
  EntryView,
  InboxView,
  MessageView,
  SessionView,
} from "@rapport/api";

export function message(change: Partial<MessageView> = {}): MessageView {
  return {
    id: 1,
    direction: "in",
    kind: "normal",
    from: { name: "Mihaela", address: "mihaela@mail.example" },
    to: [],
    cc: [],
    bcc: [],
    subject: "Order",
    text: "Where is it?",
    has_quoted: false,
    html: null,
    remote_images: 0,
    attachments: [],
    delivery: "received",
    has_raw: false,
    ...change,
  };
}

export function entry(seq: number, change: Partial<EntryView> = {}): EntryView {
  return {
    seq,
    kind: "message",
    at: "2026-03-01T10:00:00Z",
    actor: { kind: "agent", id: 7, name: "Ana" },
    message: message({ id: seq * 10 }),
    ...change,
  };
}

export const MAIL: ConversationView["capabilities"] = {
  subject: true,
  html: true,
  recipients: true,
  starts: true,
  undo: true,
  schedule: true,
  forward: true,
  signature: true,
  receipts: false,
  typing: false,
  live: false,
  content: false,
  mail_intake: true,
  max_text: 500_000,
};

export const CHAT: ConversationView["capabilities"] = {
  ...MAIL,
  subject: false,
  recipients: false,
  starts: false,
  undo: false,
  schedule: false,
  forward: false,
  signature: false,
  receipts: true,
  typing: true,
  live: true,
  content: true,
  mail_intake: false,
  max_text: 10_000,
};

export function conversation(change: Partial<ConversationView> = {}): ConversationView {
  return {
    id: 1,
    number: 1001,
    subject: "Order 5",
    preview: "",
    status: "open",
    priority: "normal",
    channel: "email",
    inbox_id: 1,
    contact: { id: 1, name: "Mihaela", email: "mihaela@mail.example" },
    assignee_id: null,
    team_id: null,
    tag_ids: [],
    message_count: 1,
    has_attachments: false,
    unread: false,
    waiting_since: null,
    last_seq: 5,
    created_at: "2026-03-01T09:00:00Z",
    last_activity_at: "2026-03-01T10:00:00Z",
    read_seq: 5,
    reply_to: [{ name: "Mihaela", address: "mihaela@mail.example" }],
    reply_cc: [],
    capabilities: MAIL,
    ...change,
  };
}

export function session(change: Partial<SessionView> = {}): SessionView {
  return {
    agent: {
      id: 7,
      name: "Ana",
      email: "ana@acme.example",
      role_id: 1,
      role: "owner",
      locale: "en",
      theme: "light",
      signature: "",
      active: true,
      team_ids: [1],
      inbox_ids: [],
      all_inboxes: true,
      created_at: "2026-01-01T00:00:00Z",
    },
    permissions: ["conversations.reply", "conversations.note", "conversations.update", "conversations.assign"],
    csrf_token: "token",
    organisation: "Acme",
    time_zone: "Europe/Bucharest",
    undo_send_seconds: 0,
    demo: false,
    ...change,
  };
}

function chatSummary(change: Partial<DeskChatSummary> = {}): DeskChatSummary {
  return {
    conversation_id: 1,
    state: "active",
    topic: "",
    offered_to: null,
    offered_until: null,
    queued_at: "2026-03-01T10:00:00Z",
    accepted_at: null,
    ended_at: null,
    ended_by: null,
    visitor_delivered_seq: 0,
    visitor_seen_seq: 0,
    agent_seen_seq: 0,
    visitor_left_at: null,
    mailed_seq: 0,
    rating: null,
    rating_comment: "",
    ...change,
  };
}

export function deskRow(id: number, change: Partial<DeskChatSummary> = {}): DeskChatRow {
  return {
    conversation: conversation({ id, channel: "chat", preview: `Words ${String(id)}` }),
    chat: chatSummary({ ...change, conversation_id: id }),
  };
}

export function deskVisitor(change: Partial<DeskVisitorView> = {}): DeskVisitorView {
  return {
    id: 3,
    inbox_id: 1,
    contact_id: 1,
    verified: false,
    external_id: null,
    name: "Mihaela",
    email: "",
    locale: "ro",
    country: "RO",
    ip: "192.0.2.7",
    user_agent: "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0",
    referrer: "",
    utm: [],
    page_url: "https://shop.example/cups",
    page_title: "Cups",
    visits: 2,
    created_at: "2026-02-01T10:00:00Z",
    last_seen_at: "2026-03-01T10:00:00Z",
    ...change,
  };
}

export function deskChat(change: Partial<DeskChatView> = {}): DeskChatView {
  return {
    ...chatSummary(),
    topic_label: "",
    visitor: deskVisitor(),
    place: null,
    participants: [],
    typing_shown: true,
    ...change,
  };
}

/** An inbox that is a chat on a site. */
export function site(change: Partial<InboxView> = {}): InboxView {
  return {
    id: 1,
    name: "Shop",
    channel: "chat",
    enabled: true,
    capabilities: CHAT,
    ...change,
  } as InboxView;
}
