import { api, unwrap, type SearchHitView, type SnippetPart } from "@rapport/api";
import { Button, cx, EmptyState, Spinner } from "@rapport/ui";
import {
  infiniteQueryOptions,
  keepPreviousData,
  useInfiniteQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
} from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { ContactRound, Mail, MessagesSquare, Search, SearchX, type LucideIcon } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { useI18n } from "@/i18n";
import { LoadState } from "@/shared/components/page";
import { useDebounced } from "@/shared/hooks/use-debounced";
import { useNow } from "@/shared/hooks/use-now";
import { useTitle } from "@/shared/hooks/use-title";
import { useShortcuts } from "@/shared/hooks/use-shortcuts";

const route = getRouteApi("/workspace/search");
const KINDS = ["message", "conversation", "contact"] as const;
type Kind = (typeof KINDS)[number];

interface SearchPageOfHits {
  items: SearchHitView[];
  next_cursor?: string | null;
}

function searchQuery(q: string, kind: Kind | undefined) {
  return infiniteQueryOptions({
    queryKey: ["search", q, kind ?? "all"],
    queryFn: ({ pageParam, signal }): Promise<SearchPageOfHits> =>
      unwrap(api.GET("/api/v1/search", { params: { query: { q, kind, cursor: pageParam, limit: 20 } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: q !== "",
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
}

/** Search while typing. The address follows the words, so that going back leads to the same hits. */
export default function SearchPage() {
  const { t } = useI18n();
  const { q, kind } = route.useSearch();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [text, setText] = useState(q ?? "");
  const wanted = useDebounced(text.trim(), 150);
  const query = useInfiniteQuery(searchQuery(wanted, kind));
  const onKeyDown = useArrowKeys(input, list);
  useTitle(q ? `${q} · ${t("area.search")}` : t("area.search"));
  useShortcuts({ "/": () => input.current?.focus() });
  useEffect(() => {
    void navigate({ to: "/search", search: { q: wanted === "" ? undefined : wanted, kind }, replace: true });
  }, [navigate, wanted, kind]);
  useEffect(() => input.current?.focus(), []);
  const chooseKind = (next: Kind | undefined) => {
    void navigate({ to: "/search", search: { q, kind: next }, replace: true });
    input.current?.focus();
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
          <Kinds kind={kind} onChoose={chooseKind} />
        </div>
      </div>
      <div className="scroll-thin min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-full max-w-3xl px-6 py-3 max-md:px-2">
          {wanted === "" ? (
            <EmptyState icon={<Search aria-hidden />} title={t("search.begin")}>
              {t("search.beginText")}
            </EmptyState>
          ) : (
            <Hits wanted={wanted} query={query} list={list} onKeyDown={onKeyDown} />
          )}
        </div>
      </div>
    </main>
  );
}

/** The arrows walk from the field through the hits and back; typing goes on in the field from everywhere. */
function useArrowKeys(input: RefObject<HTMLInputElement | null>, list: RefObject<HTMLUListElement | null>) {
  return (event: KeyboardEvent) => {
    const links = [...(list.current?.querySelectorAll("a") ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    if (event.key === "ArrowDown") (links[at + 1] ?? links.at(-1))?.focus();
    else if (event.key === "ArrowUp") (at > 0 ? links[at - 1] : input.current)?.focus();
    else if (event.key === "Enter" && at < 0) links[0]?.click();
    else {
      if (at >= 0 && event.key.length === 1 && !event.ctrlKey && !event.metaKey) input.current?.focus();
      return;
    }
    event.preventDefault();
  };
}

function Kinds({ kind, onChoose }: { kind: Kind | undefined; onChoose: (kind: Kind | undefined) => void }) {
  const { t } = useI18n();
  return (
    <div role="group" aria-label={t("search.kind")} className="mt-2 flex flex-wrap gap-1">
      {([undefined, ...KINDS] as const).map((key) => (
        <button
          key={key ?? "all"}
          type="button"
          aria-pressed={kind === key}
          onClick={() => onChoose(key)}
          className={cx(
            "h-7 rounded-full px-3 text-sm pointer-coarse:h-9",
            kind === key ? "bg-active font-medium text-text" : "text-muted hover:bg-hover",
          )}
        >
          {t(`search.kind.${key ?? "all"}`)}
        </button>
      ))}
    </div>
  );
}

interface HitsProps {
  wanted: string;
  query: UseInfiniteQueryResult<InfiniteData<SearchPageOfHits>>;
  list: RefObject<HTMLUListElement | null>;
  onKeyDown: (event: KeyboardEvent) => void;
}

function Hits({ wanted, query, list, onKeyDown }: HitsProps) {
  const { t } = useI18n();
  const hits = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {query.isError && <LoadState query={query} />}
      {query.isSuccess && hits.length === 0 && !query.isFetching && (
        <EmptyState icon={<SearchX aria-hidden />} title={t("search.nothing", { q: wanted })}>
          {t("search.nothingText")}
        </EmptyState>
      )}
      <p className="sr-only" role="status">
        {query.isSuccess && t("search.found", { count: hits.length })}
      </p>
      {/* Not a control: it only sees the arrow keys of the links inside. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul
        ref={list}
        aria-label={t("search.results")}
        onKeyDown={onKeyDown}
        className={cx(query.isPlaceholderData && "opacity-60")}
      >
        {hits.map((hit) => (
          <Hit key={`${hit.kind}/${hit.conversation_id ?? ""}/${hit.seq ?? ""}/${hit.contact_id ?? ""}`} hit={hit} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button className="mx-4 my-3" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("action.loadMore")}
        </Button>
      )}
    </>
  );
}

const ICONS: Record<Kind, LucideIcon> = { message: Mail, conversation: MessagesSquare, contact: ContactRound };

function Hit({ hit }: { hit: SearchHitView }) {
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
  const className = "flex gap-3 rounded px-4 py-2.5 -outline-offset-2 hover:bg-hover focus-visible:bg-hover";
  return (
    <li>
      {kind === "contact" || hit.conversation_id == null ? (
        <Link to="/contacts/$id" params={{ id: hit.contact_id ?? 0 }} search={{}} className={className}>
          {inner}
        </Link>
      ) : (
        <Link
          to="/conversations/$id"
          params={{ id: hit.conversation_id }}
          search={{ seq: hit.seq ?? undefined }}
          className={className}
        >
          {inner}
        </Link>
      )}
    </li>
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
