import type { EntryView, MessageView } from "@rapport/api";
import { Avatar, cx, IconButton } from "@rapport/ui";
import { Code, Ellipsis, Forward, Image } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useI18n, type I18n } from "@/i18n";
import { useNow } from "@/shared/hooks/use-now";
import { useCan } from "@/shared/session";
import { formatAddress } from "../composer/addresses";
import { askComposer } from "../composer/wishes";
import { useFullMessage } from "../data/full-message";
import { AttachmentList } from "./attachment-list";
import { useCapabilities } from "./capabilities";
import { Delivery } from "./delivery";
import { HtmlFrame } from "./html-frame";
import { PlainText } from "./plain-text";
import { Verdict } from "./verdict";

const SourceDialog = lazy(() => import("./source-dialog"));

export interface MessageProps {
  conversationId: number;
  entry: EntryView;
  message: MessageView;
}

/** A message from or to the customer. */
export function Message({ conversationId, entry, message }: MessageProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const [showRemote, setShowRemote] = useState(false);
  const [showQuoted, setShowQuoted] = useState(false);
  const full = useFullMessage(message.id, showQuoted);
  const incoming = message.direction === "in";
  const html = showQuoted ? (full.data?.full_html ?? message.html) : message.html;
  const files = message.attachments.filter((file) => !file.inline || !message.html);

  return (
    <article
      aria-label={t(incoming ? "message.from" : "message.by", { name: incoming ? sender(message) : entry.actor.name })}
      className="flex gap-3"
    >
      <Avatar name={incoming ? sender(message) : entry.actor.name} className="mt-0.5 max-md:hidden" />
      <div
        className={cx(
          "min-w-0 flex-1 rounded-lg border px-4 py-3",
          incoming
            ? "border-line bg-surface"
            : message.delivery === "cancelled"
              ? "border-dashed border-line text-muted"
              : "border-accent-line/70 bg-accent-soft/45",
        )}
      >
        <MessageHead entry={entry} message={message} />
        {message.kind !== "normal" && <p className="mt-1 text-xs text-muted">{kindText(message, i18n)}</p>}
        <div className="mt-2 text-base leading-normal">
          {html ? (
            <HtmlFrame
              title={t("message.frame", { name: sender(message) })}
              html={html}
              attachments={message.attachments}
              showRemote={showRemote}
            />
          ) : (
            <PlainText text={message.text} lang={message.language} />
          )}
          {!html && showQuoted && full.data && (
            <div className="mt-2 border-l-2 border-line pl-3 text-muted">
              <PlainText text={full.data.quoted_text} lang={message.language} />
            </div>
          )}
        </div>
        <div className="flex flex-wrap items-center gap-2 empty:hidden [&:not(:empty)]:mt-2">
          {message.has_quoted && (
            <button
              type="button"
              aria-expanded={showQuoted}
              aria-label={t(showQuoted ? "message.hideQuoted" : "message.showQuoted")}
              title={t(showQuoted ? "message.hideQuoted" : "message.showQuoted")}
              onClick={() => setShowQuoted(!showQuoted)}
              className="inline-flex h-6 items-center rounded-full bg-active px-2 text-muted hover:text-text pointer-coarse:h-8"
            >
              <Ellipsis size={16} aria-hidden />
            </button>
          )}
          {message.remote_images > 0 && !showRemote && (
            <button
              type="button"
              onClick={() => setShowRemote(true)}
              className="inline-flex h-6 items-center gap-1.5 rounded-full bg-active px-2.5 text-xs text-muted hover:text-text pointer-coarse:h-8"
            >
              <Image size={13} aria-hidden />
              {t("message.showImages", { count: message.remote_images })}
            </button>
          )}
        </div>
        <AttachmentList files={files} />
        {!incoming && <Delivery conversationId={conversationId} message={message} />}
      </div>
    </article>
  );
}

function sender(message: MessageView): string {
  return message.from.name || message.from.address;
}

const KINDS = [
  "auto_reply",
  "bounce",
  "calendar",
  "delivery_receipt",
  "abuse_report",
  "forward",
  "third_party",
] as const;

function kindOf(message: MessageView): (typeof KINDS)[number] {
  return KINDS.find((kind) => kind === message.kind) ?? "auto_reply";
}

/** What it is when it is no answer between us and the customer. */
function kindText(message: MessageView, { t, list }: I18n): string {
  const people = list([...message.to, ...message.cc, ...message.bcc].map((one) => one.name || one.address));
  if (message.kind === "third_party" && message.direction === "out") return t("message.kind.aside", { people });
  return t(`message.kind.${kindOf(message)}`, { people });
}

/** Who, to whom, when. Recipients in full are one click away; the first line stays short. */
function MessageHead({ entry, message }: { entry: EntryView; message: MessageView }) {
  const { t, stamp, exact, list } = useI18n();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const incoming = message.direction === "in";
  const name = incoming ? sender(message) : entry.actor.name;
  const everybody = [...message.to, ...message.cc, ...message.bcc];
  const brief = list(everybody.slice(0, 2).map((item) => item.name || item.address));
  return (
    <header>
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-1.5">
            <span className="max-w-full truncate font-semibold">{name}</span>
            {incoming && <Verdict message={message} />}
          </div>
          <button
            type="button"
            hidden={everybody.length === 0}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="-ml-1 max-w-full truncate rounded-sm px-1 text-left text-xs text-faint pointer-coarse:min-h-6 hover:text-text"
          >
            {t("message.toWhom", { names: brief, more: Math.max(0, everybody.length - 2) })}
          </button>
        </div>
        <time dateTime={entry.at} title={exact(entry.at)} className="shrink-0 text-xs text-faint tabular-nums">
          {stamp(entry.at, now)}
        </time>
        <ForwardButton message={message} />
        <SourceButton message={message} />
      </div>
      {open && <AddressDetails message={message} />}
    </header>
  );
}

function AddressDetails({ message }: { message: MessageView }) {
  const { t } = useI18n();
  const rows = [
    { label: t("message.fromLabel"), people: [message.from] },
    { label: t("composer.to"), people: message.to },
    { label: t("composer.cc"), people: message.cc },
    { label: t("composer.bcc"), people: message.bcc },
  ];
  return (
    <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 rounded bg-hover px-3 py-2 text-sm">
      {rows
        .filter((row) => row.people.length > 0)
        .map((row) => (
          <div key={row.label} className="contents">
            <dt className="text-faint">{row.label}</dt>
            <dd className="break-words">{row.people.map(formatAddress).join(", ")}</dd>
          </div>
        ))}
      {message.subject !== "" && (
        <div className="contents">
          <dt className="text-faint">{t("message.subject")}</dt>
          <dd className="break-words">{message.subject}</dd>
        </div>
      )}
    </dl>
  );
}

function ForwardButton({ message }: { message: MessageView }) {
  const { t } = useI18n();
  const can = useCan();
  const capabilities = useCapabilities();
  if (!can("conversations.reply") || message.delivery === "cancelled" || capabilities?.forward === false) return null;
  return (
    <IconButton
      label={t("message.forward")}
      size="sm"
      className="-mt-1 -mr-1.5"
      onClick={() => askComposer({ mode: "forward", messageId: message.id })}
    >
      <Forward size={14} aria-hidden />
    </IconButton>
  );
}

function SourceButton({ message }: { message: MessageView }) {
  const { t } = useI18n();
  const can = useCan();
  const [open, setOpen] = useState(false);
  if (!message.has_raw || !can("conversations.raw")) return null;
  return (
    <>
      <IconButton label={t("message.source")} size="sm" className="-mt-1 -mr-1.5" onClick={() => setOpen(true)}>
        <Code size={14} aria-hidden />
      </IconButton>
      {open && (
        <Suspense fallback={null}>
          <SourceDialog messageId={message.id} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
