import type { ChatContent as Content, MessageView } from "@rapport/api";
import { cx } from "@rapport/ui";
import { Check, ClipboardCheck, ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n";
import { webAddress } from "@/shared/web-address";
import { PlainText } from "../plain-text";
import { isChosen } from "./answers";
import { FormContent } from "./form-content";

export interface ChatContentProps {
  content: Content;
  /** Whether we sent it: what strangers point to is not fetched without being asked for. */
  ours: boolean;
  /** What the visitor answered to it. */
  answer: MessageView | undefined;
}

/** What a message is beside its words, as the visitor sees it. Nothing in it can be pressed here but links. */
export function ChatContent({ content, ours, answer }: ChatContentProps) {
  const { t } = useI18n();
  switch (content.kind) {
    case "quick_replies":
      return (
        <ul aria-label={t("content.choices")} className="mt-2 flex flex-wrap gap-1.5">
          {content.options.map(({ label, value }) => (
            <li key={value} className="max-w-full">
              <Choice label={label} chosen={isChosen(answer, value)} />
            </li>
          ))}
        </ul>
      );
    case "card":
      return <Card card={content} ours={ours} answer={answer} />;
    case "form":
      return <FormContent form={content} answer={answer} />;
    case "form_answer":
      return (
        <p className="mt-1 flex items-center gap-1.5 text-xs text-muted">
          <ClipboardCheck size={13} aria-hidden className="shrink-0" />
          {t("content.formAnswer")}
        </p>
      );
    case "choice":
      return null;
    case "link_preview":
      return <LinkPreview preview={content} ours={ours} />;
  }
}

/** A button as it stands in the visitor's window; the one that they pressed is marked by more than its colour. */
function Choice({ label, chosen }: { label: string; chosen: boolean }) {
  const { t } = useI18n();
  return (
    <span
      className={cx(
        "inline-flex min-h-7 max-w-full items-center gap-1 rounded-full border px-3 py-0.5 text-sm",
        chosen ? "border-accent bg-accent-solid font-medium text-on-accent" : "border-line bg-surface text-muted",
      )}
    >
      {chosen && <Check size={13} aria-label={t("content.chosen")} className="shrink-0" />}
      <span className="min-w-0 break-words">{label}</span>
    </span>
  );
}

const box = "mt-2 block w-80 max-w-full overflow-hidden rounded-lg border border-line bg-surface text-text";

/** A picture keeps its room before it is there, and tells the other side nothing of who looks at it. */
function Picture({ url }: { url: string | null | undefined }) {
  const src = webAddress(url);
  if (src === undefined) return null;
  return (
    <img
      src={src}
      alt=""
      loading="lazy"
      decoding="async"
      referrerPolicy="no-referrer"
      className="aspect-video w-full bg-active object-cover"
    />
  );
}

function Words({ title, children }: { title: string; children: ReactNode }) {
  return (
    <span className="block px-3.5 py-2.5">
      <span className="block font-semibold break-words">{title}</span>
      {children}
    </span>
  );
}

interface CardProps extends Pick<ChatContentProps, "ours" | "answer"> {
  card: Extract<Content, { kind: "card" }>;
}

function Card({ card, ours, answer }: CardProps) {
  const buttons = card.buttons ?? [];
  return (
    <div className={box}>
      {ours && <Picture url={card.image_url} />}
      <Words title={card.title}>{card.text !== "" && <PlainText text={card.text} />}</Words>
      {buttons.length > 0 && (
        <ul className="flex flex-wrap gap-1.5 border-t border-line px-3.5 py-2.5">
          {buttons.map(({ label, url, value }, index) => {
            const href = webAddress(url);
            return (
              // The buttons of one card never move, and two may be called the same.
              <li key={index} className="max-w-full">
                {href === undefined ? (
                  <Choice label={label} chosen={isChosen(answer, value)} />
                ) : (
                  <a
                    href={href}
                    title={href}
                    target="_blank"
                    rel="noopener noreferrer nofollow"
                    className="inline-flex min-h-7 max-w-full items-center gap-1 rounded-full border border-line px-3 py-0.5 text-sm text-accent hover:bg-hover"
                  >
                    <span className="min-w-0 break-words">{label}</span>
                    <ExternalLink size={11} aria-hidden className="shrink-0" />
                  </a>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

function LinkPreview({ preview, ours }: { preview: Extract<Content, { kind: "link_preview" }>; ours: boolean }) {
  const href = webAddress(preview.url);
  if (href === undefined) return null;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" className={cx(box, "hover:bg-hover")}>
      {ours && <Picture url={preview.image_url} />}
      <Words title={preview.title}>
        {preview.description != null && preview.description !== "" && (
          <span className="line-clamp-2 text-sm text-muted">{preview.description}</span>
        )}
        <span className="mt-0.5 block truncate text-xs text-faint">{new URL(href).hostname}</span>
      </Words>
    </a>
  );
}
