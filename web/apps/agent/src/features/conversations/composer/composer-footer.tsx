import type { ConversationView } from "@rapport/api";
import { Button, IconButton, Tooltip } from "@rapport/ui";
import { CalendarClock, Cloud, CloudOff, CornerDownLeft, Paperclip, Send, StickyNote } from "lucide-react";
import { useRef, useState } from "react";
import { useI18n } from "@/i18n";
import { useSyncState } from "../data/use-draft-sync";
import { ChoicesMenu } from "./choices-menu";
import { setEnterSends, useEnterSends } from "./enter-sends";
import { LinkBar } from "./editor/link-bar";
import { Toolbar } from "./editor/toolbar";
import { ScheduleMenu } from "./schedule/schedule-menu";
import type { ComposerState } from "./use-composer";

export interface ComposerFooterProps {
  composer: ComposerState;
  /** What the channel can do: what it cannot is not offered. */
  can: ConversationView["capabilities"];
}

/** What can be done with the written words. The keys stand in the tooltips: the row has no room for a sentence. */
export function ComposerFooter({ composer, can }: ComposerFooterProps) {
  const { t } = useI18n();
  const { sender, submit, mode, editor } = composer;
  const [linking, setLinking] = useState(false);
  const enterSends = useEnterSends();
  const sendKey = can.live && enterSends ? "Enter" : "Ctrl Enter";
  const noteIcon = <StickyNote size={14} aria-hidden />;
  return (
    <>
      {linking && mode === "reply" && editor && <LinkBar editor={editor.editor} onClose={() => setLinking(false)} />}
      <div className="flex items-center gap-x-2 gap-y-1 px-3 pb-3 @max-2xl:flex-wrap">
        <AttachButton composer={composer} />
        <Toolbar
          kind={mode}
          pictures={!can.live}
          handle={editor}
          linkOpen={linking}
          onLink={() => setLinking(!linking)}
        />
        <span className="flex min-w-0 flex-1 justify-end @max-2xl:justify-start">
          {can.live ? <EnterHint /> : <DraftStatus composer={composer} />}
        </span>
        {mode === "note" ? (
          <Tooltip text={t("composer.addNote")} shortcut={sendKey} side="top">
            <Button variant="primary" loading={sender.sending} icon={noteIcon} onClick={() => submit()}>
              {t("composer.addNote")}
            </Button>
          </Tooltip>
        ) : (
          <ReplyButtons composer={composer} can={can} sendKey={sendKey} />
        )}
      </div>
    </>
  );
}

/** The ways in which an answer leaves: as far as the channel has them. */
function ReplyButtons({ composer, can, sendKey }: ComposerFooterProps & { sendKey: string }) {
  const { t } = useI18n();
  const { sender, submit } = composer;
  const [scheduling, setScheduling] = useState(false);
  return (
    <>
      {/* A chat is solved by ending it, which has a button of its own. */}
      {!can.live && (
        <Tooltip text={t("composer.sendAndSolve")} shortcut="Ctrl Shift Enter" side="top">
          <Button disabled={sender.sending} onClick={() => submit({ solve: true })}>
            {t("composer.sendAndSolve")}
          </Button>
        </Tooltip>
      )}
      {can.content && (
        <ChoicesMenu
          asked={composer.words.text.trim() !== ""}
          disabled={sender.sending && !can.live}
          onSend={(content) => submit({ content })}
        />
      )}
      {can.schedule && (
        <ScheduleMenu
          open={scheduling}
          onOpenChange={setScheduling}
          onChoose={({ at, cancelIfReplied, solve }) => submit({ later: { at, cancelIfReplied }, solve })}
          trigger={
            <IconButton label={t("schedule.title")} side="top" disabled={sender.sending}>
              <CalendarClock size={16} aria-hidden />
            </IconButton>
          }
        />
      )}
      <Tooltip text={t("composer.send")} shortcut={sendKey} side="top">
        <Button
          variant="primary"
          loading={sender.sending}
          icon={<Send size={14} aria-hidden />}
          onClick={() => submit()}
        >
          {t(can.live ? "composer.sendChat" : "composer.send")}
        </Button>
      </Tooltip>
    </>
  );
}

/** Which key sends, and the way to have it otherwise. */
function EnterHint() {
  const { t } = useI18n();
  const sends = useEnterSends();
  return (
    <button
      type="button"
      title={t("composer.enterChange")}
      onClick={() => setEnterSends(!sends)}
      className="inline-flex min-w-0 items-center gap-1 rounded-sm px-1 text-xs text-faint hover:bg-hover hover:text-text pointer-coarse:hidden"
    >
      <CornerDownLeft size={13} aria-hidden className="shrink-0" />
      <span className="truncate">{t(sends ? "composer.enterSends" : "composer.enterBreaks")}</span>
    </button>
  );
}

/** Said quietly: nobody who writes wants to be told each second, but who looks shall see that nothing is lost. */
function DraftStatus({ composer }: { composer: ComposerState }) {
  const { t } = useI18n();
  const { status } = useSyncState(composer.syncs, composer.mode);
  if (status === "quiet") return null;
  const saved = status === "saved";
  const Icon = saved ? Cloud : CloudOff;
  const text = t(saved ? "draft.saved" : "draft.savedHere");
  return (
    <span title={text} className="flex min-w-0 items-center gap-1 text-xs text-faint">
      <Icon size={13} aria-hidden className="shrink-0" />
      <span className="truncate @max-sm:sr-only">{text}</span>
    </span>
  );
}

function AttachButton({ composer }: { composer: ComposerState }) {
  const { t } = useI18n();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={t("composer.attach")} side="top" onClick={() => picker.current?.click()}>
        <Paperclip size={16} aria-hidden />
      </IconButton>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          composer.uploads.add(event.target.files ?? []);
          // The same file may be chosen again after it was removed.
          event.target.value = "";
          composer.editor?.focus();
        }}
      />
    </>
  );
}
