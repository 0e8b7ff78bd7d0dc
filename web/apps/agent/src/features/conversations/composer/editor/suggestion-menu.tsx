import { cx, Spinner } from "@rapport/ui";
import type { Editor } from "@tiptap/core";
import { useLayoutEffect, useRef, type RefObject } from "react";
import { createPortal } from "react-dom";
import { useI18n, type MessageKey } from "@/i18n";
import type { Suggestion, Suggestions } from "./suggestions";
import type { TriggerKind } from "./trigger";
import type { OpenTrigger } from "./use-trigger";

const TITLES: Record<TriggerKind, MessageKey> = {
  emoji: "editor.emoji",
  mention: "editor.mention",
  saved: "editor.savedReplies",
};

const GAP = 6;
const EDGE = 8;

export interface SuggestionMenuProps extends Suggestions {
  id: string;
  editor: Editor;
  trigger: OpenTrigger;
  marked: number;
  onMark: (index: number) => void;
  onPick: (item: Suggestion) => void;
}

/** The list at the cursor. The focus stays in the text, which names the marked row; keys are handled there. */
export function SuggestionMenu({ id, editor, trigger, items, loading, marked, onMark, onPick }: SuggestionMenuProps) {
  const { t } = useI18n();
  const box = useRef<HTMLDivElement>(null);
  usePlace(box, editor, trigger.from, items.length);
  const title = t(TITLES[trigger.kind]);
  const preview = items[marked]?.preview;
  useLayoutEffect(() => {
    box.current?.querySelector("[data-marked=true]")?.scrollIntoView({ block: "nearest" });
  }, [marked]);
  return createPortal(
    <div
      ref={box}
      className={cx(
        "fixed z-50 flex max-h-72 overflow-hidden rounded-lg border border-line bg-raised text-base shadow-float",
        trigger.kind === "saved" ? "w-[min(40rem,calc(100vw-1rem))]" : "w-[min(18rem,calc(100vw-1rem))]",
      )}
    >
      <div className={cx("flex min-w-0 flex-col", preview === undefined ? "w-full" : "w-1/2 max-sm:w-full")}>
        <p className="shrink-0 border-b border-line px-3 py-1.5 text-xs text-faint">{title}</p>
        {items.length === 0 && (
          <p role="status" className="flex items-center gap-2 px-3 py-3 text-sm text-muted">
            {loading ? <Spinner /> : t("editor.noSavedReply")}
          </p>
        )}
        <div id={id} role="listbox" aria-label={title} className="min-h-0 overflow-y-auto p-1">
          {items.map((item, index) => (
            // Keys are handled by the text, which keeps the focus and names the marked row.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
            <div
              key={item.key}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === marked}
              data-marked={index === marked}
              onPointerMove={() => onMark(index)}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onPick(item)}
              className={cx(
                "flex min-h-8 cursor-default items-center gap-2 rounded px-2 py-1 select-none pointer-coarse:min-h-10",
                index === marked && "bg-hover",
              )}
            >
              {item.icon}
              <span className="min-w-0 flex-1 truncate">{item.label}</span>
              {item.aside !== undefined && (
                <span className="max-w-[45%] shrink-0 truncate text-xs text-faint">{item.aside}</span>
              )}
            </div>
          ))}
        </div>
      </div>
      {preview !== undefined && (
        <p className="scroll-thin w-1/2 overflow-y-auto border-l border-line bg-canvas px-3 py-2 text-sm leading-normal break-words whitespace-pre-wrap text-muted max-sm:hidden">
          {preview}
        </p>
      )}
    </div>,
    document.body,
  );
}

/** Above the line where there is room, as the composer stands at the bottom; measured anew when the list changes. */
function usePlace(box: RefObject<HTMLDivElement | null>, editor: Editor, from: number, rows: number): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const line = editor.view.coordsAtPos(Math.min(from, editor.state.doc.content.size));
    const left = Math.max(EDGE, Math.min(line.left, innerWidth - element.offsetWidth - EDGE));
    const above = line.top - GAP;
    const fits = above > element.offsetHeight + EDGE || above > innerHeight - line.bottom;
    element.style.setProperty("left", `${left}px`);
    element.style.setProperty("top", fits ? "auto" : `${line.bottom + GAP}px`);
    element.style.setProperty("bottom", fits ? `${innerHeight - above}px` : "auto");
  }, [box, editor, from, rows]);
}
