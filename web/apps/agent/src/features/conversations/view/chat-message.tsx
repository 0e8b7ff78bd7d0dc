import type { EntryView, MessageView } from "@rapport/api";
import { Avatar, cx } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { ReceiptMark } from "@/features/chat";
import { useI18n } from "@/i18n";
import { useNow } from "@/shared/hooks/use-now";
import { conversationQuery } from "../data/queries";
import { AttachmentList } from "./attachment-list";
import { isSpokenByContent } from "./content/answers";
import { ChatContent } from "./content/chat-content";
import { Delivery } from "./delivery";
import { HtmlFrame } from "./html-frame";
import { PlainText } from "./plain-text";

export interface ChatMessageProps {
  conversationId: number;
  entry: EntryView;
  message: MessageView;
  /** The same side said something a moment ago: who and when stands there already. */
  continued: boolean;
  /** What the customer answered to its buttons or questions. */
  answer?: MessageView | undefined;
}

/** Whether it was said in the chat itself; what came or left as a mail is shown as one. */
export function isChatMessage(message: MessageView): boolean {
  return message.kind === "normal" && !message.has_raw && message.to.length === 0;
}

/** Short words to and fro: theirs at the left, ours at the right, those of one breath close together. */
export function ChatMessage({ conversationId, entry, message, continued, answer }: ChatMessageProps) {
  const { t, stamp, exact } = useI18n();
  const now = useNow();
  const newest =
    useQuery({ ...conversationQuery(conversationId), select: (it) => it.last_seq === entry.seq }).data === true;
  const incoming = message.direction === "in";
  const name = incoming ? message.from.name || message.from.address || entry.actor.name : entry.actor.name;
  const shown = name || t("chat.visitor");
  const files = message.attachments.filter((file) => !file.inline || !message.html);
  return (
    <article
      aria-label={t(incoming ? "message.from" : "message.by", { name: shown })}
      className={cx("flex gap-2.5", !incoming && "flex-row-reverse")}
    >
      <span className={cx("mt-0.5 w-7 shrink-0 max-md:hidden", !incoming && "hidden")}>
        {!continued && <Avatar name={shown} size="sm" />}
      </span>
      <div className={cx("flex max-w-[min(36rem,85%)] min-w-0 flex-col", message.html && "w-full")}>
        {!continued && (
          <p className={cx("mb-0.5 truncate px-1 text-xs text-muted", !incoming && "text-right")}>{shown}</p>
        )}
        <div
          className={cx(
            "min-w-0 rounded-lg border px-3.5 py-2 text-base leading-normal",
            incoming ? "rounded-tl-sm border-line bg-surface" : "rounded-tr-sm border-accent-line/70 bg-accent-soft",
          )}
        >
          {message.html ? (
            <HtmlFrame
              title={t("message.frame", { name: shown })}
              html={message.html}
              attachments={message.attachments}
              showRemote={false}
            />
          ) : (
            message.text !== "" &&
            !isSpokenByContent(message) && <PlainText text={message.text} lang={message.language} />
          )}
          {message.content && <ChatContent content={message.content} ours={!incoming} answer={answer} />}
          <AttachmentList files={files} />
          <p className="mt-0.5 flex items-center justify-end gap-1 text-xs text-faint">
            <time dateTime={entry.at} title={exact(entry.at)} className="tabular-nums">
              {stamp(entry.at, now)}
            </time>
            {!incoming && message.delivery === "sent" && (
              <ReceiptMark conversationId={conversationId} seq={entry.seq} spelled={newest} />
            )}
          </p>
        </div>
        {!incoming && message.delivery !== "sent" && <Delivery conversationId={conversationId} message={message} />}
      </div>
    </article>
  );
}
