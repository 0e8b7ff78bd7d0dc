import { api, unwrap, type LedgerEntryView } from "@rapport/api";
import { Badge, Button, cx, EmptyState, Notice, Table, Td, Th, Tr, type Tone } from "@rapport/ui";
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ChevronLeft, MailSearch } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { LoadState, Page } from "@/shared/components/page";
import { useNow } from "@/shared/hooks/use-now";
import { toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { inboxQuery, ledgerEntriesQuery, ledgerQuery } from "./queries";
import { RawDialog } from "./raw-dialog";

const route = getRouteApi("/workspace/settings/inboxes/$id/ledger");
const STATES = ["imported", "duplicate", "quarantined", "ignored", "waiting"] as const;
type LedgerState = (typeof STATES)[number];

const TONES: Record<LedgerState, Tone> = {
  imported: "success",
  duplicate: "neutral",
  quarantined: "danger",
  ignored: "neutral",
  waiting: "info",
};

/** Every mail that this inbox saw and what became of it: the proof that nothing was lost. */
export default function LedgerPage() {
  const { t } = useI18n();
  const { id } = route.useParams();
  const { state } = route.useSearch();
  const inbox = useQuery(inboxQuery(id)).data;
  return (
    <Page
      title={t("ledger.title")}
      about={t("ledger.about")}
      back={
        <Link
          to="/settings/inboxes/$id"
          params={{ id }}
          className="mb-3 -ml-1 inline-flex items-center gap-1 rounded text-sm text-muted hover:text-text"
        >
          <ChevronLeft size={14} aria-hidden />
          {inbox?.name ?? t("inboxes.title")}
        </Link>
      }
    >
      <Summary id={id} state={state} />
      <Entries id={id} state={state} />
    </Page>
  );
}

function Summary({ id, state }: { id: number; state: LedgerState | undefined }) {
  const { t, tCode, number, relative, exact } = useI18n();
  const now = useNow();
  const query = useQuery({ ...ledgerQuery(id), refetchInterval: 15_000 });
  const summary = query.data;
  if (!summary) return <LoadState query={query} rows={2} />;
  const counts: Record<LedgerState, number> = {
    imported: summary.imported,
    duplicate: summary.duplicates,
    quarantined: summary.quarantined,
    ignored: summary.ignored,
    waiting: summary.waiting,
  };
  return (
    <div className="mb-6 flex flex-col gap-4">
      {summary.alarms.map((alarm) => (
        <Notice key={alarm.code} tone="warning" title={tCode("alarm", alarm.code, alarm.code)}>
          {alarm.detail}
        </Notice>
      ))}
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-5">
        {STATES.map((key) => (
          <li key={key}>
            <Link
              to="/settings/inboxes/$id/ledger"
              params={{ id }}
              search={{ state: state === key ? undefined : key }}
              aria-current={state === key ? "true" : undefined}
              className={cx(
                "block rounded border px-3 py-2 hover:bg-hover",
                state === key ? "border-accent bg-accent-soft" : "border-line",
              )}
            >
              <span
                className={cx(
                  "block text-lg font-semibold tabular-nums",
                  key === "quarantined" && counts[key] > 0 && "text-danger",
                )}
              >
                {number(counts[key])}
              </span>
              <span className="block text-xs text-muted">{t(`ledger.state.${key}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <p className="text-sm text-muted" title={summary.last_mail_at ? exact(summary.last_mail_at) : undefined}>
        {summary.last_mail_at
          ? t("ledger.lastMail", { time: relative(summary.last_mail_at, now) })
          : t("ledger.noMail")}
      </p>
      {summary.folders.length > 0 && (
        <Table
          label={t("ledger.folders")}
          head={
            <>
              <Th>{t("ledger.folder")}</Th>
              <Th className="text-right">{t("ledger.onServer")}</Th>
              <Th className="text-right">{t("ledger.lastUid")}</Th>
              <Th className="text-right">{t("ledger.checked")}</Th>
            </>
          }
        >
          {summary.folders.map((folder) => (
            <Tr key={`${folder.folder}/${folder.uid_validity}`}>
              <Td className="max-w-60 truncate font-medium">{folder.folder}</Td>
              <Td className="text-right">{number(folder.on_server)}</Td>
              <Td className="text-right">{number(folder.last_uid)}</Td>
              <Td className="text-right whitespace-nowrap text-muted">
                {folder.checked_at ? relative(folder.checked_at, now) : "–"}
              </Td>
            </Tr>
          ))}
        </Table>
      )}
    </div>
  );
}

function Entries({ id, state }: { id: number; state: LedgerState | undefined }) {
  const { t } = useI18n();
  const query = useInfiniteQuery(ledgerEntriesQuery(id, state));
  const [raw, setRaw] = useState<LedgerEntryView>();
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section>
      <h2 className="mb-2 font-semibold">{state ? t(`ledger.state.${state}`) : t("ledger.mails")}</h2>
      <LoadState query={query} rows={5} />
      {query.isSuccess && rows.length === 0 && (
        <EmptyState icon={<MailSearch aria-hidden />} title={t("ledger.none")} />
      )}
      {rows.length > 0 && (
        <Table
          label={t("ledger.mails")}
          head={
            <>
              <Th>{t("ledger.mail")}</Th>
              <Th>{t("ledger.outcome")}</Th>
              <Th>{t("ledger.received")}</Th>
              <Th>
                <span className="sr-only">{t("action.more")}</span>
              </Th>
            </>
          }
        >
          {rows.map((entry) => (
            <EntryRow key={entry.id} inboxId={id} entry={entry} onRaw={() => setRaw(entry)} />
          ))}
        </Table>
      )}
      {query.hasNextPage && (
        <Button className="mt-3" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("action.loadMore")}
        </Button>
      )}
      {raw && <RawDialog inboxId={id} entry={raw} onClose={() => setRaw(undefined)} />}
    </section>
  );
}

function EntryRow({ inboxId, entry, onRaw }: { inboxId: number; entry: LedgerEntryView; onRaw: () => void }) {
  const i18n = useI18n();
  const { t, tCode, stamp, exact, bytes } = i18n;
  const now = useNow();
  const state = STATES.find((item) => item === entry.state) ?? "waiting";
  const retry = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/inboxes/{id}/ledger/entries/{entry}/retry", {
          params: { path: { id: inboxId, entry: entry.id } },
        }),
      ),
    onError: (error) => toastProblem(i18n, error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["ledger", inboxId] }),
  });
  return (
    <Tr>
      <Td className="max-w-80">
        <span className="block truncate font-medium" title={entry.subject}>
          {entry.subject || t("conversation.noSubject")}
        </span>
        <span className="block truncate text-xs text-faint">
          {entry.from || t("ledger.unknownSender")} · {bytes(entry.size)}
          {entry.folder != null && ` · ${entry.folder}`}
        </span>
      </Td>
      <Td className="max-w-64">
        <Badge tone={TONES[state]}>{t(`ledger.state.${state}`)}</Badge>
        {entry.reason != null && (
          <span className="mt-0.5 block text-xs break-words text-muted">
            {tCode("ledger.reason", entry.reason, entry.reason)}
          </span>
        )}
      </Td>
      <Td className="whitespace-nowrap text-muted" title={exact(entry.received_at)}>
        {stamp(entry.received_at, now)}
      </Td>
      <Td>
        <div className="flex justify-end gap-1">
          {state === "quarantined" && (
            <Button size="sm" loading={retry.isPending} onClick={() => retry.mutate()}>
              {t("action.retry")}
            </Button>
          )}
          {entry.conversation_id != null && (
            <Link
              to="/conversations/$id"
              params={{ id: entry.conversation_id }}
              search={{}}
              className="inline-flex h-7 items-center rounded px-2 text-sm font-medium text-accent hover:bg-hover"
            >
              {t("shortcuts.open")}
            </Link>
          )}
          <Button size="sm" variant="ghost" onClick={onRaw}>
            {t("ledger.raw")}
          </Button>
        </div>
      </Td>
    </Tr>
  );
}
