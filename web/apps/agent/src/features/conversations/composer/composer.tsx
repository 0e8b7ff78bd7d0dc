import type { ConversationView } from "@rapport/api";
import { cx } from "@rapport/ui";
import { CircleAlert, StickyNote } from "lucide-react";
import { lazy, Suspense, useState, type DragEvent, type KeyboardEvent, type ReactNode } from "react";
import { useI18n } from "@/i18n";
import { useIsWide } from "@/shared/hooks/use-media";
import { isEmptyDraft, type Draft } from "../data/drafts";
import { AttachmentTray } from "./attachment-tray";
import { ComposerFooter } from "./composer-footer";
import { ConflictDialog } from "./conflict-dialog";
import { DraftConflict } from "./draft-conflict";
import { ClosedComposer, ModeTabs } from "./mode-tabs";
import { Recipients } from "./reply-recipients";
import { useComposer, type ComposerState, type FocusRequest } from "./use-composer";

const RichEditor = lazy(() => import("./editor/rich-editor"));

export interface ComposerProps {
  conversation: ConversationView;
  /** The last entry on screen. */
  lastSeq: number;
  focusRequest: FocusRequest | undefined;
}

/** Where answers and notes are written. */
export function Composer({ conversation, lastSeq, focusRequest }: ComposerProps) {
  const composer = useComposer(conversation, lastSeq, focusRequest);
  const { canReply, canNote, draft, patch, setRecipients } = composer;
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
          <Recipients
            ref={setRecipients}
            conversation={conversation}
            draft={draft}
            problems={composer.recipientProblems}
            onChange={patch}
          />
        )}
        <DraftConflict composer={composer} />
        <Writing composer={composer} conversation={conversation} focusAtOnce={!wide && opened} />
        <AttachmentTray files={composer.files} uploads={composer.uploads} onRemove={composer.removeFile} />
        {composer.problem !== undefined && (
          <p id="composer-problem" role="alert" className="flex items-start gap-1.5 px-4 pb-2 text-sm text-danger">
            <CircleAlert size={15} className="mt-0.5 shrink-0" aria-hidden />
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
    } else if (event.key === "Escape") composer.editor?.blur();
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
      className={cx(
        "@container relative shrink-0 border-t",
        isNote ? "border-note-line bg-note" : "border-line bg-surface",
      )}
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

interface WritingProps {
  composer: ComposerState;
  conversation: ConversationView;
  focusAtOnce: boolean;
}

/** The editor comes when somebody looks at a conversation; until it is there, its place is kept. */
function Writing({ composer, conversation, focusAtOnce }: WritingProps) {
  const { t } = useI18n();
  const { words, mode, problem, uploads, write, submit, setEditor } = composer;
  const isNote = mode === "note";
  const placeholder = t(isNote ? "composer.notePlaceholder" : "composer.replyPlaceholder");
  return (
    <Suspense fallback={<p className="min-h-24 px-4 py-2 text-base leading-normal text-faint">{placeholder}</p>}>
      <RichEditor
        key={mode}
        kind={mode}
        conversationId={conversation.id}
        label={t(isNote ? "composer.noteLabel" : "composer.replyLabel")}
        placeholder={placeholder}
        lang={conversation.language ?? undefined}
        problemId={problem === undefined ? undefined : "composer-problem"}
        value={words}
        focusAtOnce={focusAtOnce}
        onChange={write}
        onFiles={uploads.add}
        onSubmit={(event) => submit({ solve: event.shiftKey && !isNote })}
        onReady={setEditor}
      />
    </Suspense>
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
