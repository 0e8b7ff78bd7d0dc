import type { ConversationView, EntryView, MessageView, SessionView } from "@rapport/api";

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
    undo_send_seconds: 0,
    demo: false,
    ...change,
  };
}
