import { render } from "preact";
import type { SiteView } from "../chat/protocol.ts";
import { App } from "./app.tsx";
import { meetHost } from "./host.ts";
import { loadLocale } from "./i18n.ts";
import { createUi } from "./ui.ts";
import "./styles/base.css";
import "./styles/views.css";
import "./styles/timeline.css";
import "./styles/composer.css";

/** The page stands at `<base>/chat/<site key>`. */
const PLACE = /^(.*)\/chat\/([^/]+)\/?$/;

async function siteOf(base: string, key: string): Promise<SiteView> {
  const answer = await fetch(`${base}/api/v1/chat/sites/${key}`, { credentials: "omit" });
  if (!answer.ok) throw new Error(`the site answered ${answer.status}`);
  return (await answer.json()) as SiteView;
}

async function start(): Promise<void> {
  const [, prefix = "", key = ""] = PLACE.exec(location.pathname) ?? [];
  const base = location.origin + prefix;
  const met = await meetHost();
  const site = met?.hello.site ?? (await siteOf(base, key));
  await loadLocale([met?.hello.locale, ...navigator.languages, site.locale]);
  const ui = createUi({ base, site, host: met?.host, hello: met?.hello });
  const root = document.getElementById("root");
  if (!root) return;
  root.replaceChildren();
  render(<App ui={ui} />, root);
}

void start();
