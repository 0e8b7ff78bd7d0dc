import { Button, IconButton, Tooltip } from "@rapport/ui";
import { Paperclip, Send, StickyNote } from "lucide-react";
import { useRef } from "react";
import { useI18n } from "@/i18n";
import type { ComposerState } from "./use-composer";

/** What can be done with the written words. The keys stand in the tooltips: the row has no room for a sentence. */
export function ComposerFooter({ composer }: { composer: ComposerState }) {
  const { t } = useI18n();
  const { sender, submit } = composer;
  const noteIcon = <StickyNote size={14} aria-hidden />;
  return (
    <div className="flex items-center gap-2 px-3 pb-3">
      <AttachButton composer={composer} />
      <span className="flex-1" />
      {composer.mode === "note" ? (
        <Tooltip text={t("composer.addNote")} shortcut="Ctrl Enter" side="top">
          <Button variant="primary" loading={sender.sending} icon={noteIcon} onClick={() => submit()}>
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
          composer.textarea.current?.focus();
        }}
      />
    </>
  );
}
