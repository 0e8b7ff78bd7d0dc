/** The settings of a site as its form holds them: as the server shows them, so that nothing is lost that the form does not know. */
import type {
  ChatInboxRequest,
  ChatInboxView,
  InboxView,
  WidgetField,
  WidgetInvitation,
  WidgetSettings,
  WidgetTopic,
} from "@rapport/api";

/** The widget with everything that a request may leave out. */
export type Widget = Required<WidgetSettings>;

type Site = Omit<ChatInboxView, "widget"> & { widget: Widget };

export interface ChatForm {
  name: string;
  enabled: boolean;
  teamId: number;
  site: Site;
  /** Sites that may show the widget, one a line, as somebody types them. */
  origins: string;
}

export const CHAT_TABS = ["install", "look", "before", "hours", "invitations", "rules"] as const;
export type ChatTab = (typeof CHAT_TABS)[number];

/** Texts by language, as the API has them. */
export type Words = Record<string, string>;

/** What a widget is that nobody changed, for answers of a server that leaves it out. */
const AS_IT_COMES: Widget = {
  locales: ["en", "vi", "ro"],
  look: { color: null, dark: "auto", position: "right", offset_x: 20, offset_y: 20, launcher_text: {}, icon: "chat" },
  texts: {},
  fields: [],
  topics: [],
  invitations: [],
  transcript: true,
  rating: true,
  consent_required: false,
  tracking: true,
  max_upload_bytes: 20 * 1024 * 1024,
};

export function formFromSite(inbox: InboxView, site: ChatInboxView): ChatForm {
  return {
    name: inbox.name,
    enabled: inbox.enabled,
    teamId: inbox.team_id ?? 0,
    site: { ...site, widget: { ...AS_IT_COMES, ...site.widget } },
    origins: site.origins.join("\n"),
  };
}

/** A word in one language; an empty one is taken out, for there the product's own or the first language speaks. */
export function withWord(words: Words, locale: string, text: string): Words {
  const { [locale]: _, ...others } = words;
  return text === "" ? others : { ...others, [locale]: text };
}

/** What visitors of a language read: their own, else the first that there is. */
export function wordIn(words: Words, locale: string): string {
  return words[locale] ?? Object.values(words)[0] ?? "";
}

/** A name in requests that nothing else has: from the label, so that whoever reads the data understands it. */
export function keyFrom(label: string, taken: readonly string[]): string {
  const plain = label
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[đĐ]/gu, "d")
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "_")
    .replace(/^_+|_+$/gu, "")
    .slice(0, 40);
  const base = plain === "" ? "item" : plain;
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? base : `${base}_${String(number)}`;
    if (!taken.includes(key)) return key;
  }
}

/** Keys are made once, when there is a label to make them from; later labels may change as they like. */
function keyed<T extends { key: string; label: Words }>(items: readonly T[]): T[] {
  const taken = items.map(({ key }) => key).filter((key) => key !== "");
  return items.map((item) => {
    if (item.key !== "") return item;
    const key = keyFrom(wordIn(item.label, ""), taken);
    taken.push(key);
    return { ...item, key };
  });
}

function named(invitations: readonly WidgetInvitation[]): WidgetInvitation[] {
  const taken = invitations.map(({ id }) => id).filter((id) => id !== "");
  return invitations.map((invitation) => {
    if (invitation.id !== "") return invitation;
    const id = keyFrom(wordIn(invitation.text, ""), taken);
    taken.push(id);
    return { ...invitation, id };
  });
}

/** The form as the API takes it. */
export function siteRequest({ site, origins }: ChatForm): ChatInboxRequest {
  const { widget } = site;
  return {
    identity_required: site.identity_required,
    mail_inbox_id: site.mail_inbox_id ?? 0,
    continue_after_seconds: site.continue_after_seconds,
    idle_warning_seconds: site.idle_warning_seconds,
    typing_shown: site.typing_shown,
    proof_bits: site.proof_bits,
    origins: origins
      .split(/[\s,;]+/u)
      .map((origin) => origin.trim())
      .filter((origin) => origin !== ""),
    widget: {
      ...widget,
      fields: keyed<WidgetField>(widget.fields),
      topics: keyed<WidgetTopic>(widget.topics),
      invitations: named(widget.invitations),
    },
  };
}

/** On which tab a field that the server refused stands. */
export function tabOf(field: string): ChatTab {
  if (/^chat\.widget\.(look|texts|locales)/u.test(field)) return "look";
  if (/^chat\.widget\.(fields|topics)/u.test(field)) return "before";
  if (field.startsWith("chat.widget.invitations")) return "invitations";
  if (field.startsWith("chat.")) return "rules";
  return "install";
}

export const emptyField = (): WidgetField => ({
  key: "",
  label: {},
  kind: "text",
  required: false,
  options: [],
  bound_to: "",
});

export const emptyTopic = (): WidgetTopic => ({ key: "", label: {}, team_id: null });

export const emptyInvitation = (): WidgetInvitation => ({
  id: "",
  when: {
    url_contains: null,
    url_matches: null,
    seconds_on_page: 30,
    scroll_percent: null,
    returning: null,
    min_cart_value: null,
    languages: [],
    countries: [],
  },
  text: {},
  agent_name: "",
  once_every_hours: 24,
  open: false,
});

/** A list with one of its items changed, taken out, or moved by one place. */
export function changed<T>(items: readonly T[], at: number, change: Partial<T>): T[] {
  return items.map((item, index) => (index === at ? { ...item, ...change } : item));
}

/** What the line says that stands in the page of the company. */
export function embedCode(origin: string, siteKey: string): string {
  return `<script async src="${origin}/chat/${siteKey}/widget.js"></script>`;
}

export type SetWidget = (change: Partial<Widget>) => void;
