import type { ConversationView } from "@rapport/api";
import { cx } from "@rapport/ui";
import { StickyNote } from "lucide-react";
import { useState, type ClipboardEvent, type DragEvent, type KeyboardEvent, type ReactNode } from "react";
import { useI18n } from "@/i18n";
import { useIsWide } from "@/shared/hooks/use-media";
import { isEmptyDraft, type Draft } from "../data/drafts";
import { AttachmentTray } from "./attachment-tray";
import { ComposerFooter } from "./composer-footer";
import { ConflictDialog } from "./conflict-dialog";
import { ClosedComposer, ModeTabs } from "./mode-tabs";
import { Recipients } from "./reply-recipients";
import { useComposer, type ComposerState, type FocusRequest } from "./use-composer";

export interface ComposerProps {
  conversation: ConversationView;
  /** The last entry on screen. */
  lastSeq: number;
  focusRequest: FocusRequest | undefined;
}

/** Where answers and notes are written. */
export function Composer({ conversation, lastSeq, focusRequest }: ComposerProps) {
  const composer = useComposer(conversation, lastSeq, focusRequest);
  const { canReply, canNote, draft, patch } = composer;
  const wide = useIsWide();
  const [tapped, setTapped] = useState(false);
  const opened = tapped || focusRequest !== undefined;
  if (!canReply && !canNote) return null;
  // On a phone the conversation needs the room until somebody wants to write.
  if (!wide && !opened && isEmptyDraft(draft)) {
    const open = (mode: Draft["mode"]) => {
      patch({ mode });
      setTapped(true);
    };
    return <ClosedComposer canReply={canReply} canNote={canNote} onOpen={open} />;
  }
  return (
    <>
      <Frame composer={composer}>
        <div className="flex items-center gap-1 px-4 pt-2">
          <ModeTabs mode={composer.mode} canReply={canReply} canNote={canNote} onChange={(mode) => patch({ mode })} />
        </div>
        {composer.mode === "note" ? (
          <NoteHint />
        ) : (
          <Recipients conversation={conversation} draft={draft} onChange={patch} />
        )}
        <Words composer={composer} language={conversation.language} focusAtOnce={!wide && opened} />
        <AttachmentTray
          files={draft.attachments}
          uploads={composer.uploads}
          onRemove={(file) => patch({ attachments: draft.attachments.filter((other) => other.id !== file.id) })}
        />
        {composer.problem !== undefined && (
          <p id="composer-problem" role="alert" className="px-4 pb-1 text-sm text-danger">
            {composer.problem}
          </p>
        )}
        <ComposerFooter composer={composer} />
      </Frame>
      {/* Outside of the frame: keys pressed in the dialog would bubble into it and send once more. */}
      <Conflict composer={composer} conversation={conversation} lastSeq={lastSeq} />
    </>
  );
}

/** The box around everything: takes dropped files and the sending keys from whichever field they come. */
function Frame({ composer, children }: { composer: ComposerState; children: ReactNode }) {
  const { t } = useI18n();
  const [dragging, setDragging] = useState(false);
  const isNote = composer.mode === "note";
  const onKeyDown = (event: KeyboardEvent) => {
    // A field that took the key for itself, as one with a half typed recipient does, is not ready to be sent.
    if (event.defaultPrevented) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      composer.submit({ solve: event.shiftKey && !isNote });
    } else if (event.key === "Escape") composer.textarea.current?.blur();
  };
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setDragging(true);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDragging(false);
    composer.uploads.add(event.dataTransfer.files);
  };
  return (
    // Keys bubble up from the fields; dropping files is a second way for the pointer, the button serves everybody.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      aria-label={t("composer.title")}
      onDragOver={onDragOver}
      onDragLeave={() => setDragging(false)}
      onDrop={onDrop}
      onKeyDown={onKeyDown}
      className={cx("relative shrink-0 border-t", isNote ? "border-note-line bg-note" : "border-line bg-surface")}
    >
      {dragging && (
        <div className="pointer-events-none absolute inset-1 z-10 flex items-center justify-center rounded border-2 border-dashed border-accent bg-accent-soft/90 font-medium text-accent">
          {t("composer.dropFiles")}
        </div>
      )}
      {children}
    </section>
  );
}

function NoteHint() {
  const { t } = useI18n();
  return (
    <p className="flex items-center gap-1.5 px-4 pt-1 text-xs text-muted">
      <StickyNote size={13} aria-hidden />
      {t("composer.noteHint")}
    </p>
  );
}

interface WordsProps {
  composer: ComposerState;
  /** The spell checker follows the customer's language. */
  language: string | null | undefined;
  focusAtOnce: boolean;
}

function Words({ composer, language, focusAtOnce }: WordsProps) {
  const { t } = useI18n();
  const { textarea, text, mode, problem, uploads, write } = composer;
  const isNote = mode === "note";
  const wrong = problem !== undefined;
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    uploads.add(event.clipboardData.files);
  };
  return (
    <textarea
      ref={textarea}
      // Opened by a tap on "Reply": the next thing is writing.
      // eslint-disable-next-line jsx-a11y/no-autofocus
      autoFocus={focusAtOnce}
      aria-label={t(isNote ? "composer.noteLabel" : "composer.replyLabel")}
      aria-invalid={wrong || undefined}
      aria-describedby={wrong ? "composer-problem" : undefined}
      lang={language ?? undefined}
      value={text}
      placeholder={t(isNote ? "composer.notePlaceholder" : "composer.replyPlaceholder")}
      onChange={(event) => write(event.target.value)}
      onPaste={onPaste}
      className="block field-sizing-content max-h-[38dvh] min-h-18 w-full resize-none overflow-y-auto bg-transparent px-4 py-2 text-base leading-normal focus-visible:outline-none max-md:min-h-12"
    />
  );
}

function Conflict({
  composer,
  conversation,
  lastSeq,
}: {
  composer: ComposerState;
  conversation: ConversationView;
  lastSeq: number;
}) {
  const { sender, draft, patch } = composer;
  if (sender.conflict === undefined) return null;
  return (
    <ConflictDialog
      conversationId={conversation.id}
      seenSeq={draft.seenSeq ?? conversation.last_seq}
      onClose={sender.dismissConflict}
      onReview={() => {
        patch({ seenSeq: lastSeq });
        sender.dismissConflict();
      }}
      onSendAnyway={() => void sender.send({ ...sender.conflict, force: true })}
    />
  );
}
