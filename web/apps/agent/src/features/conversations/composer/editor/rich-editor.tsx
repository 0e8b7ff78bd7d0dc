/** The editor itself. Loaded when somebody is about to write: it is by far the heaviest part of the workspace. */
import "./editor.css";
import type { AttachmentView } from "@rapport/api";
import { cx } from "@rapport/ui";
import { Editor } from "@tiptap/core";
import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { useI18n } from "@/i18n";
import { extensionsFor } from "./extensions";
import { selectMissing, type EditorHandle } from "./handle";
import { canStandInText, hasPendingPictures, insertPicture } from "./image";
import { cleanPasted } from "./paste";
import { SuggestionMenu } from "./suggestion-menu";
import { useSuggestions, type Suggestion } from "./suggestions";
import type { TriggerKind } from "./trigger";
import { useSavedCommands } from "./use-saved-commands";
import { useTrigger, type TriggerState } from "./use-trigger";
import { fromWords, sameWords, toWords, type Words } from "./words";

export interface RichEditorProps {
  kind: "reply" | "note";
  conversationId: number;
  label: string;
  placeholder: string;
  /** The spell checker follows the customer's language. */
  lang: string | undefined;
  /** Lower, for short words to and fro. */
  compact?: boolean;
  /** Enter alone sends; Shift+Enter is the new line. */
  enterSends?: boolean;
  /** Whether pictures may stand between the words; otherwise they go along as files. */
  pictures?: boolean;
  /** What is wrong with the words stands in this element. */
  problemId: string | undefined;
  value: Words;
  focusAtOnce: boolean;
  onChange: (words: Words) => void;
  onFiles: (files: Iterable<File>) => void;
  /** A picture that stands in the text has arrived. */
  onPicture: (file: AttachmentView) => void;
  /** Where a picture of the text is. */
  addressOf: (cid: string) => string | undefined;
  uploadingLabel: string;
  /** Ctrl+Enter, with Shift or without; Enter where that sends. */
  onSubmit: (event: KeyboardEvent) => void;
  onReady: (handle: EditorHandle | undefined) => void;
}

const KINDS: Record<RichEditorProps["kind"], readonly TriggerKind[]> = {
  reply: ["saved", "emoji"],
  note: ["saved", "mention", "emoji"],
};

/** Where answers and notes are written. Another `kind` is another editor: give it a key. */
export default function RichEditor(props: RichEditorProps) {
  const { t } = useI18n();
  const host = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor>();
  const latest = useLatest(props);
  const triggers = useTrigger(KINDS[props.kind]);
  const list = useListKeys(editor, triggers, props.conversationId);
  useSavedCommands(editor, props.conversationId);
  const keys = useLatest(list.onKey);
  const words = useRef(props.value);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const { current: now } = latest;
    const insertPictures: EditorHandle["insertPictures"] = (files, at) => {
      const place = at && fresh.view.posAtCoords(at)?.pos;
      return [...files].filter((file) => {
        if (now.kind !== "reply" || latest.current.pictures === false || !canStandInText(file)) return true;
        insertPicture(fresh, file, place, {
          onArrived: (arrived) => latest.current.onPicture(arrived),
          onFailed: (failed) => latest.current.onFiles([failed]),
        });
        return false;
      });
    };
    const fresh: Editor = new Editor({
      element,
      // The page has its own rules, see `editor.css`.
      injectCSS: false,
      extensions: extensionsFor(now.kind, () => latest.current.placeholder, {
        addressOf: (cid) => latest.current.addressOf(cid),
        uploadingLabel: () => latest.current.uploadingLabel,
      }),
      content: fromWords(now.value),
      editorProps: {
        handleKeyDown: (view, event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
            latest.current.onSubmit(event);
            return true;
          }
          if (keys.current(event)) return true;
          if (event.key === "Enter" && latest.current.enterSends === true && isPlainEnter(event)) {
            latest.current.onSubmit(event);
            return true;
          }
          // The editor takes this key for itself; without it nobody gets out by keyboard.
          if (event.key === "Escape" && !event.isComposing) view.dom.blur();
          return false;
        },
        handlePaste: (_view, event) => {
          const data = event.clipboardData;
          // Office puts a picture of the words beside the words.
          if (!data || data.files.length === 0 || data.getData("text/plain") !== "") return false;
          const others = insertPictures(data.files);
          if (others.length > 0) latest.current.onFiles(others);
          return true;
        },
        // The box around everything takes dropped files.
        handleDrop: (_view, event) => (event.dataTransfer?.files.length ?? 0) > 0,
        transformPastedHTML: cleanPasted,
      },
      onUpdate: ({ editor: changed }) => {
        words.current = toWords(changed.getJSON());
        latest.current.onChange(words.current);
      },
      onTransaction: ({ editor: changed }) => triggers.update(changed),
    });
    setEditor(fresh);
    now.onReady({
      editor: fresh,
      // At once: the command waits for a frame, and would take the focus from who asked for it meanwhile.
      focus: () => fresh.view.focus(),
      blur: () => fresh.view.dom.blur(),
      open: (kind) => triggers.open(fresh, kind),
      selectMissing: () => selectMissing(fresh),
      insertPictures,
      isUploading: () => hasPendingPictures(fresh),
    });
    if (now.focusAtOnce) fresh.commands.focus("end");
    return () => {
      now.onReady(undefined);
      setEditor(undefined);
      fresh.destroy();
    };
    // What changes later is read through `latest`; only another kind is another editor.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [props.kind]);

  useAttributes(editor, props, list.id, list.active);
  // Words that come from elsewhere: sent, taken back, written on another device. Before the next key can be pressed.
  useLayoutEffect(() => {
    if (!editor || sameWords(props.value, words.current)) return;
    words.current = props.value;
    editor.commands.setContent(fromWords(props.value), { emitUpdate: false });
  }, [editor, props.value]);

  return (
    <>
      <div
        ref={host}
        className={cx(
          "rich-text max-h-[38dvh] overflow-y-auto px-4 py-2 text-base leading-normal",
          props.compact === true ? "min-h-14" : props.kind === "note" ? "min-h-18" : "min-h-24 max-md:min-h-16",
        )}
      />
      {editor && triggers.trigger && list.shown && (
        <SuggestionMenu
          id={list.id}
          editor={editor}
          trigger={triggers.trigger}
          items={list.items}
          loading={list.loading}
          marked={list.marked}
          onMark={list.mark}
          onPick={list.pick}
        />
      )}
      <p aria-live="polite" className="sr-only">
        {list.shown && !list.loading ? t("editor.choices", { count: list.items.length }) : ""}
      </p>
    </>
  );
}

/** Neither part of a composed character nor with a key that makes it a new line. */
function isPlainEnter(event: KeyboardEvent): boolean {
  return !event.isComposing && !event.shiftKey && !event.altKey;
}

function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}

interface ListState {
  id: string;
  items: Suggestion[];
  loading: boolean;
  shown: boolean;
  marked: number;
  /** The id of the marked row. */
  active: string | undefined;
  mark: (index: number) => void;
  pick: (item: Suggestion) => void;
  onKey: (event: KeyboardEvent) => boolean;
}

/** The open list and the keys that belong to it as long as it is open. */
function useListKeys(editor: Editor | undefined, triggers: TriggerState, conversationId: number): ListState {
  const id = useId();
  const { trigger, dismiss } = triggers;
  const { items, loading } = useSuggestions(trigger, conversationId);
  const [mark, setMark] = useState({ of: "", index: 0 });
  const of = trigger ? `${trigger.kind}${trigger.from}${trigger.query}` : "";
  // Another word begins at the top again.
  const marked = mark.of === of ? Math.min(mark.index, Math.max(0, items.length - 1)) : 0;
  // For saved replies it is worth saying that there is none; a colon or an at sign may just be one.
  const shown = trigger !== undefined && (items.length > 0 || trigger.kind === "saved");
  const pick = useCallback(
    (item: Suggestion) => {
      if (!editor || !trigger) return;
      void item.insert(editor, trigger);
    },
    [editor, trigger],
  );
  const onKey = (event: KeyboardEvent): boolean => {
    if (!shown || !editor || event.isComposing) return false;
    const move = (by: number) => setMark({ of, index: (marked + by + items.length) % Math.max(1, items.length) });
    const item = items[marked];
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Escape") {
      dismiss(editor);
      // Else the box around would leave the field.
      event.stopPropagation();
    } else if ((event.key === "Enter" || event.key === "Tab") && item) pick(item);
    // An answer that is on its way: Enter would break the line that asks for it.
    else return event.key === "Enter" && loading;
    return true;
  };
  return {
    id,
    items,
    loading,
    shown,
    marked,
    active: shown && items.length > 0 ? `${id}-${marked}` : undefined,
    mark: (index) => setMark({ of, index }),
    pick,
    onKey,
  };
}

/** Name, language and state of the field, as the text area that it replaces would have them. */
function useAttributes(editor: Editor | undefined, props: RichEditorProps, listId: string, active: string | undefined) {
  const { label, lang, problemId, placeholder } = props;
  useLayoutEffect(() => {
    if (!editor) return;
    const attributes: Record<string, string> = {
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": label,
      "aria-placeholder": placeholder,
      "aria-autocomplete": "list",
      spellcheck: "true",
    };
    if (lang !== undefined) attributes["lang"] = lang;
    if (problemId !== undefined) {
      attributes["aria-invalid"] = "true";
      attributes["aria-describedby"] = problemId;
    }
    if (active !== undefined) {
      attributes["aria-controls"] = listId;
      attributes["aria-activedescendant"] = active;
    }
    editor.setOptions({ editorProps: { ...editor.options.editorProps, attributes } });
  }, [editor, label, lang, problemId, placeholder, listId, active]);
}
