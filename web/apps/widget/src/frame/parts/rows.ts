import type { AgentView, ChatEntryView, MessageView } from "../../chat/protocol.ts";
import type { Outgoing } from "../../chat/outbox.ts";

export interface MessageRow {
  type: "message";
  key: string;
  own: boolean;
  from: ChatEntryView["from"];
  agent: AgentView | undefined;
  at: string;
  message: MessageView;
  seq: number | undefined;
  state: "sent" | "sending" | "failed";
  /** Why it failed. */
  code: string | undefined;
  /** Whether it begins, and whether it ends, what one person said in one go. */
  first: boolean;
  last: boolean;
}

export type Row =
  { type: "day"; key: string; at: string } | { type: "event"; key: string; entry: ChatEntryView } | MessageRow;

/** A pause that begins a new group, in milliseconds. */
const PAUSE = 5 * 60_000;

/** What the server has, then what is on its way, with days between and in groups of who said it. */
export function rowsOf(entries: readonly ChatEntryView[], outgoing: readonly Outgoing[]): Row[] {
  const rows: Row[] = [];
  const known = new Set(entries.map(({ key }) => key).filter(Boolean));
  let day = "";
  let before: MessageRow | undefined;
  const under = (at: string): void => {
    const date = new Date(at).toDateString();
    if (date === day) return;
    day = date;
    before = undefined;
    rows.push({ type: "day", key: `day ${date}`, at });
  };
  const add = (row: MessageRow): void => {
    under(row.at);
    const near = before && Date.parse(row.at) - Date.parse(before.at) < PAUSE;
    if (before && near && before.own === row.own && before.agent?.name === row.agent?.name) {
      before.last = false;
      row.first = false;
    }
    before = row;
    rows.push(row);
  };
  for (const entry of entries) {
    if (entry.kind === "message" && entry.message) add(sent(entry, entry.message));
    else if (entry.kind !== "message" && entry.kind !== "rated") {
      under(entry.at);
      before = undefined;
      rows.push({ type: "event", key: `s${entry.seq}`, entry });
    }
  }
  for (const item of outgoing) if (!known.has(item.key)) add(underway(item));
  return rows;
}

function sent(entry: ChatEntryView, message: MessageView): MessageRow {
  return {
    type: "message",
    // The same as while it was on its way, so that nothing jumps when it arrives.
    key: entry.key || `s${entry.seq}`,
    own: entry.from === "visitor",
    from: entry.from,
    agent: entry.agent ?? undefined,
    at: entry.at,
    message,
    seq: entry.seq,
    state: "sent",
    code: undefined,
    first: true,
    last: true,
  };
}

function underway(item: Outgoing): MessageRow {
  return {
    type: "message",
    key: item.key,
    own: true,
    from: "visitor",
    agent: undefined,
    at: item.at,
    message: { id: item.key, text: item.body.text ?? "", attachments: item.files },
    seq: undefined,
    state: item.failed ? "failed" : "sending",
    code: item.failed,
    first: true,
    last: true,
  };
}
