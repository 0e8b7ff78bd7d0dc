import { Avatar } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Calendar, Inbox, Paperclip, UserRound, UserRoundX } from "lucide-react";
import type { ReactNode } from "react";
import { useI18n, type MessageKey } from "@/i18n";
import { TagDot } from "@/shared/components/tag";
import { useDebounced } from "@/shared/hooks/use-debounced";
import { useLookups } from "@/shared/lookups";
import { useCan } from "@/shared/session";
import { STATUS_LOOK, STATUSES } from "@/shared/vocabulary";
import { peopleQuery } from "./data";
import { begins, OPERATORS, PLACES, quoted, type Operator, type Typing } from "./operators";

export interface Suggestion {
  key: string;
  label: string;
  aside?: string | undefined;
  icon?: ReactNode;
  /** What is written in place of what was typed. */
  text: string;
}

const MOST = 8;

/** What could stand at the caret: names of operators, or values of one. */
export function useSuggestions(typing: Typing | undefined): Suggestion[] {
  const { t } = useI18n();
  const values = useValues(typing);
  if (!typing) return [];
  if (typing.operator === undefined) {
    return OPERATORS.filter((name) => name.startsWith(typing.typed)).map((name) => ({
      key: name,
      label: `${name}:`,
      aside: t(`search.operator.${name}`),
      text: `${name}:`,
    }));
  }
  const typed = typing.typed.replace(/^"/u, "");
  // What is written counts before what explains it.
  const byLabel = values.filter((value) => begins(value.label, typed));
  const byAside = values.filter((value) => !byLabel.includes(value) && begins(value.aside ?? "", typed));
  const fitting = [...byLabel, ...byAside].slice(0, MOST);
  // What already stands there needs no list below it.
  const done = fitting.length === 1 && fitting[0]?.text.replaceAll('"', "").trim() === typed;
  return done ? [] : fitting;
}

function useValues(typing: Typing | undefined): Suggestion[] {
  const { t } = useI18n();
  const can = useCan();
  const { agents, inboxes, tags } = useLookups();
  const operator = typing?.operator;
  const isPerson = operator === "from" || operator === "to";
  const typed = useDebounced(isPerson ? (typing?.typed ?? "") : "", 120);
  const people = useQuery(peopleQuery(typed, isPerson && can("contacts.read")));
  const value = (label: string, icon?: ReactNode, aside?: string, text = label): Suggestion => ({
    key: text,
    label,
    icon,
    aside,
    text: `${quoted(text)} `,
  });
  const person = <UserRound aria-hidden />;
  const colleagues = () =>
    [...agents.values()]
      .filter((agent) => agent.active)
      .map((agent) => value(agent.name, person, t("search.colleague")));
  const statuses = () => [
    value("active", undefined, t("status.active")),
    ...STATUSES.map((status) => {
      const { icon: Icon, text } = STATUS_LOOK[status];
      return value(status, <Icon aria-hidden className={text} />, t(`status.${status}`));
    }),
  ];
  const me = () => value("me", person, t("assign.me"));
  const values: Partial<Record<Operator, () => Suggestion[]>> = {
    from: () => [me(), ...colleagues()],
    to: () => [...inboxes.values()].flatMap((inbox) => value(inbox.address, <Inbox aria-hidden />, inbox.name)),
    tag: () => [...tags.values()].map((tag) => value(tag.name, <TagDot color={tag.color} />)),
    inbox: () => [...inboxes.values()].map((inbox) => value(inbox.name, <Inbox aria-hidden />)),
    status: statuses,
    is: () => [...statuses(), value("unassigned", <UserRoundX aria-hidden />, t("view.unassigned"))],
    assignee: () => [me(), value("none", <UserRoundX aria-hidden />, t("assign.nobody")), ...colleagues()],
    has: () => [value("attachment", <Paperclip aria-hidden />, t("list.hasFiles"))],
    in: () => PLACES.map((place) => value(place, undefined, t(`search.in.${place}`))),
    after: () => days().map(([label, day]) => value(day, <Calendar aria-hidden />, t(label))),
    before: () => days().map(([label, day]) => value(day, <Calendar aria-hidden />, t(label))),
  };
  const known = (operator && values[operator]?.()) ?? [];
  if (!isPerson) return known;
  const found = (people.data ?? []).map((contact) => {
    const address = contact.addresses[0]?.value;
    return value(contact.name, <Avatar name={contact.name} size="xs" />, address, address ?? contact.name);
  });
  return [...found, ...known];
}

/** `2026-03-14`, as the day is called where the reader is. */
export function dayText(date: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Days that people mean when they look for something. */
export function days(now = new Date()): [MessageKey, string][] {
  const ago = (count: number) => dayText(new Date(now.getFullYear(), now.getMonth(), now.getDate() - count));
  return [
    ["search.when.today", ago(0)],
    ["search.when.yesterday", ago(1)],
    ["search.when.week", ago(7)],
    ["search.when.month", ago(30)],
    ["search.when.year", ago(365)],
  ];
}
