import type { Conversation } from "../../chat/timeline.ts";
import { newestFirst } from "../../chat/timeline.ts";
import { useClient, useUi, useUiState } from "../context.ts";
import { ago, opening, t } from "../i18n.ts";
import { useTick } from "../hooks.ts";
import { Icon, IconButton } from "../icons.tsx";
import { Avatar, Faces } from "../parts/avatar.tsx";
import { waitWords } from "../parts/wait.ts";
import { rich } from "../text/rich.tsx";
import { safeImage } from "../text/safe-url.ts";
import { siteTexts } from "../ui.ts";

/** How many earlier conversations stand on the first page. */
const SHOWN = 3;

export function Home() {
  const ui = useUi();
  const site = useUiState(({ site: now }) => now);
  const texts = siteTexts(ui.store.get());
  const open = useClient(({ siteOpen }) => siteOpen);
  const conversations = newestFirst(Object.values(useClient(({ conversations: all }) => all)));
  const name = useClient(({ visitor }) => visitor?.name?.split(" ")[0]);
  const logo = safeImage(site.brand.logo_url);
  return (
    <div class="view home">
      <header class="hero">
        <div class="hero-top">
          {logo ? <img class="logo" src={logo} alt={site.brand.name} /> : <strong>{site.brand.name}</strong>}
          {!ui.standalone && <IconButton icon="close" label={t("action.close")} onClick={ui.close} />}
        </div>
        {(site.agents?.length ?? 0) > 0 && <Faces agents={site.agents ?? []} size={44} />}
        <h1 tabIndex={-1}>{texts.greeting || (name ? t("home.greetingName", { name }) : t("home.greeting"))}</h1>
        <p>{texts.subtitle || t("home.subtitle")}</p>
      </header>
      <main class="cards">
        <Barred />
        <button type="button" class="card start" onClick={ui.startChat}>
          <span class="card-text">
            <strong>{open ? t("home.start") : t("home.leave")}</strong>
            <Availability open={open} />
          </span>
          <span class="round">
            <Icon name={open ? "send" : "mail"} />
          </span>
        </button>
        {conversations.length > 0 && (
          <section class="card list" aria-labelledby="earlier">
            <h2 id="earlier">{t("home.earlier")}</h2>
            {conversations.slice(0, SHOWN).map((conversation) => (
              <ConversationRow key={conversation.id} conversation={conversation} />
            ))}
            {conversations.length > SHOWN && (
              <button type="button" class="all" onClick={() => ui.show({ name: "chats" })}>
                {t("home.all")}
                <Icon name="next" size={16} />
              </button>
            )}
          </section>
        )}
        {texts.privacy && <p class="privacy">{rich(texts.privacy)}</p>}
      </main>
    </div>
  );
}

function Availability({ open }: { open: boolean }) {
  const { opens_at: at, estimated_wait_s: wait } = useUiState(({ site }) => site);
  const offline = siteTexts(useUi().store.get()).offline;
  if (open) {
    return (
      <span class="status">
        <span class="dot" /> {wait == null ? t("home.online") : t("home.onlineWait", { wait: waitWords(wait) })}
      </span>
    );
  }
  return <span class="status">{offline || (at ? t("home.opens", { when: opening(at) }) : t("home.closed"))}</span>;
}

/** Why nothing goes at all. */
function Barred() {
  const required = useUiState(({ site }) => site.identity_required ?? false);
  const barred = useClient(
    ({ barred: code, visitor }) => code ?? (required && !visitor?.verified ? "identity_required" : undefined),
  );
  if (!barred) return null;
  const words =
    barred === "identity_required"
      ? t("barred.identity")
      : barred === "blocked"
        ? t("barred.blocked")
        : t("barred.off");
  return (
    <p class="notice" role="alert">
      <Icon name="alert" size={18} /> {words}
    </p>
  );
}

export function ConversationRow({ conversation }: { conversation: Conversation }) {
  const ui = useUi();
  const brand = useUiState(({ site }) => site.brand.name);
  useTick(60_000);
  const { chat, unread } = conversation;
  const agent = chat?.agent;
  const last = chat?.last_entry;
  const words = last?.message?.text || (last?.message?.attachments?.length ? t("message.file") : "");
  const preview = last?.from === "visitor" ? t("home.you", { text: words }) : words;
  return (
    <button type="button" class="row" onClick={() => ui.show({ name: "chat", id: conversation.id })}>
      <Avatar agent={agent ?? { name: brand }} size={38} />
      <span class="row-text">
        <span>
          <strong>{agent?.name ?? brand}</strong>
          {last && <time dateTime={last.at}>{ago(last.at)}</time>}
        </span>
        <span>
          <span class={unread > 0 ? "preview new" : "preview"}>
            {preview || (chat ? t("chat.begun") : t("message.sending"))}
          </span>
          {unread > 0 ? (
            <span class="count">
              {unread} <span class="sr">{t("home.unread", { count: unread })}</span>
            </span>
          ) : (
            chat?.state === "ended" && <span class="ended">{t("chat.endedShort")}</span>
          )}
        </span>
      </span>
    </button>
  );
}
