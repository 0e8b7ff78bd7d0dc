import { render, type ComponentChild } from "preact";
import { act } from "preact/test-utils";
import { vi } from "vitest";
import type { HostHello, ToFrame, ToHost } from "@/bridge";
import type { SiteView } from "@/chat/protocol";
import { App } from "@/frame/app";
import { UiContext } from "@/frame/context";
import { loadLocale } from "@/frame/i18n";
import { createUi, type Ui } from "@/frame/ui";
import { aSite, FakeServer } from "./fake-server";

export interface Stage {
  ui: Ui;
  server: FakeServer;
  root: HTMLElement;
  /** What the frame said to the page. */
  told: ToHost[];
  /** The page says something to the frame. */
  say: (message: ToFrame) => Promise<void>;
  /** Something of its own inside of the chat. */
  draw: (node: ComponentChild) => HTMLElement;
}

/** The frame as it stands in a page, with a server that is not there yet. */
export async function stage(
  change: Partial<SiteView> = {},
  hello: Partial<HostHello> = {},
  prepare: (server: FakeServer) => void = () => undefined,
): Promise<Stage> {
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  const server = new FakeServer();
  server.site = aSite(change);
  prepare(server);
  const told: ToHost[] = [];
  let listener: (message: ToFrame) => void = () => undefined;
  const host = {
    tell: (message: ToHost) => void told.push(message),
    listen: (heard: (message: ToFrame) => void) => void (listener = heard),
  };
  const page = {
    url: "https://shop.example/",
    title: "Shop",
    referrer: "",
    landing: "https://shop.example/?utm_source=x",
  };
  const consent = !(server.site.consent_required ?? false);
  const greeting: HostHello = {
    rapport: "hello",
    site: server.site,
    locale: "en",
    browser: undefined,
    consent,
    invited: false,
    page,
  };
  await loadLocale(["en"]);
  const ui = createUi({ base: "https://desk.example", site: server.site, host, hello: { ...greeting, ...hello } });
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  await act(() => render(<App ui={ui} />, root));
  return {
    ui,
    server,
    root,
    told,
    async say(message) {
      await act(async () => {
        listener(message);
        await server.idle();
      });
    },
    draw(node) {
      const box = document.createElement("div");
      void act(() => render(<UiContext.Provider value={ui}>{node}</UiContext.Provider>, box));
      return box;
    },
  };
}

/** Opened, with a chat that goes on. */
export async function inChat(change: Partial<SiteView> = {}, prepare?: (server: FakeServer) => void): Promise<Stage> {
  localStorage.setItem("rapport.chat.site_1.token", '"visitor_1"');
  const made = await stage(change, {}, (server) => {
    server.seed([{ from: "visitor", message: { id: 1, text: "hello" } }], { agent: { name: "Ana Ionescu" } });
    prepare?.(server);
  });
  await made.say({ type: "opened", phone: false });
  await act(() => made.server.idle());
  return made;
}
