import type { MessageView } from "../../chat/protocol.ts";
import { useUi } from "../context.ts";
import { t, time } from "../i18n.ts";
import { Icon } from "../icons.tsx";
import { fromHtml } from "../text/html.tsx";
import { isEmoji, rich } from "../text/rich.tsx";
import { Avatar } from "./avatar.tsx";
import { Content } from "./content.tsx";
import { Files } from "./files.tsx";
import { failedWords } from "./problem-words.ts";
import type { MessageRow } from "./rows.ts";

interface Props {
  row: MessageRow;
  /** What the newest own message tells of its way; nothing for the others. */
  receipt: string | undefined;
  /** Conversation that an answer goes to. */
  conversation: string | undefined;
  /** Whether questions in it may still be answered. */
  answerable: boolean;
}

export function Message({ row, receipt, conversation, answerable }: Props) {
  const { message, own, agent, first, last } = row;
  const ui = useUi();
  const brand = ui.store.get().site.brand.name;
  const who = agent ?? { name: brand };
  return (
    <li class={`message ${own ? "own" : "other"} ${first ? "first" : ""} ${last ? "last" : ""}`}>
      {!own && <span class="face">{last && <Avatar agent={who} size={28} />}</span>}
      <div class="said">
        <span class="sr">{own ? t("message.you") : who.name}</span>
        {!own && first && <span class="who">{who.name}</span>}
        <Body message={message} />
        {message.attachments && message.attachments.length > 0 && <Files files={message.attachments} />}
        {message.content && (
          <Content message={message} content={message.content} conversation={conversation} answerable={answerable} />
        )}
        <Foot row={row} receipt={receipt} />
      </div>
    </li>
  );
}

function Body({ message }: { message: MessageView }) {
  const { text, html, content } = message;
  // A form asks by its own words; said before it, they would stand there twice.
  if (!text && !html) return null;
  if (content?.kind === "card" && text === content.title) return null;
  if (isEmoji(text)) return <div class="emoji-only">{text}</div>;
  return <div class={html ? "bubble marked" : "bubble"}>{html ? fromHtml(html) : rich(text)}</div>;
}

function Foot({ row, receipt }: { row: MessageRow; receipt: string | undefined }) {
  const ui = useUi();
  if (row.state === "failed") {
    return (
      <span class="meta failed" role="alert">
        <Icon name="alert" size={14} />
        {failedWords(row.code)}
        <button type="button" onClick={() => ui.client.outbox.retry(row.key)}>
          {t("action.retry")}
        </button>
        <button type="button" onClick={() => ui.client.outbox.discard(row.key)}>
          {t("action.discard")}
        </button>
      </span>
    );
  }
  if (!row.last && !receipt) return null;
  return (
    <span class="meta">
      <time dateTime={row.at}>{time(row.at)}</time>
      {receipt && <span class="receipt"> · {receipt}</span>}
    </span>
  );
}
