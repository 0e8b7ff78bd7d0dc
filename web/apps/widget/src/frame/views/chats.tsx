import { newestFirst } from "../../chat/timeline.ts";
import { useClient, useUi } from "../context.ts";
import { t } from "../i18n.ts";
import { Bar } from "../parts/bar.tsx";
import { ConversationRow } from "./home.tsx";

/** All conversations of the visitor. */
export function Chats() {
  const ui = useUi();
  const conversations = newestFirst(Object.values(useClient(({ conversations: all }) => all)));
  return (
    <div class="view">
      <Bar back={() => ui.show({ name: "home" })}>
        <h1 tabIndex={-1}>{t("home.earlier")}</h1>
      </Bar>
      <main class="scroll list">
        {conversations.map((conversation) => (
          <ConversationRow key={conversation.id} conversation={conversation} />
        ))}
      </main>
      <footer class="foot">
        <button type="button" class="primary" onClick={ui.startChat}>
          {t("home.start")}
        </button>
      </footer>
    </div>
  );
}
