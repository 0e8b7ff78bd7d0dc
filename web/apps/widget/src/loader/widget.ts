import type { ChatEvents, PageVisit, VisitorAttributes } from "@rapport/chat";
import type { HostPage, ToHost } from "../bridge.ts";
import type { Invitation, SiteView } from "../chat/protocol.ts";
import { negotiate, pick } from "../language.ts";
import { createFrame, type Frame } from "./frame.ts";
import { choose } from "./invitations.ts";
import { createLauncher } from "./launcher.ts";
import { createMemory } from "./memory.ts";
import { currentPage, tellPage } from "./pages.ts";

type Listener = (value: unknown) => void;

/** The word for closing in all languages: nothing can be loaded before the first click, so it is built in. */
declare const __CLOSE__: Record<string, string | undefined>;
const CLOSE = __CLOSE__;

/** How often a page that is looked at is told again, in seconds. */
const HEARTBEAT = 30;
/** How long after its last sign a chat counts as going on, in milliseconds. */
const LIVE = 12 * 3_600_000;

/**
 * The widget on one page. Answers with what obeys the commands of the page.
 *
 * @param base where Rapport is, without a slash at the end
 */
export function createWidget(site: SiteView, base: string, nonce: string): (call: ArrayLike<unknown>) => void {
  const memory = createMemory(site.key, site.consent_required ?? false);
  const listeners: Record<string, Set<Listener> | undefined> = {};
  const attributes: VisitorAttributes = {};
  let frame: Frame | undefined;
  let opened = false;
  let wish: string | undefined;
  let jwt: string | null | undefined;
  let page: HostPage = currentPage();
  /** Seconds that the page has been looked at, and how far down, in percent. */
  let seconds = 0;
  let scrolled = 0;
  let invited: Invitation | undefined;
  /** An agent has begun a chat. */
  let called = false;

  const language = (): string => {
    const wishes = [wish, document.documentElement.lang, ...navigator.languages];
    return negotiate(wishes, site.locales) ?? site.locale;
  };
  const close = () => CLOSE[language().slice(0, 2)] ?? CLOSE["en"] ?? "";

  /** After what is being done now: a listener of the page that fails is the page's affair. */
  const emit = <E extends keyof ChatEvents>(event: E, value: ChatEvents[E]): void => {
    listeners[event]?.forEach((listener) => setTimeout(listener, 0, value));
  };

  const heard = (message: ToHost): void => {
    switch (message.type) {
      case "close":
        show(false);
        return launcher.focus();
      case "open":
        return show(true);
      case "unread":
        launcher.count(message.count);
        return emit("unread", message.count);
      case "message":
        return emit("message", message.message);
      case "consent":
        return memory.consent(message.given);
      case "live":
        return memory.set({ liveUntil: message.live ? Date.now() + LIVE : undefined });
    }
  };

  const load = (): Frame => {
    if (frame) return frame;
    const hello = () => ({
      rapport: "hello" as const,
      site,
      locale: wish ?? document.documentElement.lang,
      browser: memory.all.browser,
      consent: memory.allowed(),
      invited: called,
      page,
    });
    const made = createFrame(base, site, hello, heard);
    frame = made;
    launcher.hold(made.element);
    if (jwt !== undefined) made.tell({ type: "identify", jwt });
    made.tell({ type: "attributes", attributes });
    return made;
  };

  const show = (open: boolean, invitation?: string): void => {
    if (open === opened) return;
    opened = open;
    if (open) {
      launcher.uninvite();
      // Put in again, it is loaded again: what failed before may work now.
      if (frame && !frame.alive()) launcher.hold(frame.element);
      load().tell({ type: "opened", phone: launcher.isPhone(), invitation });
    } else {
      frame?.tell({ type: "closed" });
    }
    launcher.show(open);
    if (open) frame?.element.focus();
    emit(open ? "open" : "close", undefined);
  };

  const launcher = createLauncher(
    site,
    close,
    () => pick(site.look?.launcher_text, language(), site.locale) ?? "",
    {
      toggle: () => show(!opened),
      accept: ({ id }) => show(true, id),
      dismiss() {
        launcher.uninvite();
        launcher.focus();
      },
    },
    base,
    nonce,
  );

  const identify = (token: string | null): void => {
    jwt = token;
    frame?.tell({ type: "identify", jwt });
  };

  /** Before there is a frame that can say it. */
  const tell = async (): Promise<void> => {
    if (!site.tracking || !memory.allowed() || frame) return;
    if (await tellPage(base, site.key, { ...page, locale: language(), browser: memory.browser() })) {
      called = true;
      load();
    }
  };

  /** The visitor went on to another page without the document being loaded again. */
  const walk = (visit?: PageVisit): void => {
    page = { ...currentPage(page), ...visit };
    seconds = scrolled = 0;
    frame?.tell({ type: "page", page });
    void tell();
  };

  const consider = (): void => {
    if (opened || frame || invited || !site.invitations || !site.open) return;
    const facts = {
      url: location.href,
      seconds,
      scrolled,
      returning: memory.all.visits > 1,
      cartValue: attributes.cart_value,
      languages: [language(), navigator.language],
      country: site.country,
    };
    const { shown } = memory.all;
    const found = choose(site.invitations, facts, shown, Date.now());
    if (!found) return;
    memory.set({ shown: { ...shown, [found.id]: Date.now() } });
    if (found.open) return show(true, found.id);
    invited = found;
    launcher.invite(found, pick(found.text, language(), site.locale) ?? "");
  };

  const tick = (): void => {
    if (document.hidden) return;
    // Looking beats listening: pages rewrite history in many ways, and their history is not ours to patch.
    if (location.href !== page.url && seconds > 0) walk();
    seconds += 1;
    scrolled = Math.max(scrolled, ((scrollY + innerHeight) / document.documentElement.scrollHeight) * 100);
    if (seconds % HEARTBEAT === 0) void tell();
    consider();
  };

  const commands: Record<string, ((...args: never[]) => void) | null | undefined> = {
    // What every object has is no command.
    __proto__: null,
    open: () => show(true),
    close: () => show(false),
    identify,
    signOut: () => identify(null),
    setAttributes(change: VisitorAttributes) {
      Object.assign(attributes, change);
      frame?.tell({ type: "attributes", attributes: change });
      consider();
    },
    trackPage: walk,
    consent(given: boolean) {
      memory.consent(given);
      frame?.tell({ type: "consent", given });
      void tell();
    },
    locale(locale: string) {
      wish = locale;
      launcher.paint();
      frame?.tell({ type: "locale", locale });
    },
    on: (event: string, listener: Listener) => (listeners[event] ??= new Set()).add(listener),
    off: (event: string, listener: Listener) => listeners[event]?.delete(listener),
  };

  void tell();
  setInterval(tick, 1000);
  // Whoever is in a chat hears of answers on every page; the page itself comes first.
  if ((memory.all.liveUntil ?? 0) > Date.now()) setTimeout(load, 1500);

  return (call) => {
    const [command, ...args] = Array.from(call);
    const obey = commands[command as string];
    if (obey) obey(...(args as never[]));
    else console.warn("rapport: no command", command);
  };
}
