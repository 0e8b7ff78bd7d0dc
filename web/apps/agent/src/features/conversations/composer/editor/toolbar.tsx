import { IconButton } from "@rapport/ui";
import type { Editor } from "@tiptap/core";
import {
  AtSign,
  Bold,
  Code,
  Image,
  Italic,
  Link,
  List,
  ListOrdered,
  MessageSquareText,
  Quote,
  Smile,
  type LucideIcon,
} from "lucide-react";
import { useRef, useState, useSyncExternalStore, type KeyboardEvent } from "react";
import { useI18n, type MessageKey } from "@/i18n";
import type { EditorHandle } from "./handle";

interface Tool {
  key: string;
  label: MessageKey;
  icon: LucideIcon;
  shortcut: string;
  /** Buttons that switch something show whether it is on. */
  active?: string;
  run: (handle: EditorHandle) => void;
}

/** Chosen from the files of the device: nothing must have to be pasted or dropped. */
const PICTURE: Tool = {
  key: "picture",
  label: "editor.picture",
  icon: Image,
  shortcut: "",
  run: ({ insertPictures }) => {
    const picker = document.createElement("input");
    picker.type = "file";
    picker.accept = "image/png,image/jpeg,image/gif,image/webp";
    picker.multiple = true;
    picker.onchange = () => insertPictures(picker.files ?? []);
    picker.click();
  },
};

const FORMAT: Tool[] = [
  tool("bold", "editor.bold", Bold, "Ctrl B", (editor) => editor.chain().focus().toggleBold().run()),
  tool("italic", "editor.italic", Italic, "Ctrl I", (editor) => editor.chain().focus().toggleItalic().run()),
  tool("bulletList", "editor.bulletList", List, "- Space", (editor) => editor.chain().focus().toggleBulletList().run()),
  tool("orderedList", "editor.orderedList", ListOrdered, "1. Space", (editor) =>
    editor.chain().focus().toggleOrderedList().run(),
  ),
  tool("blockquote", "editor.quote", Quote, "> Space", (editor) => editor.chain().focus().toggleBlockquote().run()),
  tool("code", "editor.code", Code, "Ctrl E", (editor) => editor.chain().focus().toggleCode().run()),
];

function tool(key: string, label: MessageKey, icon: LucideIcon, shortcut: string, run: (editor: Editor) => void): Tool {
  return { key, label, icon, shortcut, active: key, run: ({ editor }) => run(editor) };
}

const EMOJI: Tool = { key: "emoji", label: "editor.emoji", icon: Smile, shortcut: ":", run: (it) => it.open("emoji") };
const MENTION: Tool = {
  key: "mention",
  label: "editor.mention",
  icon: AtSign,
  shortcut: "@",
  run: (it) => it.open("mention"),
};
const SAVED: Tool = {
  key: "saved",
  label: "editor.savedReplies",
  icon: MessageSquareText,
  shortcut: "/",
  run: (it) => it.open("saved"),
};

export interface ToolbarProps {
  kind: "reply" | "note";
  /** Whether pictures may stand between the words. */
  pictures: boolean;
  handle: EditorHandle | undefined;
  linkOpen: boolean;
  onLink: () => void;
}

/** One stop of the tab key; inside of it the arrow keys move, as in every tool bar. */
export function Toolbar({ kind, pictures, handle, linkOpen, onLink }: ToolbarProps) {
  const { t } = useI18n();
  const bar = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const active = useActive(handle?.editor);
  const link: Tool = { key: "link", label: "editor.link", icon: Link, shortcut: "", active: "link", run: onLink };
  const tools =
    kind === "note"
      ? [SAVED, MENTION, EMOJI]
      : [SAVED, EMOJI, ...(pictures ? [PICTURE] : []), ...FORMAT.slice(0, 2), link, ...FORMAT.slice(2)];
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -current, End: tools.length - 1 - current }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = (current + step + tools.length) % tools.length;
    setCurrent(next);
    bar.current?.querySelectorAll("button")[next]?.focus();
  };
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={t("editor.toolbar")}
      onKeyDown={onKeyDown}
      className="scroll-thin flex min-w-0 items-center overflow-x-auto @max-2xl:order-first @max-2xl:basis-full"
    >
      {tools.map(({ key, label, icon: Icon, shortcut, active: mark, run }, index) => (
        <IconButton
          key={key}
          label={t(label)}
          shortcut={shortcut || undefined}
          side="top"
          pressed={mark === undefined ? undefined : active.includes(mark) || (key === "link" && linkOpen)}
          disabled={handle === undefined}
          tabIndex={index === Math.min(current, tools.length - 1) ? 0 : -1}
          onFocus={() => setCurrent(index)}
          // The text keeps its selection, which is what the button is for.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => handle && run(handle)}
        >
          <Icon size={16} aria-hidden />
        </IconButton>
      ))}
    </div>
  );
}

const NONE: string[] = [];
const MARKS = ["bold", "italic", "link", "bulletList", "orderedList", "blockquote", "code"];

/** What is switched on where the cursor stands. */
function useActive(editor: Editor | undefined): string[] {
  const names = useSyncExternalStore(
    (listener) => {
      editor?.on("transaction", listener);
      return () => editor?.off("transaction", listener);
    },
    () => (editor && !editor.isDestroyed ? MARKS.filter((name) => editor.isActive(name)).join(" ") : ""),
  );
  return names === "" ? NONE : names.split(" ");
}
