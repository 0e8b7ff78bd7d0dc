import { api, unwrap, type SearchHitView, type SnippetPart } from "@rapport/api";
import { Button, cx, EmptyState, Spinner } from "@rapport/ui";
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { ContactRound, Mail, MessagesSquare, Search, SearchX, type LucideIcon } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useI18n } from "@/i18n";
import { LoadState } from "@/shared/components/page";
import { useDebounced } from "@/shared/hooks/use-debounced";
import { useNow } from "@/shared/hooks/use-now";
import { useTitle } from "@/shared/hooks/use-title";
import { useShortcuts } from "@/shared/hooks/use-shortcuts";

const route = getRouteApi("/workspace/search");
const KINDS = ["message", "conversation", "contact"] as const;
type Kind = (typeof KINDS)[number];

function searchQuery(q: string, kind: Kind | undefined) {
  return infiniteQueryOptions({
    queryKey: ["search", q, kind ?? "all"],
    queryFn: ({ pageParam, signal }): Promise<{ items: SearchHitView[]; next_cursor?: string | null }> =>
      unwrap(api.GET("/api/v1/search", { params: { query: { q, kind, cursor: pageParam, limit: 20 } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: q !== "",
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
}

export default function SearchPage() {
  const { t } = useI18n();
  const { q, kind } = route.useSearch();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(q ?? "");
  const wanted = useDebounced(text.trim(), 150);
  const query = useInfiniteQuery(searchQuery(wanted, kind));
  const hits = useMemo(
    () => (wanted === "" ? [] : (query.data?.pages.flatMap((page) => page.items) ?? [])),
    [query.data, wanted],
  );
  const marked = useMarked(hits);
  useTitle(q ? `${q} · ${t("area.search")}` : t("area.search"));
  useShortcuts({ "/": () => input.current?.focus() });
  useEffect(() => {
    void navigate({ to: "/search", search: { q: wanted === "" ? undefined : wanted, kind }, replace: true });
  }, [navigate, wanted, kind]);
  useEffect(() => input.current?.focus(), []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") marked.move(1);
    else if (event.key === "ArrowUp") marked.move(-1);
    else if (event.key === "Enter") marked.open();
    else return;
    event.preventDefault();
  };
  return (
    <main className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
      <div className="shrink-0 border-b border-line">
        <div className="mx-auto w-full max-w-3xl px-6 pt-4 pb-2 max-md:px-4">
          <h1 className="sr-only">{t("area.search")}</h1>
          <div className="flex h-10 items-center gap-2 rounded border border-line-strong px-3 focus-within:border-accent focus-within:ring-1 focus-within:ring-accent">
            {query.isFetching ? <Spinner size={16} /> : <Search size={16} aria-hidden className="text-faint" />}
            <input
              ref={input}
              type="search"
              role="combobox"
              aria-expanded={hits.length > 0}
              aria-controls="search-hits"
              aria-activedescendant={hits[marked.index] ? `hit-${marked.index}` : undefined}
              aria-label={t("search.label")}
              placeholder={t("search.placeholder")}
              maxLength={500}
              autoComplete="off"
              value={text}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={onKeyDown}
              className="h-full min-w-0 flex-1 bg-transparent text-lg focus-visible:outline-none"
            />
          </div>
          <div role="group" aria-label={t("search.kind")} className="mt-2 flex flex-wrap gap-1">
            {([undefined, ...KINDS] as const).map((key) => (
              <button
                key={key ?? "all"}
                type="button"
                aria-pressed={kind === key}
                onClick={() => {
                  void navigate({ to: "/search", search: { q, kind: key }, replace: true });
                  input.current?.focus();
                }}
                className={cx(
                  "h-7 rounded-full px-3 text-sm pointer-coarse:h-9",
                  kind === key ? "bg-active font-medium text-text" : "text-muted hover:bg-hover",
                )}
              >
                {t(`search.kind.${key ?? "all"}`)}
              </button>
            ))}
          </div>
        </div>
      </div>
      <div className="scroll-thin min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-full max-w-3xl px-6 py-3 max-md:px-2">
          {wanted === "" && (
            <EmptyState icon={<Search aria-hidden />} title={t("search.begin")}>
              {t("search.beginText")}
            </EmptyState>
          )}
          {wanted !== "" && query.isError && <LoadState query={query} />}
          {wanted !== "" && query.isSuccess && hits.length === 0 && !query.isFetching && (
            <EmptyState icon={<SearchX aria-hidden />} title={t("search.nothing", { q: wanted })}>
              {t("search.nothingText")}
            </EmptyState>
          )}
          <p className="sr-only" role="status">
            {wanted !== "" && query.isSuccess && t("search.found", { count: hits.length })}
          </p>
          <div
            id="search-hits"
            role="listbox"
            aria-label={t("search.results")}
            className={cx(query.isPlaceholderData && "opacity-60")}
          >
            {hits.map((hit, index) => (
              <Hit
                key={`${hit.kind}/${hit.conversation_id ?? ""}/${hit.seq ?? ""}/${hit.contact_id ?? ""}`}
                id={`hit-${index}`}
                hit={hit}
                marked={index === marked.index}
              />
            ))}
          </div>
          {query.hasNextPage && wanted !== "" && (
            <Button className="mx-4 my-3" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t("action.loadMore")}
            </Button>
          )}
        </div>
      </div>
    </main>
  );
}

/** The hit that the arrow keys have reached; focus stays in the field so that typing goes on. */
function useMarked(hits: readonly SearchHitView[]) {
  const [index, setIndex] = useState(0);
  const known = Math.min(index, Math.max(0, hits.length - 1));
  return {
    index: known,
    move: (by: 1 | -1) => {
      const next = Math.max(0, Math.min(hits.length - 1, known + by));
      setIndex(next);
      document.getElementById(`hit-${next}`)?.scrollIntoView({ block: "nearest" });
    },
    open: () => document.getElementById(`hit-${known}`)?.querySelector("a")?.click(),
  };
}

const ICONS: Record<Kind, LucideIcon> = { message: Mail, conversation: MessagesSquare, contact: ContactRound };

function Hit({ id, hit, marked }: { id: string; hit: SearchHitView; marked: boolean }) {
  const { t, stamp, exact } = useI18n();
  const now = useNow();
  const kind = KINDS.find((item) => item === hit.kind) ?? "message";
  const Icon = ICONS[kind];
  const inner = (
    <>
      <Icon size={16} aria-label={t(`search.kind.${kind}`)} className="mt-0.5 shrink-0 text-faint" />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 truncate font-medium">
            {hit.title.some((part) => part.text !== "") ? (
              <Highlighted parts={hit.title} />
            ) : (
              t("conversation.noSubject")
            )}
          </span>
          {hit.conversation_number != null && (
            <span className="shrink-0 text-xs text-faint">#{hit.conversation_number}</span>
          )}
          <time dateTime={hit.at} title={exact(hit.at)} className="ml-auto shrink-0 text-xs text-faint tabular-nums">
            {stamp(hit.at, now)}
          </time>
        </span>
        <span className="line-clamp-2 text-sm text-muted">
          {kind !== "contact" && <span className="text-text">{hit.contact_name}</span>}
          {kind !== "contact" && hit.snippet.some((part) => part.text !== "") && ": "}
          <Highlighted parts={hit.snippet} />
        </span>
      </span>
    </>
  );
  const className = cx("flex gap-3 rounded px-4 py-2.5 -outline-offset-2 hover:bg-hover", marked && "bg-hover");
  return (
    <div id={id} role="option" aria-selected={marked}>
      {kind === "contact" || hit.conversation_id == null ? (
        <Link to="/contacts/$id" params={{ id: hit.contact_id ?? 0 }} search={{}} tabIndex={-1} className={className}>
          {inner}
        </Link>
      ) : (
        <Link
          to="/conversations/$id"
          params={{ id: hit.conversation_id }}
          search={{ seq: hit.seq ?? undefined }}
          tabIndex={-1}
          className={className}
        >
          {inner}
        </Link>
      )}
    </div>
  );
}

function Highlighted({ parts }: { parts: readonly SnippetPart[] }) {
  return parts.map((part, index) =>
    part.hit ? (
      // The parts of one text never move.
      <mark key={index} className="rounded-sm bg-note-line/60 text-text">
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}
