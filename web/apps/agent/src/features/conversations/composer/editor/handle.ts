import type { Editor } from "@tiptap/core";
import type { TriggerKind } from "./trigger";

/** What the composer around the editor can ask of it. */
export interface EditorHandle {
  editor: Editor;
  focus: () => void;
  blur: () => void;
  /** Begins to write what opens a list, as its button does. */
  open: (kind: TriggerKind) => void;
  /** Puts pictures into the text, at the cursor or at a point of the screen; returns the files that cannot stand there. */
  insertPictures: (files: Iterable<File>, at?: { left: number; top: number }) => File[];
  /** Whether one of them is still on its way. */
  isUploading: () => boolean;
  /** Marks the first place that lacks its value; false when there is none. */
  selectMissing: () => boolean;
}

function firstMissing(editor: Editor): { from: number; to: number } | undefined {
  let found: { from: number; to: number } | undefined;
  editor.state.doc.descendants((node, position) => {
    const missing = node.marks.some((mark) => mark.type.name === "missing");
    if (missing && !found) found = { from: position, to: position + node.nodeSize };
    return found === undefined;
  });
  return found;
}

export function selectMissing(editor: Editor): boolean {
  const place = firstMissing(editor);
  if (!place) return false;
  editor.chain().focus().setTextSelection(place).scrollIntoView().run();
  return true;
}
