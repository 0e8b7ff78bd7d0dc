import type { ConversationView } from "@rapport/api";
import { Button, cx, IconButton, Tooltip } from "@rapport/ui";
import { Paperclip, Send, StickyNote } from "lucide-react";
import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
} from "react";
import { useI18n } from "@/i18n";
import { useIsWide } from "@/shared/hooks/use-media";
import { useLive } from "@/shared/live";
import { useCan, useSession } from "@/shared/session";
import { isEmptyDraft, useDraft, type Draft } from "../data/drafts";
import { AttachmentTray } from "./attachment-tray";
import { ConflictDialog } from "./conflict-dialog";
import { ClosedComposer, ModeTabs } from "./mode-tabs";
import { Recipients } from "./reply-recipients";
import { useSend, type SendOptions } from "./use-send";
import { useTypingSignal } from "./use-typing-signal";
import { useUploads } from "./use-uploads";

export interface ComposerProps {
  conversation: ConversationView;
  /** The last entry on screen. */
  lastSeq: number;
  /** Set when a shortcut asks for the composer; a new object each time. */
  focusRequest: { mode: Draft["mode"] } | undefined;
}

export function Composer({ conversation, lastSeq, focusRequest }: ComposerProps) {
  const { t } = useI18n();
  const can = useCan();
  const { agent } = useSession();
  const live = useLive();
  const handle = useDraft(agent.id, conversation.id);
  const { draft, patch } = handle;
  const sender = useSend(conversation, handle);
  const textarea = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [dragging, setDragging] = useState(false);
  const wide = useIsWide();
  const [tapped, setTapped] = useState(false);
  const opened = tapped || focusRequest !== undefined;
  const [problem, setProblem] = useState<string>();
  const attachments = useRef(draft.attachments);
  useEffect(() => {
    attachments.current = draft.attachments;
  });
  const uploads = useUploads(useCallback((file) => patch({ attachments: [...attachments.current, file] }), [patch]));
  const signalTyping = useTypingSignal((active) => live.typing(conversation.id, active));

  const canReply = can("conversations.reply");
  const canNote = can("conversations.note");
  const mode = !canReply ? "note" : !canNote ? "reply" : draft.mode;
  const isNote = mode === "note";
  const text = isNote ? draft.note : draft.text;

  useEffect(() => {
    if (!focusRequest) return;
    patch({ mode: focusRequest.mode });
    textarea.current?.focus();
  }, [focusRequest, patch]);

  if (!canReply && !canNote) return null;
  // On a phone the conversation needs the room until somebody wants to write.
  if (!wide && !opened && isEmptyDraft(draft)) {
    const open = (next: Draft["mode"]) => {
      patch({ mode: next });
      setTapped(true);
    };
    return <ClosedComposer canReply={canReply} canNote={canNote} onOpen={open} />;
  }

  const write = (value: string) => {
    setProblem(undefined);
    if (isNote) patch({ note: value });
    // From the first word on it counts what the agent had seen, not what arrives while they write.
    else patch({ text: value, seenSeq: draft.text === "" ? lastSeq : draft.seenSeq });
    signalTyping();
  };
  const submit = (options: SendOptions = {}) => {
    if (text.trim() === "") setProblem(t(isNote ? "composer.emptyNote" : "composer.emptyReply"));
    else if (!isNote && (draft.to ?? conversation.reply_to).length === 0) setProblem(t("composer.noRecipient"));
    else if (uploads.busy) setProblem(t("composer.uploadsBusy"));
    else void sender.send(options);
    textarea.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit({ solve: event.shiftKey && !isNote });
    } else if (event.key === "Escape") textarea.current?.blur();
  };
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    uploads.add(event.clipboardData.files);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDragging(false);
    uploads.add(event.dataTransfer.files);
  };
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setDragging(true);
  };

  return (
    // Dropping files is a second way for the pointer; the button below serves everybody.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      aria-label={t("composer.title")}
      onDragOver={onDragOver}
      onDragLeave={() => setDragging(false)}
      onDrop={onDrop}
      className={cx("relative shrink-0 border-t", isNote ? "border-note-line bg-note" : "border-line bg-surface")}
    >
      {dragging && (
        <div className="pointer-events-none absolute inset-1 z-10 flex items-center justify-center rounded border-2 border-dashed border-accent bg-accent-soft/90 font-medium text-accent">
          {t("composer.dropFiles")}
        </div>
      )}
      <div className="flex items-center gap-1 px-4 pt-2">
        <ModeTabs mode={mode} canReply={canReply} canNote={canNote} onChange={(next) => patch({ mode: next })} />
      </div>
      {isNote ? (
        <p className="flex items-center gap-1.5 px-4 pt-1 text-xs text-muted">
          <StickyNote size={13} aria-hidden />
          {t("composer.noteHint")}
        </p>
      ) : (
        <Recipients conversation={conversation} draft={draft} onChange={patch} />
      )}
      <textarea
        ref={textarea}
        // Opened by a tap on "Reply": the next thing is writing.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={!wide && opened}
        aria-label={t(isNote ? "composer.noteLabel" : "composer.replyLabel")}
        aria-invalid={problem !== undefined || undefined}
        aria-describedby={problem === undefined ? undefined : "composer-problem"}
        lang={conversation.language ?? undefined}
        value={text}
        placeholder={t(isNote ? "composer.notePlaceholder" : "composer.replyPlaceholder")}
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        className="block field-sizing-content max-h-[38dvh] min-h-18 w-full resize-none overflow-y-auto bg-transparent px-4 py-2 text-base leading-normal focus-visible:outline-none max-md:min-h-12"
      />
      <AttachmentTray
        files={draft.attachments}
        uploads={uploads}
        onRemove={(file) => patch({ attachments: draft.attachments.filter((other) => other.id !== file.id) })}
      />
      {problem !== undefined && (
        <p id="composer-problem" role="alert" className="px-4 pb-1 text-sm text-danger">
          {problem}
        </p>
      )}
      <div className="flex items-center gap-2 px-3 pb-3">
        <IconButton label={t("composer.attach")} side="top" onClick={() => picker.current?.click()}>
          <Paperclip size={16} aria-hidden />
        </IconButton>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            uploads.add(event.target.files ?? []);
            event.target.value = "";
          }}
        />
        <span className="flex-1" />
        {isNote ? (
          <Tooltip text={t("composer.addNote")} shortcut="Ctrl Enter" side="top">
            <Button
              variant="primary"
              loading={sender.sending}
              icon={<StickyNote size={14} aria-hidden />}
              onClick={() => submit()}
            >
              {t("composer.addNote")}
            </Button>
          </Tooltip>
        ) : (
          <>
            <Tooltip text={t("composer.sendAndSolve")} shortcut="Ctrl Shift Enter" side="top">
              <Button disabled={sender.sending} onClick={() => submit({ solve: true })}>
                {t("composer.sendAndSolve")}
              </Button>
            </Tooltip>
            <Tooltip text={t("composer.send")} shortcut="Ctrl Enter" side="top">
              <Button
                variant="primary"
                loading={sender.sending}
                icon={<Send size={14} aria-hidden />}
                onClick={() => submit()}
              >
                {t("composer.send")}
              </Button>
            </Tooltip>
          </>
        )}
      </div>
      {sender.conflict !== undefined && (
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
      )}
    </section>
  );
}
