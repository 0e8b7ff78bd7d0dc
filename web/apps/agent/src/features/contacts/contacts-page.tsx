import { api, unwrap, type ContactView } from "@rapport/api";
import { Avatar, Badge, Button, cx, EmptyState, IconButton, Input, Skeleton } from "@rapport/ui";
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { ContactRound, SearchX, UserPlus } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useI18n } from "@/i18n";
import { LoadState } from "@/shared/components/page";
import { useDebounced } from "@/shared/hooks/use-debounced";
import { useTitle } from "@/shared/hooks/use-title";
import { useVirtualPages } from "@/shared/hooks/use-virtual-pages";
import { useCan } from "@/shared/session";
import { ContactDialog } from "./contact-dialog";

const route = getRouteApi("/workspace/contacts");
const ROW_HEIGHT = 56;

function contactsQuery(q: string | undefined) {
  return infiniteQueryOptions({
    queryKey: ["contacts", "list", q ?? ""],
    queryFn: ({ pageParam, signal }): Promise<{ items: ContactView[]; next_cursor?: string | null }> =>
      unwrap(api.GET("/api/v1/contacts", { params: { query: { q, cursor: pageParam, limit: 50 } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** Contacts beside each other: the list, and the one that is chosen. */
export default function ContactsPage() {
  const { t } = useI18n();
  const can = useCan();
  const { id } = useParams({ strict: false });
  const { q } = route.useSearch();
  const navigate = useNavigate();
  const [text, setText] = useState(q ?? "");
  const [creating, setCreating] = useState(false);
  const wanted = useDebounced(text.trim(), 200);
  useTitle(t("area.contacts"));
  useEffect(() => {
    void navigate({ to: ".", search: { q: wanted === "" ? undefined : wanted }, replace: true });
  }, [navigate, wanted]);
  return (
    <main className="flex min-h-0 min-w-0 flex-1">
      <section
        aria-label={t("area.contacts")}
        className={cx(
          "flex w-88 shrink-0 flex-col border-r border-line bg-surface max-lg:w-80 max-md:w-full max-md:border-r-0",
          id !== undefined && "max-md:hidden",
        )}
      >
        <div className="shrink-0 border-b border-line px-3 pb-2">
          <div className="flex h-12 items-center gap-1 pl-1">
            <h1 className="flex-1 text-lg font-semibold">{t("area.contacts")}</h1>
            {can("contacts.write") && (
              <IconButton label={t("contacts.add")} onClick={() => setCreating(true)}>
                <UserPlus size={16} aria-hidden />
              </IconButton>
            )}
          </div>
          <Input
            type="search"
            aria-label={t("contacts.search")}
            placeholder={t("contacts.search")}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <ContactList q={q} currentId={id} />
      </section>
      <div className={cx("flex min-w-0 flex-1", id === undefined && "max-md:hidden")}>
        {id === undefined ? (
          <EmptyState className="flex-1 bg-canvas" icon={<ContactRound aria-hidden />} title={t("contacts.choose")} />
        ) : (
          <Outlet />
        )}
      </div>
      {creating && (
        <ContactDialog
          contact={undefined}
          onClose={() => setCreating(false)}
          onSaved={(contact) => void navigate({ to: "/contacts/$id", params: { id: contact.id }, search: {} })}
        />
      )}
    </main>
  );
}

function ContactList({ q, currentId }: { q: string | undefined; currentId: number | undefined }) {
  const { t } = useI18n();
  const query = useInfiniteQuery(contactsQuery(q));
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const { scroller, virtual, visible } = useVirtualPages({
    rows,
    keyOf: (row) => row.id,
    rowHeight: ROW_HEIGHT,
    pages: query,
  });
  return (
    <div ref={scroller} className="scroll-thin min-h-0 flex-1 overflow-y-auto" aria-busy={query.isPending}>
      {query.isPending &&
        Array.from({ length: 10 }, (_, index) => (
          <div key={index} className="flex h-14 items-center gap-3 border-b border-line px-4">
            <Skeleton className="size-8 rounded-full" />
            <Skeleton className="h-3.5 w-40" />
          </div>
        ))}
      {query.isError && (
        <div className="p-3">
          <LoadState query={query} />
        </div>
      )}
      {query.isSuccess && rows.length === 0 && (
        <EmptyState
          icon={q === undefined ? <ContactRound aria-hidden /> : <SearchX aria-hidden />}
          title={t(q === undefined ? "contacts.none" : "list.noMatch")}
        >
          {q === undefined && t("contacts.begin")}
        </EmptyState>
      )}
      <ul style={{ height: virtual.getTotalSize() }} className="relative">
        {visible.map((item) => {
          const contact = rows[item.index];
          if (!contact) return null;
          return (
            <li
              key={item.key}
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              className="absolute inset-x-0 top-0"
            >
              <ContactRow contact={contact} current={contact.id === currentId} />
            </li>
          );
        })}
      </ul>
      {query.isFetchingNextPage && (
        <Button className="m-3" loading disabled>
          {t("shell.loading")}
        </Button>
      )}
    </div>
  );
}

function ContactRow({ contact, current }: { contact: ContactView; current: boolean }) {
  const { t, number } = useI18n();
  const email =
    contact.addresses.find((address) => address.kind === "email" && address.primary)?.value ??
    contact.addresses[0]?.value;
  return (
    <Link
      to="/contacts/$id"
      params={{ id: contact.id }}
      search={(search) => search}
      aria-current={current ? "true" : undefined}
      className={cx(
        "flex h-full items-center gap-3 border-b border-line px-4 -outline-offset-2",
        current ? "bg-accent-soft" : "hover:bg-hover",
      )}
    >
      <Avatar name={contact.name} />
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{contact.name}</span>
          {contact.blocked && <Badge tone="danger">{t("contact.blocked")}</Badge>}
        </span>
        <span className="block truncate text-xs text-faint">
          {[contact.company?.name, email === contact.name ? undefined : email].filter(Boolean).join(" · ")}
        </span>
      </span>
      <span
        className="shrink-0 text-xs text-faint tabular-nums"
        title={t("contacts.conversations", { count: contact.conversation_count })}
      >
        {number(contact.conversation_count)}
      </span>
    </Link>
  );
}
