import { createClient, type Client } from "../chat/client.ts";
import { Problem } from "../chat/api.ts";
import type {
  AgentView,
  BeginChatRequest,
  ChatEntryView,
  ChatFileView,
  SayRequest,
  SiteView,
  Utm,
} from "../chat/protocol.ts";
import { createStorage, type Storage } from "../chat/storage.ts";
import { createStore, type Store } from "../chat/store.ts";
import { newestFirst, type Conversation } from "../chat/timeline.ts";
import type { HostHello, HostPage, ToFrame } from "../bridge.ts";
import { negotiate, pick } from "../language.ts";
import type { Host } from "./host.ts";
import { currentLocale, loadLocale, t } from "./i18n.ts";
import { chime } from "./sound.ts";
import { applyTheme, isDark, prefersDark } from "./theme.ts";

export type View =
  | { name: "home" }
  | { name: "chats" }
  /** What is asked before a chat, or left while nobody is there. */
  | { name: "start" }
  | { name: "leave" }
  /** Without `id`: one that begins with the first message. */
  | { name: "chat"; id?: string };

export interface UiState {
  site: SiteView;
  locale: string;
  view: View;
  open: boolean;
  phone: boolean;
  consent: boolean;
  sound: boolean;
  /** The invitation that was followed: it stands above what the visitor writes. */
  invitation: string | undefined;
  /** For screen readers: what just happened. */
  announced: string;
  online: boolean;
}

export interface Ui {
  store: Store<UiState>;
  client: Client;
  storage: Storage;
  /** Where Rapport is. */
  base: string;
  /** Opened by its own address, without a page around it. */
  standalone: boolean;
  show: (view: View) => void;
  /** To where a new chat begins: its questions first, if there are any. */
  startChat: () => void;
  begin: (body: BeginChatRequest, files?: ChatFileView[]) => void;
  say: (id: string | undefined, body: SayRequest, files?: ChatFileView[]) => void;
  consent: (given: boolean) => void;
  sound: (on: boolean) => void;
  close: () => void;
  announce: (text: string) => void;
}

export interface UiOptions {
  base: string;
  site: SiteView;
  host: Host | undefined;
  hello: HostHello | undefined;
}

export function createUi({ base, site, host, hello }: UiOptions): Ui {
  const consent = hello?.consent ?? !site.consent_required;
  const storage = createStorage(site.key, consent);
  let page: HostPage = hello?.page ?? {
    url: location.href,
    title: document.title,
    referrer: document.referrer,
    landing: location.href,
  };
  let wish = hello?.locale;
  const store = createStore<UiState>({
    site,
    locale: currentLocale(),
    view: { name: "home" },
    open: !host,
    phone: false,
    consent,
    sound: storage.get<boolean>("sound") ?? true,
    invitation: undefined,
    announced: "",
    online: navigator.onLine,
  });

  const client = createClient({
    base,
    siteKey: site.key,
    siteOpen: site.open,
    storage,
    about: () => ({
      locale: currentLocale(),
      page: { url: page.url, title: page.title, referrer: page.referrer },
      ...(utmOf(page.landing) && { utm: utmOf(page.landing) }),
      ...(hello?.browser && { browser: hello.browser }),
    }),
    events: {
      message: (entry, conversation) => heard(entry, conversation),
      invited(id) {
        if (!store.get().open) host?.tell({ type: "open" });
        show({ name: "chat", id });
      },
      named(from, to) {
        const { view } = store.get();
        if (view.name === "chat" && view.id === from) show({ name: "chat", id: to });
      },
    },
  });

  const conversations = () => newestFirst(Object.values(client.store.get().conversations));

  const heard = (entry: ChatEntryView, conversation: Conversation): void => {
    const { open, sound } = store.get();
    if (entry.from !== "system") {
      host?.tell({
        type: "message",
        message: {
          conversation: conversation.chat?.number ?? 0,
          from: entry.from,
          ...(entry.agent && { agent: entry.agent.name }),
          at: entry.at,
        },
      });
    }
    if (entry.from === "visitor") return;
    const name = entry.agent?.name ?? site.brand.name;
    announce(t("chat.announced", { name, text: entry.message?.text ?? "" }));
    if (sound && !(open && document.hasFocus())) chime();
  };

  const announce = (announced: string): void => store.set({ announced });

  /** What is looked at counts as seen: only while the panel is open and the tab in front. */
  const look = (): void => {
    const { open, view } = store.get();
    const seen = open && !document.hidden;
    client.watch(seen || open);
    client.receipts.look(seen && view.name === "chat" ? view.id : undefined);
  };

  const show = (view: View): void => {
    store.set({ view });
    look();
    if (view.name === "chat" && view.id) void client.load(view.id).catch(() => undefined);
  };

  const opened = (message: Extract<ToFrame, { type: "opened" }>): void => {
    store.set({ open: true, phone: message.phone });
    if (message.invitation) {
      store.set({ invitation: message.invitation });
      ui.startChat();
    } else {
      goOn();
    }
    look();
    void refresh();
  };

  /** Whoever has a chat going wants to see that, and not the first page. Known from before until the server tells. */
  const goOn = (): void => {
    const { view, open } = store.get();
    if (!open || view.name !== "home") return;
    const [first] = conversations().filter(({ chat, unread }) => unread > 0 || chat?.state !== "ended");
    const id = first?.id ?? (resumed ? undefined : storage.get<string>(GOING));
    if (id !== undefined) show({ name: "chat", id });
  };

  const resume = async (): Promise<void> => {
    // Where visitors are known before they say something, whoever opens the chat is one.
    const { site: now, consent: agreed } = store.get();
    await client.resume(!!now.tracking && agreed).catch(() => undefined);
    resumed = true;
    const [first] = conversations();
    if (hello?.invited && first && first.unread > 0) {
      host?.tell({ type: "open" });
      show({ name: "chat", id: first.id });
    }
    const { view } = store.get();
    const gone = view.name === "chat" && view.id !== undefined && !client.store.get().conversations[view.id];
    if (gone) show({ name: "home" });
    else if (view.name === "chat") show(view);
    goOn();
  };
  let resumed = false;

  /** What the loader knew may be minutes old: whether somebody is there is asked anew. */
  const refresh = async (): Promise<void> => {
    try {
      const answer = await fetch(`${base}/api/v1/chat/sites/${encodeURIComponent(site.key)}`, { credentials: "omit" });
      if (!answer.ok) return;
      const fresh = (await answer.json()) as SiteView;
      store.set({ site: fresh });
      client.store.set({ siteOpen: fresh.open });
      paint();
    } catch {
      /* what is known has to do */
    }
  };

  const paint = (): void => applyTheme(store.get().site, isDark(store.get().site));

  const speak = async (): Promise<void> => {
    const offered = store.get().site.locales;
    const chosen = negotiate([wish, ...navigator.languages], offered) ?? site.locale;
    const region = [wish, ...navigator.languages].find((tag) => tag?.startsWith(chosen));
    store.set({ locale: await loadLocale([region ?? chosen, site.locale]) });
  };

  const setConsent = (given: boolean): void => {
    storage.allow(given || !site.consent_required);
    store.set({ consent: given });
  };

  host?.listen((message) => {
    switch (message.type) {
      case "opened":
        return opened(message);
      case "closed":
        store.set({ open: false });
        return look();
      case "identify":
        return void client.identify(message.jwt).catch((error: unknown) => {
          console.warn("rapport: the identity was refused:", error instanceof Problem ? error.detail : error);
        });
      case "attributes":
        return client.describe(message.attributes);
      case "page":
        page = message.page;
        return client.page(page.url, page.title);
      case "consent":
        return setConsent(message.given);
      case "locale":
        wish = message.locale;
        void speak().then(() => client.speak(currentLocale()));
    }
  });

  let told = { unread: 0, live: false };
  client.store.subscribe(() => {
    const all = Object.values(client.store.get().conversations);
    const unread = all.reduce((sum, conversation) => sum + conversation.unread, 0);
    const live = all.some(({ chat }) => chat !== undefined && chat.state !== "ended");
    if (unread !== told.unread) host?.tell({ type: "unread", count: unread });
    if (live !== told.live) host?.tell({ type: "live", live });
    const [going] = resumed ? conversations().filter(({ chat }) => chat && chat.state !== "ended") : [];
    if (resumed && going?.id !== storage.get(GOING)) storage.set(GOING, going?.id);
    told = { unread, live };
  });

  document.addEventListener("visibilitychange", () => {
    look();
    if (!document.hidden) client.nudge();
  });
  addEventListener("online", () => {
    store.set({ online: true });
    client.nudge();
  });
  addEventListener("offline", () => store.set({ online: false }));
  prefersDark().addEventListener("change", paint);
  paint();

  const ui: Ui = {
    store,
    client,
    storage,
    base,
    standalone: !host,
    show,
    announce,
    startChat() {
      const { site: now, consent: agreed } = store.get();
      const asks = (now.fields?.length ?? 0) > 0 || (now.topics?.length ?? 0) > 0;
      if (!client.store.get().siteOpen) show({ name: "leave" });
      else if (asks || (now.consent_required && !agreed)) show({ name: "start" });
      else show({ name: "chat" });
    },
    begin(body, files = []) {
      const { invitation } = store.get();
      const id = client.begin({ ...body, ...(invitation && { invitation }) }, files);
      store.set({ invitation: undefined });
      show({ name: "chat", id });
    },
    say(id, body, files = []) {
      if (id !== undefined) client.say(id, body, files);
      else ui.begin({ text: body.text, fields: {}, attachment_ids: body.attachment_ids }, files);
    },
    consent(given) {
      setConsent(given);
      host?.tell({ type: "consent", given });
    },
    sound(on) {
      storage.set("sound", on);
      store.set({ sound: on });
    },
    close: () => host?.tell({ type: "close" }),
  };

  void speak();
  void resume();
  if (!host) look();
  return ui;
}

/** Where the storage has the chat that goes on. */
const GOING = "going";

const UTM = ["source", "medium", "campaign", "term", "content"] as const;

/** The campaign that an address names. */
export function utmOf(address: string): Utm | undefined {
  const query = address.split("#")[0]?.split("?")[1];
  const params = new URLSearchParams(query);
  const found = UTM.flatMap((name) => {
    const value = params.get(`utm_${name}`);
    return value ? [[name, value.slice(0, 200)] as const] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** What invited to this chat, and who said it. */
export function invitationOf({ site, locale, invitation }: UiState): { text: string; agent: AgentView } | undefined {
  const found = site.invitations?.find(({ id }) => id === invitation);
  const text = found && pick(found.text, locale, site.locale);
  if (!text) return undefined;
  const agent = site.agents?.find(({ name }) => name === found.agent_name);
  return { text, agent: agent ?? { name: found.agent_name || site.brand.name } };
}

/** The site's own words in the language of the visitor. */
export function siteTexts({ site, locale }: UiState) {
  return pick(site.texts, locale, site.locale) ?? {};
}
