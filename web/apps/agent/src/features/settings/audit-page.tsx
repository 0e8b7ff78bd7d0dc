import { api, unwrap, type components } from "@rapport/api";
import { Button, EmptyState, Table, Td, Th, Tr } from "@rapport/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useI18n } from "@/i18n";
import { LoadState, Page } from "@/shared/components/page";
import { useNow } from "@/shared/hooks/use-now";

interface AuditPageOfRows {
  items: components["schemas"]["AuditEntryView"][];
  next_cursor?: string | null;
}

/** The log as it was written: actions by their stable names, which also stand in exports. */
export default function AuditPage() {
  const { t, stamp, exact } = useI18n();
  const now = useNow();
  const query = useInfiniteQuery({
    queryKey: ["audit"],
    queryFn: ({ pageParam, signal }): Promise<AuditPageOfRows> =>
      unwrap(api.GET("/api/v1/audit", { params: { query: { cursor: pageParam, limit: 50 } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: 0,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t("audit.title")} about={t("audit.about")}>
      <LoadState query={query} rows={8} />
      {query.isSuccess && rows.length === 0 && <EmptyState icon={<ScrollText aria-hidden />} title={t("audit.none")} />}
      {rows.length > 0 && (
        <Table
          label={t("audit.title")}
          head={
            <>
              <Th>{t("audit.when")}</Th>
              <Th>{t("audit.who")}</Th>
              <Th>{t("audit.what")}</Th>
              <Th className="max-md:hidden">{t("audit.detail")}</Th>
            </>
          }
        >
          {rows.map((row) => (
            <Tr key={row.id}>
              <Td className="whitespace-nowrap text-muted" title={exact(row.at)}>
                {stamp(row.at, now)}
              </Td>
              <Td className="max-w-48 max-md:max-w-28">
                <span className="block truncate">
                  {row.actor_kind === "system" ? t("event.system") : row.actor_name}
                </span>
                {row.ip !== "" && <span className="block truncate text-xs text-faint">{row.ip}</span>}
              </Td>
              <Td>
                <span className="font-mono text-xs break-all md:whitespace-nowrap">{row.action}</span>
                {/* A phone has no room for one more column. */}
                <span className="block text-xs break-words text-muted md:hidden">{row.detail}</span>
              </Td>
              <Td className="min-w-48 break-words text-muted max-md:hidden">{row.detail}</Td>
            </Tr>
          ))}
        </Table>
      )}
      {query.hasNextPage && (
        <Button className="mt-3" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("action.loadMore")}
        </Button>
      )}
    </Page>
  );
}
