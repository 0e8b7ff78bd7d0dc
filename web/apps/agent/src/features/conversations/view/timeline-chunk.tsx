import { cx } from "@rapport/ui";
import { memo, useEffect, useRef, useState } from "react";
import { useI18n } from "@/i18n";
import { ErrorBoundary } from "@/shared/components/error-boundary";
import { useCapabilities } from "./capabilities";
import { ChatMessage, isChatMessage } from "./chat-message";
import { Events } from "./events";
import { isSameItem, seqOf, type Chunk, type TimelineItem } from "./group-entries";
import { Message } from "./message";
import { Note } from "./note";

export interface TimelineChunkProps {
  chunk: Chunk;
  conversationId: number;
  anchor: number | undefined;
  /** An entry that is about to be shown: its chunk must be drawn, however far away it is. */
  wanted: number | undefined;
}

/** So far ahead that nobody scrolls into an empty chunk. */
const AHEAD = "2000px";

/**
 * A part of the timeline. Far away it is nothing but the room that it took, so that five thousand messages cost no more
 * than fifty: without this each tick of the clock would draw all of them anew.
 */
export const TimelineChunk = memo(
  function TimelineChunk({ chunk, conversationId, anchor, wanted }: TimelineChunkProps) {
    const holder = useRef<HTMLDivElement>(null);
    const [near, setNear] = useState(true);
    const [height, setHeight] = useState(0);
    useEffect(() => {
      const element = holder.current;
      const root = element?.closest("[role=log]");
      if (!element || !root) return;
      const observer = new IntersectionObserver(
        ([entry]) => {
          if (!entry) return;
          // What somebody has marked or stands on stays, until it was in sight once more.
          if (!entry.isIntersecting && isUsed(element)) return;
          if (!entry.isIntersecting && entry.boundingClientRect.height > 0) setHeight(entry.boundingClientRect.height);
          setNear(entry.isIntersecting);
        },
        { root, rootMargin: AHEAD },
      );
      observer.observe(element);
      return () => observer.disconnect();
    }, []);
    const drawn = near || chunk.items.some((item) => seqOf(item) === wanted);
    return (
      <div ref={holder} data-chunk={chunk.key} style={drawn ? undefined : { height }} className="flex flex-col gap-4">
        {drawn &&
          chunk.items.map((item) => (
            <Item key={itemKey(item)} item={item} conversationId={conversationId} anchor={anchor} />
          ))}
      </div>
    );
  },
  (before, after) =>
    before.conversationId === after.conversationId &&
    before.anchor === after.anchor &&
    before.wanted === after.wanted &&
    before.chunk.items.length === after.chunk.items.length &&
    before.chunk.items.every((item, index) => {
      const other = after.chunk.items[index];
      return other !== undefined && isSameItem(item, other);
    }),
);

function isUsed(element: Element): boolean {
  if (element.contains(document.activeElement)) return true;
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(element, true);
}

function itemKey(item: TimelineItem): string | number {
  return item.type === "unread" ? "unread" : seqOf(item);
}

interface ItemProps {
  item: TimelineItem;
  conversationId: number;
  anchor: number | undefined;
}

const Item = memo(
  function Item({ item, conversationId, anchor }: ItemProps) {
    const { t } = useI18n();
    const capabilities = useCapabilities();
    if (item.type === "unread") {
      return (
        <div
          id="first-unread"
          data-item
          data-seq={item.seq}
          className="flex scroll-mt-4 items-center gap-3 text-xs font-medium text-accent"
        >
          <span className="h-px flex-1 bg-accent-line" />
          {t("timeline.new")}
          <span className="h-px flex-1 bg-accent-line" />
        </div>
      );
    }
    if (item.type === "events") {
      return (
        <div data-item data-seq={seqOf(item)}>
          <Events entries={item.entries} />
        </div>
      );
    }
    const live = capabilities?.live === true;
    const spoken = item.type === "message" && live && isChatMessage(item.message);
    const pointed = item.entry.seq === anchor;
    return (
      <div
        id={`entry-${item.entry.seq}`}
        data-item
        data-seq={item.entry.seq}
        className={cx(
          "scroll-mt-4",
          pointed && "-m-1.5 rounded-lg p-1.5 ring-2 ring-accent-line",
          // What one says in one breath stands together.
          spoken && item.continued && "-mt-3",
        )}
      >
        <ErrorBoundary name={t("timeline.oneMessage")}>
          {spoken ? (
            <ChatMessage
              conversationId={conversationId}
              entry={item.entry}
              message={item.message}
              continued={item.continued}
              answer={item.answer}
            />
          ) : item.type === "note" ? (
            <Note entry={item.entry} message={item.message} />
          ) : (
            <Message conversationId={conversationId} entry={item.entry} message={item.message} />
          )}
        </ErrorBoundary>
      </div>
    );
  },
  (before, after) =>
    before.conversationId === after.conversationId &&
    before.anchor === after.anchor &&
    isSameItem(before.item, after.item),
);
