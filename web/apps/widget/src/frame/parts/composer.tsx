import { useEffect, useRef, useState } from "preact/hooks";
import { lazyEmoji, type EmojiPicker } from "./lazy-emoji.ts";
import { useUi, useUiState } from "../context.ts";
import { t } from "../i18n.ts";
import { Icon, IconButton } from "../icons.tsx";
import { useDraft } from "./draft.ts";
import { PendingFiles } from "./pending-files.tsx";
import type { Uploads } from "./use-uploads.ts";

interface Props {
  conversation: string | undefined;
  uploads: Uploads;
  placeholder: string;
}

/** How often the other side is told that somebody writes, and after which silence that they do not, in milliseconds. */
const TELL = 2500;
const SILENCE = 5000;

/** Characters of what is being written that agents are shown. */
const MOST_SHOWN = 2000;

const isTouch = () => matchMedia("(pointer: coarse)").matches;

export function Composer({ conversation, uploads, placeholder }: Props) {
  const ui = useUi();
  const site = useUiState(({ site: now }) => now);
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useDraft(conversation);
  const [picker, setPicker] = useState<EmojiPicker>();
  const typing = useTyping(conversation, site.typing_shown ?? false);
  const ready = uploads.files.length > 0 && uploads.files.every(({ view }) => view);
  const sendable = uploads.files.length > 0 ? ready : text.trim() !== "";

  useEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  useEffect(() => {
    // On a phone the keyboard would cover what is there to read.
    if (!isTouch()) area.current?.focus();
  }, [conversation]);

  const send = () => {
    if (!sendable) return;
    const files = uploads.take();
    ui.say(conversation, { text: text.trim(), attachment_ids: files.map(({ id }) => id) }, files);
    typing.stop();
    setText("");
    area.current?.focus();
  };

  const insert = (emoji: string) => {
    const element = area.current;
    const { selectionStart: from, selectionEnd: to } = element ?? {
      selectionStart: text.length,
      selectionEnd: text.length,
    };
    setText(text.slice(0, from) + emoji + text.slice(to));
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(from + emoji.length, from + emoji.length);
    });
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !picker) return;
        event.stopPropagation();
        setPicker(undefined);
        area.current?.focus();
      }}
    >
      {picker && <picker.Emoji onPick={insert} />}
      <PendingFiles uploads={uploads} />
      <div class="compose-box">
        <textarea
          ref={area}
          rows={1}
          value={text}
          maxLength={10_000}
          placeholder={placeholder}
          aria-label={placeholder}
          enterkeyhint="send"
          onInput={(event) => {
            setText(event.currentTarget.value);
            typing.write(event.currentTarget.value);
          }}
          onPaste={(event) => {
            const files = [...(event.clipboardData?.files ?? [])];
            if (files.length === 0) return;
            event.preventDefault();
            uploads.add(files);
          }}
          onKeyDown={(event) => {
            // While a letter is being put together (Vietnamese, Chinese) Enter belongs to that.
            if (event.key !== "Enter" || event.shiftKey || event.isComposing || isTouch()) return;
            event.preventDefault();
            send();
          }}
        />
        <div class="tools">
          {site.uploads && <FileButtons uploads={uploads} />}
          <IconButton
            icon="emoji"
            label={t("composer.emoji")}
            aria-expanded={picker !== undefined}
            onClick={() => (picker ? setPicker(undefined) : void lazyEmoji().then((loaded) => setPicker(loaded)))}
          />
          <span class="spread" />
          <button
            type="submit"
            class="send"
            aria-label={t("action.send")}
            title={t("action.send")}
            disabled={!sendable}
          >
            <Icon name="send" />
          </button>
        </div>
      </div>
      {site.typing_shown && <p class="typing-note">{t("composer.typingShown")}</p>}
    </form>
  );
}

function FileButtons({ uploads }: { uploads: Uploads }) {
  const file = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const picked = (event: { currentTarget: HTMLInputElement }) => {
    uploads.add([...(event.currentTarget.files ?? [])]);
    event.currentTarget.value = "";
  };
  return (
    <>
      <input ref={file} type="file" multiple hidden aria-label={t("composer.attach")} onChange={picked} />
      <IconButton icon="attach" label={t("composer.attach")} onClick={() => file.current?.click()} />
      {isTouch() && (
        <>
          <input
            ref={camera}
            type="file"
            accept="image/*"
            capture="environment"
            hidden
            aria-label={t("composer.camera")}
            onChange={picked}
          />
          <IconButton icon="camera" label={t("composer.camera")} onClick={() => camera.current?.click()} />
        </>
      )}
    </>
  );
}

/** Tells the other side that somebody writes: not every letter, and not longer than it lasts. */
function useTyping(conversation: string | undefined, shown: boolean) {
  const ui = useUi();
  const state = useRef<{ told: number; timer: ReturnType<typeof setTimeout> | undefined }>({
    told: 0,
    timer: undefined,
  });
  const stop = () => {
    clearTimeout(state.current.timer);
    if (state.current.told === 0 || conversation === undefined) return;
    state.current.told = 0;
    ui.client.typing(conversation, false);
  };
  const write = (text: string) => {
    if (conversation === undefined) return;
    clearTimeout(state.current.timer);
    if (text === "") return stop();
    state.current.timer = setTimeout(stop, SILENCE);
    if (Date.now() - state.current.told < TELL) return;
    state.current.told = Date.now();
    ui.client.typing(conversation, true, shown ? text.slice(0, MOST_SHOWN) : undefined);
  };
  return { write, stop };
}
