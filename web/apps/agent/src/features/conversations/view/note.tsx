import type { EntryView, MessageView } from "@rapport/api";
import { Avatar } from "@rapport/ui";
import { StickyNote } from "lucide-react";
import { useI18n } from "@/i18n";
import { useNow } from "@/shared/hooks/use-now";
import { AttachmentList } from "./attachment-list";
import { PlainText } from "./plain-text";

/** A note among colleagues: another colour, another icon and a word, so that nobody takes it for a sent answer. */
export function Note({ entry, message }: { entry: EntryView; message: MessageView }) {
  const { t, stamp, exact } = useI18n();
  const now = useNow();
  return (
    <article aria-label={t("note.by", { name: entry.actor.name })} className="flex gap-3">
      <Avatar name={entry.actor.name} className="mt-0.5 max-md:hidden" />
      <div className="min-w-0 flex-1 rounded-lg border border-note-line bg-note px-4 py-3">
        <header className="flex items-start gap-2">
          <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2">
            <span className="truncate font-semibold">{entry.actor.name}</span>
            <span className="inline-flex items-center gap-1 text-xs text-muted">
              <StickyNote size={12} aria-hidden />
              {t("note.internal")}
            </span>
          </div>
          <time dateTime={entry.at} title={exact(entry.at)} className="shrink-0 text-xs text-muted tabular-nums">
            {stamp(entry.at, now)}
          </time>
        </header>
        <div className="mt-1.5 leading-normal">
          <PlainText text={message.text} lang={message.language} />
        </div>
        <AttachmentList files={message.attachments} />
      </div>
    </article>
  );
}
