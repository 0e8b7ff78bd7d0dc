import { useMemo } from "react";
import type { MessageKey } from "@/i18n";
import { useSavedView } from "../saved/use-saved-view";

/** What a list can show of a conversation, in the words of the API. */
export const COLUMNS = [
  "number",
  "contact",
  "subject",
  "status",
  "priority",
  "assignee",
  "team",
  "inbox",
  "channel",
  "tags",
  "language",
  "messages",
  "waiting",
  "created",
  "activity",
] as const;
export type Column = (typeof COLUMNS)[number];

export const COLUMN_LABELS: Record<Column, MessageKey> = {
  number: "column.number",
  contact: "column.contact",
  subject: "column.subject",
  status: "conversation.status",
  priority: "conversation.priority",
  assignee: "conversation.assignee",
  team: "conversation.team",
  inbox: "views.inbox",
  channel: "column.channel",
  tags: "conversation.tags",
  language: "contact.language",
  messages: "column.messages",
  waiting: "column.waiting",
  created: "column.created",
  activity: "column.activity",
};

/** Lists that nobody made show what is needed to decide what to do next. */
export const STANDARD: readonly Column[] = [
  "contact",
  "subject",
  "status",
  "priority",
  "inbox",
  "tags",
  "assignee",
  "waiting",
  "activity",
];

/** Rows do not know the language of a conversation: that column is left out until they do. */
export const CHOOSABLE: readonly Column[] = COLUMNS.filter((column) => column !== "language");

/** How much of a table's width each column gets, compared with the others: whatever is chosen, it fits. */
const SHARES: Record<Column, number> = {
  number: 4.5,
  contact: 10,
  subject: 20,
  status: 6.5,
  priority: 6,
  assignee: 8.5,
  team: 7.5,
  inbox: 7.5,
  channel: 5,
  tags: 9,
  language: 5,
  messages: 5.5,
  waiting: 5.5,
  created: 5.5,
  activity: 5.5,
};

/** The tracks of a table's rows: the box for ticking, then the columns. */
export function tracks(columns: readonly Column[]): string {
  return ["2.75rem", ...columns.map((column) => `minmax(0, ${String(SHARES[column])}fr)`)].join(" ");
}

const isColumn = (name: string): name is Column => (CHOOSABLE as readonly string[]).includes(name);

/** What the rows of a list show: what its view says, in that order. */
export function useColumns(savedView: number | undefined): readonly Column[] {
  const names = useSavedView(savedView)?.columns;
  return useMemo(() => {
    const known = names?.filter(isColumn) ?? [];
    return known.length > 0 ? known : STANDARD;
  }, [names]);
}
