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
import { useForwardDraft, type ForwardHandle } from "./forward/forward-state";
import { ClosedComposer, ModeTabs, type Tab } from "./mode-tabs";
import { useEnterSends } from "./enter-sends";
import { Recipients } from "./reply-recipients";
import { addressOf } from "./pictures";
import { SignaturePreview } from "./signature";
import { useComposer, type ComposerState, type FocusRequest } from "./use-composer";
import { useWishes, type Wish } from "./wishes";

const ForwardPanel = lazy(() => import("./forward/forward-panel"));
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
  const can = conversation.capabilities;
  const wide = useIsWide();
  const [tapped, setTapped] = useState(false);
  const opened = tapped || focusRequest !== undefined;
  const forward = useForwardDraft(conversation.id);
  const forwarding = canReply && can.forward && forward.draft.open;
  const wish = useServedWishes(composer, forward, () => setTapped(true));
  if (!canReply && !canNote) return null;
  // On a phone the conversation needs the room until somebody wants to write.
  if (!wide && !opened && !forwarding && isEmptyDraft(draft)) {
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
          <ModeTabs
            tab={tabOf(composer, forwarding)}
            canReply={canReply}
            canNote={canNote}
            hasOthers={can.recipients && conversation.reply_cc.length > 0}
            canForward={can.forward}
            onChange={(tab) => wish(WISHES[tab])}
          />
        </div>
        {forwarding ? (
          <Suspense fallback={<div className="min-h-60" />}>
            <ForwardPanel conversation={conversation} onDone={() => composer.editor?.focus()} />
          </Suspense>
        ) : (
          <Answer
            composer={composer}
            conversation={conversation}
            setRecipients={setRecipients}
            focusAtOnce={!wide && opened}
          />
        )}
      </Frame>
      {/* Outside of the frame: keys pressed in the dialog would bubble into it and send once more. */}
      <Conflict composer={composer} conversation={conversation} lastSeq={lastSeq} />
    </>
  );
}

const WISHES: Record<Tab, Wish> = {
  reply: { mode: "reply", all: false },
  replyAll: { mode: "reply", all: true },
  forward: { mode: "forward" },
  note: { mode: "note" },
};

function tabOf(composer: ComposerState, forwarding: boolean): Tab {
  if (forwarding) return "forward";
  if (composer.mode === "note") return "note";
  return composer.reach === "all" ? "replyAll" : "reply";
}

/** Does what the tabs, the keys and the buttons at messages ask for; returns how to ask. */
function useServedWishes(composer: ComposerState, forward: ForwardHandle, open: () => void): (wish: Wish) => void {
  const serve = (wish: Wish) => {
    open();
    if (wish.mode === "forward") {
      forward.patch({ open: true, ...("messageId" in wish && { messageId: wish.messageId, without: [] }) });
      return;
    }
    forward.patch({ open: false });
    composer.patch({ mode: wish.mode });
    if (wish.mode === "reply" && wish.all !== undefined) composer.setReach(wish.all ? "all" : "sender");
    composer.editor?.focus();
  };
  useWishes(serve);
  return serve;
}

interface AnswerProps {
  composer: ComposerState;
  conversation: ConversationView;
  setRecipients: ComposerState["setRecipients"];
  focusAtOnce: boolean;
}

/** An answer or a note: for whom, the words, what goes along, and what can be done with it. */
function Answer({ composer, conversation, setRecipients, focusAtOnce }: AnswerProps) {
  const { draft, patch } = composer;
  return (
    <>
      {composer.mode === "note" && <NoteHint />}
      {composer.mode === "reply" && conversation.capabilities.recipients && (
        <Recipients
          ref={setRecipients}
          conversation={conversation}
          draft={draft}
          problems={composer.recipientProblems}
          onChange={patch}
        />
      )}
      <DraftConflict composer={composer} />
      <Writing composer={composer} conversation={conversation} focusAtOnce={focusAtOnce} />
      {composer.mode === "reply" && conversation.capabilities.signature && (
        <SignaturePreview text={conversation.signature} />
      )}
      <AttachmentTray files={composer.files} uploads={composer.uploads} onRemove={composer.removeFile} />
      {composer.problem !== undefined && (
        <p id="composer-problem" role="alert" className="flex items-start gap-1.5 px-4 pb-2 text-sm text-danger">
          <CircleAlert size={15} className="mt-0.5 shrink-0" aria-hidden />
          {composer.problem}
        </p>
      )}
      <ComposerFooter composer={composer} can={conversation.capabilities} />
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
    setDragging(false);
    // What is being forwarded takes its files itself: they must not end up in front of the customer.
    if (event.defaultPrevented) return;
    event.preventDefault();
    composer.addFiles(event.dataTransfer.files, { left: event.clientX, top: event.clientY });
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
  const { live } = conversation.capabilities;
  const enterSends = useEnterSends();
  const isNote = mode === "note";
  const placeholder = t(
    isNote ? "composer.notePlaceholder" : live ? "composer.chatPlaceholder" : "composer.replyPlaceholder",
  );
  return (
    <Suspense
      fallback={
        <p className={cx("px-4 py-2 text-base leading-normal text-faint", live ? "min-h-14" : "min-h-24")}>
          {placeholder}
        </p>
      }
    >
      <RichEditor
        key={mode}
        kind={mode}
        conversationId={conversation.id}
        label={t(isNote ? "composer.noteLabel" : "composer.replyLabel")}
        placeholder={placeholder}
        lang={conversation.language ?? undefined}
        compact={live}
        enterSends={live && enterSends}
        pictures={!live}
        problemId={problem === undefined ? undefined : "composer-problem"}
        value={words}
        focusAtOnce={focusAtOnce}
        onChange={write}
        onFiles={uploads.add}
        onPicture={composer.addPicture}
        addressOf={(cid) => addressOf(composer.draft.attachments, cid)}
        uploadingLabel={t("composer.uploading")}
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
