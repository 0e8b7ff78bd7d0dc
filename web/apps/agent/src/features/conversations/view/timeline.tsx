import type { EntryView } from "@rapport/api";
import { Button, Notice, Skeleton } from "@rapport/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useMemo, useRef, type RefObject } from "react";
import { useI18n } from "@/i18n";
import { problemText } from "@/shared/problems";
import { timelineQuery } from "../data/queries";
import { Events } from "./events";
import { groupEntries, type TimelineItem } from "./group-entries";
import { Message } from "./message";
import { Note } from "./note";

export interface TimelineProps {
  conversationId: number;
  /** The entry that a link points to. */
  anchor: number | undefined;
  /** What the reader had seen when they opened the conversation. */
  readSeq: number | undefined;
  onSeen: (lastSeq: number) => void;
}

/** Near enough to the end that the reader wants to stay there when something is added. */
const AT_END_PX = 80;

export function Timeline({ conversationId, anchor, readSeq, onSeen }: TimelineProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const query = useInfiniteQuery(timelineQuery(conversationId, anchor));
  const entries = useMemo(() => query.data?.pages.flatMap((page) => page.entries) ?? [], [query.data]);
  const items = useMemo(() => groupEntries(entries, readSeq), [entries, readSeq]);
  const lastSeq = entries.at(-1)?.seq ?? 0;
  const loaded = query.data !== undefined;
  const scroller = useScrollPosition(entries, { conversationId, anchor, readSeq });

  useEffect(() => {
    if (!loaded || query.hasNextPage) return;
    const seen = () => document.visibilityState === "visible" && lastSeq > 0 && onSeen(lastSeq);
    seen();
    document.addEventListener("visibilitychange", seen);
    return () => document.removeEventListener("visibilitychange", seen);
  }, [loaded, query.hasNextPage, lastSeq, onSeen]);

  return (
    // The pane scrolls, so it must be reachable by keyboard.
    <div
      ref={scroller}
      role="log"
      aria-label={t("timeline.label")}
      aria-busy={!loaded}
      tabIndex={0}
      className="scroll-thin min-h-0 flex-1 overflow-y-auto bg-canvas -outline-offset-2"
    >
      <div className="mx-auto flex w-full max-w-3xl flex-col gap-4 px-4 py-4 md:px-6">
        {query.isPending && <TimelineSkeleton />}
        {query.isError && !loaded && (
          <Notice
            tone="danger"
            action={
              <Button size="sm" onClick={() => void query.refetch()}>
                {t("action.retry")}
              </Button>
            }
          >
            {problemText(i18n, query.error)}
          </Notice>
        )}
        {query.hasPreviousPage && (
          <Button
            size="sm"
            className="self-center"
            loading={query.isFetchingPreviousPage}
            onClick={() => void query.fetchPreviousPage()}
          >
            {t("timeline.earlier")}
          </Button>
        )}
        {items.map((item) => (
          <Item key={itemKey(item)} item={item} conversationId={conversationId} anchor={anchor} />
        ))}
        {query.hasNextPage && (
          <Button
            size="sm"
            className="self-center"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t("timeline.later")}
          </Button>
        )}
      </div>
    </div>
  );
}

function itemKey(item: TimelineItem): string | number {
  if (item.type === "unread") return "unread";
  return item.type === "events" ? (item.entries[0]?.seq ?? "events") : item.entry.seq;
}

function Item({
  item,
  conversationId,
  anchor,
}: {
  item: TimelineItem;
  conversationId: number;
  anchor: number | undefined;
}) {
  const { t } = useI18n();
  if (item.type === "unread") {
    return (
      <div id="first-unread" className="scroll-mt-4 flex items-center gap-3 text-xs font-medium text-accent">
        <span className="h-px flex-1 bg-accent-line" />
        {t("timeline.new")}
        <span className="h-px flex-1 bg-accent-line" />
      </div>
    );
  }
  if (item.type === "events") return <Events entries={item.entries} />;
  const pointed = item.entry.seq === anchor;
  return (
    <div
      id={`entry-${item.entry.seq}`}
      className={pointed ? "-m-1.5 scroll-mt-4 rounded-lg p-1.5 ring-2 ring-accent-line" : "scroll-mt-4"}
    >
      {item.type === "note" ? (
        <Note entry={item.entry} message={item.message} />
      ) : (
        <Message conversationId={conversationId} entry={item.entry} message={item.message} />
      )}
    </div>
  );
}

interface Place {
  conversationId: number;
  anchor: number | undefined;
  readSeq: number | undefined;
}

/** What the reader does by hand to move; after it the screen no longer moves by itself. */
const BY_HAND = ["wheel", "touchmove", "keydown", "pointerdown"] as const;

/** Shows an entry whole where it fits, and from its beginning where it does not. */
function reveal(scroller: HTMLElement, target: Element, centred: boolean): void {
  const fits = target.getBoundingClientRect().height <= scroller.clientHeight;
  if (target === scroller.firstElementChild?.lastElementChild && fits) scroller.scrollTop = scroller.scrollHeight;
  else target.scrollIntoView({ block: centred && fits ? "center" : "start" });
}

/**
 * Keeps the reader where they are: opens at the entry asked for, else at the first unread one, else at the newest;
 * follows what is added while they are at the end, but not what only changes, such as a mark of delivery; keeps what is in sight when earlier entries are put above it. Frames
 * grow while they load, so the opening place is kept until the reader moves by hand.
 */
function useScrollPosition(entries: readonly EntryView[], place: Place): RefObject<HTMLDivElement | null> {
  const scroller = useRef<HTMLDivElement>(null);
  const opened = useRef<string>(undefined);
  const held = useRef<{ target: Element; centred: boolean }>(undefined);
  const atEnd = useRef(true);
  const height = useRef(0);
  const firstSeq = useRef<number>(undefined);
  const lastSeq = useRef(0);
  const { conversationId, anchor, readSeq } = place;

  useEffect(() => {
    const element = scroller.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    const onScroll = () => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < AT_END_PX;
    };
    const letGo = () => {
      held.current = undefined;
    };
    const observer = new ResizeObserver(() => {
      if (held.current) reveal(element, held.current.target, held.current.centred);
      height.current = element.scrollHeight;
    });
    element.addEventListener("scroll", onScroll, { passive: true });
    for (const event of BY_HAND) element.addEventListener(event, letGo, { passive: true });
    observer.observe(content);
    return () => {
      element.removeEventListener("scroll", onScroll);
      for (const event of BY_HAND) element.removeEventListener(event, letGo);
      observer.disconnect();
    };
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    // Where to begin is known only together with how far the reader had read.
    if (!element || entries.length === 0 || readSeq === undefined) return;
    const hold = (target: Element | null, centred = false) => {
      if (!target) return;
      held.current = { target, centred };
      reveal(element, target, centred);
    };
    const newest = element.firstElementChild?.lastElementChild ?? null;
    const last = entries.at(-1)?.seq ?? 0;
    const name = `${conversationId}/${anchor ?? ""}`;
    if (opened.current !== name) {
      opened.current = name;
      if (anchor === undefined) hold(element.querySelector("#first-unread") ?? newest);
      else hold(element.querySelector(`#entry-${anchor}`) ?? newest, true);
    } else if (firstSeq.current !== undefined && (entries[0]?.seq ?? 0) < firstSeq.current) {
      element.scrollTop += element.scrollHeight - height.current;
    } else if (atEnd.current && last > lastSeq.current) hold(newest);
    firstSeq.current = entries[0]?.seq;
    lastSeq.current = last;
    height.current = element.scrollHeight;
  }, [entries, conversationId, anchor, readSeq]);
  return scroller;
}

function TimelineSkeleton() {
  return (
    <div className="flex flex-col gap-4">
      {[28, 20, 36].map((rows) => (
        <div key={rows} className="flex gap-3">
          <Skeleton className="size-8 rounded-full max-md:hidden" />
          <div
            className="flex flex-1 flex-col gap-2 rounded-lg border border-line bg-surface p-4"
            style={{ height: rows * 4 }}
          >
            <Skeleton className="h-3 w-32" />
            <Skeleton className="h-3 w-full" />
            <Skeleton className="h-3 w-2/3" />
          </div>
        </div>
      ))}
    </div>
  );
}
