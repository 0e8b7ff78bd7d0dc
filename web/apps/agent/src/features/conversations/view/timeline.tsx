import type { EntryView } from "@rapport/api";
import { Button, Notice, Skeleton } from "@rapport/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState, type RefObject } from "react";
import { flushSync } from "react-dom";
import { useI18n } from "@/i18n";
import { problemText } from "@/shared/problems";
import { timelineQuery } from "../data/queries";
import { chunksOf, groupEntries, seqOf } from "./group-entries";
import { TimelineChunk } from "./timeline-chunk";
import { Jumps } from "./timeline-jumps";
import { newestItem, useScrollPosition } from "./use-scroll-position";
import { useSettled } from "./use-settled";
import { Waiting } from "./waiting";

export interface TimelineProps {
  conversationId: number;
  /** The entry that a link points to. */
  anchor: number | undefined;
  /** What the reader had seen when they opened the conversation. */
  readSeq: number | undefined;
  onSeen: (lastSeq: number) => void;
}

export function Timeline({ conversationId, anchor, readSeq, onSeen }: TimelineProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const query = useInfiniteQuery(timelineQuery(conversationId, anchor));
  const entries = useMemo(() => query.data?.pages.flatMap((page) => page.entries) ?? [], [query.data]);
  const chunks = useMemo(() => chunksOf(groupEntries(entries, readSeq)), [entries, readSeq]);
  const lastSeq = entries.at(-1)?.seq ?? 0;
  const loaded = query.data !== undefined;
  const { scroller, atEnd, show } = useScrollPosition(entries, { conversationId, anchor, readSeq });
  const settled = useSettled(scroller, loaded && readSeq !== undefined, `${conversationId}/${anchor ?? ""}`);
  const navigate = useNavigate();
  const [wanted, setWanted] = useState<number>();
  const fresh = useFresh(entries, atEnd && !query.hasNextPage);

  useEffect(() => {
    if (!loaded || query.hasNextPage) return;
    const seen = () => document.visibilityState === "visible" && lastSeq > 0 && onSeen(lastSeq);
    seen();
    document.addEventListener("visibilitychange", seen);
    return () => document.removeEventListener("visibilitychange", seen);
  }, [loaded, query.hasNextPage, lastSeq, onSeen]);

  const toNewest = () => {
    if (query.hasNextPage) {
      void navigate({ to: ".", search: (search) => ({ ...search, seq: undefined }), replace: true });
      return;
    }
    const last = chunks.at(-1)?.items.at(-1);
    // Its chunk may be far away, and is then not drawn.
    flushSync(() => setWanted(last && seqOf(last)));
    show(newestItem(scroller.current));
  };
  const firstUnread = (readSeq ?? 0) + 1;
  const cutOff = readSeq !== undefined && readSeq > 0 && entries[0] !== undefined && entries[0].seq > firstUnread;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {/* The pane scrolls, so it must be reachable by keyboard. What is looked at is kept in place by hand, see useScrollPosition. */}
      <div
        ref={scroller}
        role="log"
        aria-label={t("timeline.label")}
        aria-busy={!loaded}
        tabIndex={0}
        className="scroll-thin min-h-0 flex-1 overflow-y-auto bg-canvas -outline-offset-2 [overflow-anchor:none]"
      >
        <div
          data-timeline
          className="mx-auto flex w-full max-w-3xl flex-col gap-4 px-4 py-4 md:px-6"
          style={settled || !loaded ? undefined : { visibility: "hidden" }}
        >
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
            <More
              label={t("timeline.earlier")}
              busy={query.isFetchingPreviousPage}
              scroller={scroller}
              ready={settled}
              known={entries[0]?.seq ?? 0}
              onMore={() => void query.fetchPreviousPage()}
            />
          )}
          {chunks.map((chunk) => (
            <TimelineChunk
              key={chunk.key}
              chunk={chunk}
              conversationId={conversationId}
              anchor={anchor}
              wanted={wanted}
            />
          ))}
          {query.hasNextPage && (
            <More
              label={t("timeline.later")}
              busy={query.isFetchingNextPage}
              scroller={scroller}
              ready={settled}
              known={lastSeq}
              onMore={() => void query.fetchNextPage()}
            />
          )}
          <Waiting conversationId={conversationId} />
        </div>
      </div>
      <Jumps
        unreadAbove={cutOff ? lastSeq - (readSeq ?? 0) : 0}
        onFirstUnread={() =>
          void navigate({ to: ".", search: (search) => ({ ...search, seq: firstUnread }), replace: true })
        }
        away={loaded && settled && (!atEnd || query.hasNextPage)}
        fresh={fresh}
        onNewest={toNewest}
      />
    </div>
  );
}

/** How many messages came since the reader was last at the end. */
function useFresh(entries: readonly EntryView[], atEnd: boolean): number {
  const last = entries.at(-1)?.seq ?? 0;
  const [seen, setSeen] = useState(last);
  // While they are there, or before anything was there, everything counts as seen.
  if ((atEnd || seen === 0) && seen !== last) setSeen(last);
  return entries.filter((entry) => entry.seq > seen && (entry.kind === "message" || entry.kind === "note")).length;
}

interface MoreProps {
  label: string;
  busy: boolean;
  scroller: RefObject<HTMLDivElement | null>;
  /** Whether the opening place was found; before that, nothing more is asked for. */
  ready: boolean;
  /** The outermost entry that is known: when it changes, it is looked at once more whether that was enough. */
  known: number;
  onMore: () => void;
}

/** So far ahead that scrolling at a usual pace never meets the end. */
const AHEAD = "1200px";

/** More of the conversation, read before the reader comes to it; the button is for those who are faster. */
function More({ label, busy, scroller, ready, known, onMore }: MoreProps) {
  const holder = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  useEffect(() => {
    more.current = onMore;
  });
  useEffect(() => {
    const element = holder.current;
    if (!element || !ready || busy) return;
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && more.current(), {
      root: scroller.current,
      rootMargin: AHEAD,
    });
    seen.observe(element);
    return () => seen.disconnect();
  }, [scroller, ready, busy, known]);
  return (
    <div ref={holder} className="flex h-7 justify-center">
      <Button size="sm" loading={busy} onClick={onMore}>
        {label}
      </Button>
    </div>
  );
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
