import { cx, EmptyState, Input, Select, Skeleton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { Footprints, MessageCirclePlus, SearchX } from "lucide-react";
import { useEffect, useState } from "react";
import { useI18n } from "@/i18n";
import { buttonLink } from "@/shared/components/button-link";
import { LoadState } from "@/shared/components/page";
import { useDebounced } from "@/shared/hooks/use-debounced";
import { useTitle } from "@/shared/hooks/use-title";
import { useVirtualPages } from "@/shared/hooks/use-virtual-pages";
import { inboxesQuery } from "@/shared/lookups";
import { useCan } from "@/shared/session";
import { useHasSites, useSites } from "../data/use-live";
import { useVisitors } from "./use-visitors";
import { ROW_HEIGHT, VisitorRow } from "./visitor-row";

const route = getRouteApi("/workspace/visitors");

/** Who is on the sites at this moment, and the one who is chosen. */
export default function VisitorsPage() {
  const { t } = useI18n();
  const sites = useHasSites("conversations.read");
  const loaded = useQuery(inboxesQuery).isSuccess;
  const { id } = useParams({ strict: false });
  useTitle(t("area.visitors"));
  return (
    <main className="flex min-h-0 min-w-0 flex-1">
      <section
        aria-label={t("area.visitors")}
        className={cx(
          "flex w-96 shrink-0 flex-col border-r border-line bg-surface max-lg:w-80 max-md:w-full max-md:border-r-0",
          id !== undefined && "max-md:hidden",
        )}
      >
        {loaded && !sites ? <NoSites /> : <Visitors currentId={typeof id === "number" ? id : undefined} />}
      </section>
      <div className={cx("flex min-w-0 flex-1", id === undefined && "max-md:hidden")}>
        {id === undefined ? (
          <EmptyState className="flex-1 bg-canvas" icon={<Footprints aria-hidden />} title={t("visitors.choose")} />
        ) : (
          <Outlet />
        )}
      </div>
    </main>
  );
}

/** Without a chat on a site nobody can be seen there. */
function NoSites() {
  const { t } = useI18n();
  const can = useCan();
  const setUp = can("inboxes.manage") && (
    <Link to="/settings/inboxes/new" className={buttonLink("primary")}>
      {t("visitors.setUp")}
    </Link>
  );
  return (
    <>
      <h1 className="flex h-12 shrink-0 items-center border-b border-line px-4 text-lg font-semibold">
        {t("area.visitors")}
      </h1>
      <EmptyState icon={<MessageCirclePlus aria-hidden />} title={t("visitors.noSites")} action={setUp || undefined}>
        {t("visitors.noSitesText")}
      </EmptyState>
    </>
  );
}

function Visitors({ currentId }: { currentId: number | undefined }) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const { q, inbox } = route.useSearch();
  const [text, setText] = useState(q ?? "");
  const words = useDebounced(text.trim(), 200);
  useEffect(() => {
    void navigate({
      to: ".",
      search: (search) => ({ ...search, q: words === "" ? undefined : words }),
      replace: true,
    });
  }, [navigate, words]);
  const { query, all, rows } = useVisitors(inbox, words);
  return (
    <>
      <div className="flex shrink-0 flex-col gap-2 border-b border-line px-3 pb-2">
        <div className="-mb-2 flex h-12 items-center gap-2 pl-1">
          <h1 className="flex-1 text-lg font-semibold">{t("area.visitors")}</h1>
          <span className="text-sm text-faint tabular-nums">
            {query.isSuccess && t(query.hasNextPage ? "visitors.countMore" : "visitors.count", { count: all.length })}
          </span>
        </div>
        <Input
          type="search"
          aria-label={t("visitors.search")}
          placeholder={t("visitors.search")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <SiteSelect inbox={inbox} />
      </div>
      <VisitorList query={query} rows={rows} filtered={words !== ""} currentId={currentId} />
    </>
  );
}

/** One of the sites; with only one there is nothing to choose. */
function SiteSelect({ inbox }: { inbox: number | undefined }) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const sites = useSites();
  if (sites.length < 2 && inbox === undefined) return null;
  return (
    <Select
      aria-label={t("visitors.site")}
      value={inbox ?? ""}
      onChange={({ target }) =>
        void navigate({
          to: ".",
          search: (search) => ({ ...search, inbox: target.value === "" ? undefined : Number(target.value) }),
          replace: true,
        })
      }
    >
      <option value="">{t("visitors.allSites")}</option>
      {sites.map((site) => (
        <option key={site.id} value={site.id}>
          {site.name}
        </option>
      ))}
    </Select>
  );
}

interface VisitorListProps extends Pick<ReturnType<typeof useVisitors>, "query" | "rows"> {
  filtered: boolean;
  currentId: number | undefined;
}

function VisitorList({ query, rows, filtered, currentId }: VisitorListProps) {
  const { t } = useI18n();
  const { scroller, virtual, visible } = useVirtualPages({
    rows,
    keyOf: (row) => row.visitor.id,
    rowHeight: ROW_HEIGHT,
    pages: query,
  });
  return (
    <div ref={scroller} className="scroll-thin min-h-0 flex-1 overflow-y-auto" aria-busy={query.isPending}>
      {query.isPending &&
        Array.from({ length: 6 }, (_, index) => (
          <div key={index} style={{ height: ROW_HEIGHT }} className="flex gap-3 border-b border-line px-4 py-3">
            <Skeleton className="size-8 rounded-full" />
            <div className="flex flex-1 flex-col gap-2">
              <Skeleton className="h-3.5 w-32" />
              <Skeleton className="h-3.5 w-full" />
            </div>
          </div>
        ))}
      {query.isError && (
        <div className="p-3">
          <LoadState query={query} />
        </div>
      )}
      {query.isSuccess && rows.length === 0 && (
        <EmptyState
          icon={filtered ? <SearchX aria-hidden /> : <Footprints aria-hidden />}
          title={t(filtered ? "list.noMatch" : "visitors.none")}
        >
          {t(filtered ? "visitors.noMatchText" : "visitors.noneText")}
        </EmptyState>
      )}
      <ul style={{ height: virtual.getTotalSize() }} className="relative">
        {visible.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <li
              key={item.key}
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              className="absolute inset-x-0 top-0"
            >
              <VisitorRow row={row} current={row.visitor.id === currentId} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
