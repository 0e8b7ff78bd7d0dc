import type { SearchHitView } from "@rapport/api";
import { Button, cx, EmptyState, Notice } from "@rapport/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { CircleAlert, SearchX, SpellCheck2 } from "lucide-react";
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { useI18n } from "@/i18n";
import { LoadState } from "@/shared/components/page";
import { useDebounced } from "@/shared/hooks/use-debounced";
import { useShortcuts } from "@/shared/hooks/use-shortcuts";
import { useTitle } from "@/shared/hooks/use-title";
import { useSession } from "@/shared/session";
import { hitKey, searchQuery } from "./data";
import { readOperators, withOperator, wordsOf, type Stray } from "./operators";
import { refusal, textProblem } from "./problems";
import { noteSearch } from "./recent";
import { SearchBegin, Syntax } from "./search-begin";
import { SearchField } from "./search-field";
import { SearchFilters } from "./search-filters";
import { Hit } from "./search-hits";
import { useReturn } from "./use-return";

const route = getRouteApi("/workspace/search");
const NO_HITS: SearchHitView[] = [];

/**
 * Search while typing. All of it, words and filters, is one text, and the address holds that text: going back, or giving
 * the address to a colleague, leads to the same hits.
 */
export default function SearchPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const { agent } = useSession();
  const { text, setText, wanted } = useSearchText();
  const input = useRef<HTMLInputElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const problem = textProblem(wanted, i18n);
  const query = useInfiniteQuery(searchQuery(wanted, wanted !== "" && problem === undefined));
  const hits = (wanted === "" ? undefined : query.data?.pages.flatMap((page) => page.items)) ?? NO_HITS;
  const refused = query.isError && !query.isFetching ? refusal(query.error, wanted, i18n) : undefined;
  // Half a date is no mistake yet.
  const said = useDebounced(problem ?? (isRefusal(query.error) ? refused : undefined), 400);
  const leave = useReturn(wanted, scroller, input, hits.length > 0);
  const onKeyDown = useArrowKeys(input, scroller);
  useTitle(wanted === "" ? t("area.search") : `${wanted} · ${t("area.search")}`);
  useShortcuts({ "/": () => input.current?.focus() });
  const latest = useRef(leave);
  useEffect(() => {
    latest.current = leave;
  });
  const onOpen = useCallback(
    (hit: string) => {
      latest.current(hit);
      noteSearch(agent.id, wanted);
    },
    [agent.id, wanted],
  );
  const write = (operator: string) => {
    const next = `${text.trimEnd()} ${operator}`.trimStart();
    setText(next);
    const field = input.current;
    field?.focus();
    // The field hears of it as if it had been typed, so that its list opens.
    requestAnimationFrame(() => {
      field?.setSelectionRange(next.length, next.length);
      field?.dispatchEvent(new Event("input", { bubbles: true }));
    });
  };
  const strays = readOperators(wanted).strays;
  return (
    <main className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
      <div className="z-10 shrink-0 border-b border-line">
        <div className="mx-auto w-full max-w-3xl px-6 pt-4 pb-2 max-md:px-4">
          <h1 className="sr-only">{t("area.search")}</h1>
          <SearchField
            text={text}
            onChange={setText}
            input={input}
            searching={query.isFetching}
            describedBy={said === undefined ? undefined : "search-problem"}
            onKeyDown={onKeyDown}
          />
          <div role="status" aria-live="polite">
            {said !== undefined && (
              <p id="search-problem" className="mt-1.5 flex items-start gap-1.5 text-sm text-danger">
                <CircleAlert size={15} aria-hidden className="mt-0.5 shrink-0" />
                {said}
              </p>
            )}
          </div>
          <SearchFilters text={text} onChange={setText} onWrite={(operator) => write(`${operator}:`)} />
        </div>
      </div>
      <div ref={scroller} className="scroll-thin min-h-0 flex-1 overflow-y-auto">
        {/* Not a control: it only sees the arrow keys of the links inside. */}
        {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
        <div onKeyDown={onKeyDown} className="mx-auto w-full max-w-3xl px-6 py-3 max-md:px-2">
          {strays.map((stray) => (
            <DidYouMean key={stray.name} stray={stray} onUse={() => setText(corrected(text, stray))} />
          ))}
          {problem !== undefined && said !== undefined && hits.length === 0 && (
            <div className="px-4">
              <Syntax onWrite={(operator) => setText(operator)} />
            </div>
          )}
          {wanted === "" && <SearchBegin onSearch={setText} onWrite={write} />}
          {query.isError && !query.isFetching && !isRefusal(query.error) && <LoadState query={query} />}
          {query.isPending && query.isFetching && <LoadState query={query} rows={6} />}
          {query.isSuccess && !query.isFetching && wanted !== "" && problem === undefined && hits.length === 0 && (
            <NothingFound wanted={wanted} onSearch={setText} />
          )}
          <p className="sr-only" role="status">
            {query.isSuccess && !query.isFetching && wanted !== "" && t("search.found", { count: hits.length })}
          </p>
          <ul
            aria-label={t("search.results")}
            className={cx((query.isPlaceholderData || problem !== undefined) && "opacity-60")}
          >
            {!query.isError && hits.map((hit) => <Hit key={hitKey(hit)} hit={hit} onOpen={onOpen} />)}
          </ul>
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

const isRefusal = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "fields" in error && Object.keys(error.fields ?? {}).length > 0;

const corrected = (text: string, { name, meant }: Stray) =>
  text.replace(new RegExp(`(^|\\s)(-?)${name}:`, "iu"), `$1$2${meant}:`);

/** The text in the field, and in the address as soon as the typing rests. */
function useSearchText() {
  const { q = "", kind } = route.useSearch();
  const navigate = useNavigate();
  // Old addresses named the kind apart from the text.
  const address = kind === undefined ? q : withOperator(q, "in", `${kind}s`);
  const [text, setText] = useState(address);
  const wanted = useDebounced(text.trim(), 150);
  const written = useRef(address);
  useEffect(() => {
    if (written.current === address) return;
    written.current = address;
    setText(address);
  }, [address]);
  useEffect(() => {
    if (wanted === written.current && kind === undefined) return;
    written.current = wanted;
    void navigate({ to: "/search", search: { q: wanted === "" ? undefined : wanted }, replace: true });
  }, [navigate, wanted, kind]);
  return { text, setText, wanted };
}

/** The arrows walk from the field through the hits and back; typing goes on in the field from everywhere. */
function useArrowKeys(input: RefObject<HTMLInputElement | null>, area: RefObject<HTMLElement | null>) {
  return (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const stops = [...(area.current?.querySelectorAll<HTMLElement>("[data-hit], [data-stop]") ?? [])];
    const at = stops.findIndex((stop) => stop === document.activeElement);
    const inField = document.activeElement === input.current;
    if (!inField && at < 0) return;
    if (event.key === "ArrowDown") (stops[at + 1] ?? stops.at(-1))?.focus();
    else if (event.key === "ArrowUp") (at > 0 ? stops[at - 1] : input.current)?.focus();
    else if (event.key === "Enter" && inField) stops[0]?.click();
    else if (event.key === "Escape" && !inField) input.current?.focus();
    else {
      if (at >= 0 && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) {
        input.current?.focus();
      }
      return;
    }
    event.preventDefault();
  };
}

function DidYouMean({ stray, onUse }: { stray: Stray; onUse: () => void }) {
  const { t } = useI18n();
  return (
    <Notice
      tone="info"
      className="mx-2 mb-2"
      action={
        <Button size="sm" icon={<SpellCheck2 size={14} aria-hidden />} onClick={onUse}>
          {t("search.useOperator", { name: `${stray.meant}:` })}
        </Button>
      }
    >
      {t("search.stray", { name: `${stray.name}:` })}
    </Notice>
  );
}

function NothingFound({ wanted, onSearch }: { wanted: string; onSearch: (text: string) => void }) {
  const { t } = useI18n();
  const words = wordsOf(wanted);
  const filtered = words !== wanted;
  return (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title={t("search.nothing", { q: wanted })}
      action={filtered && words !== "" && <Button onClick={() => onSearch(words)}>{t("search.withoutFilters")}</Button>}
    >
      {t(filtered ? "search.nothingFiltered" : "search.nothingText")}
    </EmptyState>
  );
}
