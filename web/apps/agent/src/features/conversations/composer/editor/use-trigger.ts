import type { Editor } from "@tiptap/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { findTrigger, SIGNS, type TriggerKind } from "./trigger";

/** A list that is asked for, and the place in the document that its choice replaces. */
export interface OpenTrigger {
  kind: TriggerKind;
  query: string;
  from: number;
  to: number;
}

interface Forced {
  kind: TriggerKind;
  from: number;
}

const OBJECT = "\ufffc";

function beforeCursor(editor: Editor): { text: string; start: number; to: number } | undefined {
  const { selection } = editor.state;
  if (!selection.empty || editor.isActive("code") || editor.isActive("codeBlock")) return undefined;
  const { $from } = selection;
  const text = $from.parent.textBetween(0, $from.parentOffset, OBJECT, (leaf) =>
    leaf.type.name === "hardBreak" ? "\n" : OBJECT,
  );
  return { text, start: $from.start(), to: selection.from };
}

/** A button opened the list: the sign then counts in the middle of a line, too. */
function forcedTrigger(editor: Editor, { kind, from }: Forced): OpenTrigger | undefined {
  const before = beforeCursor(editor);
  if (!before || from < before.start || before.to <= from) return undefined;
  const typed = before.text.slice(from - before.start);
  if (!typed.startsWith(SIGNS[kind]) || typed.length > 60) return undefined;
  return { kind, query: typed.slice(1), from, to: before.to };
}

function typedTrigger(editor: Editor, kinds: readonly TriggerKind[]): OpenTrigger | undefined {
  const before = beforeCursor(editor);
  const found = before && findTrigger(before.text, kinds);
  return found && { kind: found.kind, query: found.query, from: before.start + found.start, to: before.to };
}

export interface TriggerState {
  trigger: OpenTrigger | undefined;
  /** Looks again at what stands before the cursor. */
  update: (editor: Editor) => void;
  open: (editor: Editor, kind: TriggerKind) => void;
  /** Closes the list; it stays closed until its sign is written anew. */
  dismiss: (editor: Editor) => void;
}

/** Which list is asked for by the words before the cursor. */
export function useTrigger(kinds: readonly TriggerKind[]): TriggerState {
  const [trigger, setTrigger] = useState<OpenTrigger>();
  const forced = useRef<Forced>(undefined);
  const dismissedAt = useRef<number>(undefined);
  const allowed = useRef(kinds);
  useEffect(() => {
    allowed.current = kinds;
  });
  const update = useCallback((editor: Editor) => {
    let next = forced.current && forcedTrigger(editor, forced.current);
    if (!next) {
      forced.current = undefined;
      next = typedTrigger(editor, allowed.current);
    }
    if (next?.from !== dismissedAt.current) dismissedAt.current = undefined;
    else next = undefined;
    setTrigger((old) =>
      old && next && old.kind === next.kind && old.query === next.query && old.from === next.from ? old : next,
    );
  }, []);
  const open = useCallback(
    (editor: Editor, kind: TriggerKind) => {
      const { from } = editor.state.selection;
      // Set before the sign is written, so that the change it makes finds it.
      forced.current = { kind, from };
      dismissedAt.current = undefined;
      editor.chain().focus().insertContent({ type: "text", text: SIGNS[kind] }).run();
      update(editor);
    },
    [update],
  );
  const dismiss = useCallback((editor: Editor) => {
    setTrigger(undefined);
    const was = forced.current;
    forced.current = undefined;
    // The sign that a button wrote means nothing to the customer.
    if (was && forcedTrigger(editor, was)?.query === "") {
      editor
        .chain()
        .focus()
        .deleteRange({ from: was.from, to: was.from + 1 })
        .run();
    } else dismissedAt.current = was?.from ?? typedTrigger(editor, allowed.current)?.from;
  }, []);
  return { trigger, update, open, dismiss };
}
