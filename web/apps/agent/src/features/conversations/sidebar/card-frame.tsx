import type { ConversationView } from "@rapport/api";
import { cx } from "@rapport/ui";
import { ChevronDown, ChevronRight, GripVertical } from "lucide-react";
import { lazy, useId, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useI18n } from "@/i18n";
import { setFolded } from "@/shared/cards/arrangement";
import type { Card } from "@/shared/cards/registry";
import { ErrorBoundary } from "@/shared/components/error-boundary";

export interface CardFrameProps {
  card: Card;
  conversation: ConversationView;
  folded: boolean;
  /** Its place among the cards on screen. */
  index: number;
  onMove: (to: number) => void;
}

/** What all cards have in common: a title that folds them, a handle that moves them, and a wall around what breaks. */
export function CardFrame({ card, conversation, folded, index, onMove }: CardFrameProps) {
  const { t } = useI18n();
  const id = useId();
  const title = t(card.title);
  // Code that could not be loaded is remembered as such: trying again needs a new one.
  const [Content, setContent] = useState(() => card.Content);
  const Chevron = folded ? ChevronRight : ChevronDown;
  return (
    <section
      aria-labelledby={`${id}-title`}
      data-card={card.id}
      className="group/card border-b border-line last:border-0"
    >
      <div className="relative flex items-center">
        <h3 id={`${id}-title`} className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={!folded}
            aria-controls={`${id}-body`}
            onClick={() => setFolded(card.id, !folded)}
            className="flex h-9 w-full items-center gap-1 pr-9 pl-4 text-xs font-medium text-faint -outline-offset-2 hover:text-text pointer-coarse:h-11"
          >
            <span className="truncate">{title}</span>
            <Chevron
              size={13}
              aria-hidden
              className={cx(
                "shrink-0 transition-opacity",
                !folded && "opacity-0 group-focus-within/card:opacity-100 group-hover/card:opacity-100",
              )}
            />
          </button>
        </h3>
        <Handle label={t("cards.move", { title })} index={index} onMove={onMove} />
      </div>
      <div id={`${id}-body`} hidden={folded} className="px-4 pb-4">
        {!folded && (
          <ErrorBoundary name={title} resetKey={conversation.id} onRetry={() => setContent(() => lazy(card.load))}>
            <Content conversation={conversation} />
          </ErrorBoundary>
        )}
      </div>
    </section>
  );
}

/** Drags the card, or moves it with the arrow keys. The cards change places while it is dragged, so nothing has to be drawn in the air. */
function Handle({ label, index, onMove }: { label: string; index: number; onMove: (to: number) => void }) {
  const button = useRef<HTMLButtonElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onMove(index + by);
    // React moves the element in the document, which takes the focus away in some browsers.
    requestAnimationFrame(() => button.current?.focus());
  };
  const onPointerMove = (event: PointerEvent) => {
    const handle = button.current;
    const mine = handle?.closest("[data-card]");
    if (!handle?.hasPointerCapture(event.pointerId) || !mine?.parentElement) return;
    const cards = [...mine.parentElement.querySelectorAll(":scope > [data-card]")];
    const over = cards.findIndex((card) => {
      const box = card.getBoundingClientRect();
      return event.clientY >= box.top && event.clientY < box.bottom;
    });
    const box = cards[over]?.getBoundingClientRect();
    if (!box || over === index) return;
    // A tall neighbour is passed only at its middle, or the two would change places to and fro.
    const middle = box.top + box.height / 2;
    if (over > index ? event.clientY > middle : event.clientY < middle) onMove(over);
  };
  return (
    <button
      ref={button}
      type="button"
      aria-label={label}
      title={label}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      className="absolute right-2 inline-flex size-6 cursor-grab touch-none items-center justify-center rounded-sm text-faint opacity-0 transition-opacity group-focus-within/card:opacity-100 group-hover/card:opacity-100 hover:bg-hover active:cursor-grabbing pointer-coarse:size-9 pointer-coarse:opacity-100"
    >
      <GripVertical size={14} aria-hidden />
    </button>
  );
}
