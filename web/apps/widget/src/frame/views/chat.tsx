import { useState } from "preact/hooks";
import type { ChatView } from "../../chat/protocol.ts";
import { useClient, useUi, useUiState } from "../context.ts";
import { t } from "../i18n.ts";
import { Icon } from "../icons.tsx";
import { Avatar, Faces } from "../parts/avatar.tsx";
import { Bar } from "../parts/bar.tsx";
import { Composer } from "../parts/composer.tsx";
import { Menu } from "../parts/menu.tsx";
import { Timeline } from "../parts/timeline.tsx";
import { useUploads } from "../parts/use-uploads.ts";
import { waitWords } from "../parts/wait.ts";

/** One conversation, or the first words of a new one. */
export function Chat({ id }: { id: string | undefined }) {
  const ui = useUi();
  const conversation = useClient(({ conversations }) => (id === undefined ? undefined : conversations[id]));
  const canUpload = useUiState(({ site }) => !!site.uploads);
  const uploads = useUploads();
  const [dragging, setDragging] = useState(false);
  const chat = conversation?.chat;
  const ended = chat?.state === "ended";
  const holdsFiles = (event: DragEvent) => canUpload && (event.dataTransfer?.types.includes("Files") ?? false);
  return (
    <main
      class="view chat"
      onDragOver={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setDragging(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDragging(false);
      }}
      onDrop={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setDragging(false);
        uploads.add([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <Bar back={() => ui.show({ name: "home" })} actions={<Menu chat={chat} />}>
        <Partner chat={chat} />
      </Bar>
      <Strip chat={chat} />
      <Timeline key={id?.startsWith("new-") ? "new" : id} id={id} conversation={conversation} />
      {ended && (
        <div class="over">
          <span>{t("chat.ended")}</span>
          <button type="button" class="quiet" onClick={ui.startChat}>
            {t("home.startNew")}
          </button>
        </div>
      )}
      <Composer
        conversation={id}
        uploads={uploads}
        placeholder={ended ? t("composer.reopen") : t("composer.placeholder")}
      />
      {dragging && (
        <div class="drop" aria-hidden="true">
          <Icon name="attach" size={28} />
          {t("composer.drop")}
        </div>
      )}
    </main>
  );
}

/** Who is on the other side. */
function Partner({ chat }: { chat: ChatView | undefined }) {
  const site = useUiState(({ site: now }) => now);
  const open = useClient(({ siteOpen }) => siteOpen);
  const agent = chat?.agent;
  if (agent) {
    return (
      <div class="partner">
        <Avatar agent={agent} size={36} />
        <div>
          <h1 tabIndex={-1}>{agent.name}</h1>
          <p>{site.brand.name}</p>
        </div>
      </div>
    );
  }
  return (
    <div class="partner">
      {(site.agents?.length ?? 0) > 0 && <Faces agents={site.agents?.slice(0, 3) ?? []} size={30} />}
      <div>
        <h1 tabIndex={-1}>{site.brand.name}</h1>
        <p class="status">
          {open && <span class="dot" />} {open ? t("home.online") : t("home.closed")}
        </p>
      </div>
    </div>
  );
}

/** What is to be known above the messages: no network, or the place in the queue. */
function Strip({ chat }: { chat: ChatView | undefined }) {
  const online = useUiState((state) => state.online);
  const connection = useClient((state) => state.connection);
  if (!online || connection === "waiting") {
    return (
      <p class={online ? "strip late" : "strip"} role="status">
        <Icon name="offline" size={16} /> {online ? t("chat.reconnecting") : t("chat.offline")}
      </p>
    );
  }
  const queue = chat?.state === "waiting" ? chat.queue : undefined;
  if (!queue) return null;
  const { position, estimated_wait_s: wait } = queue;
  return (
    <p class="strip" role="status">
      <Icon name="clock" size={16} />
      {position <= 1 ? t("queue.next") : t("queue.place", { position })}
      {wait != null && ` · ${waitWords(wait)}`}
    </p>
  );
}
