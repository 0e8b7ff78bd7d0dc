import { api, unwrap, type LedgerEntryView } from "@rapport/api";
import { Dialog, Notice, Skeleton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { useI18n } from "@/i18n";
import { problemText } from "@/shared/problems";

/** More than this is read with better tools; the browser would choke on a 25 MB text. */
const SHOWN = 200_000;

/** The mail as it came, for finding out why it could not be read. */
export function RawDialog({
  inboxId,
  entry,
  onClose,
}: {
  inboxId: number;
  entry: LedgerEntryView;
  onClose: () => void;
}) {
  const i18n = useI18n();
  const { t } = i18n;
  const query = useQuery({
    queryKey: ["ledger", inboxId, "raw", entry.id],
    queryFn: async ({ signal }): Promise<string> => {
      const text: unknown = await unwrap(
        api.GET("/api/v1/inboxes/{id}/ledger/entries/{entry}/raw", {
          params: { path: { id: inboxId, entry: entry.id } },
          parseAs: "text",
          signal,
        }),
      );
      return String(text);
    },
  });
  const url = `/api/v1/inboxes/${inboxId}/ledger/entries/${entry.id}/raw`;
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={(open) => !open && onClose()}
      title={entry.subject || t("message.raw")}
      closeLabel={t("action.close")}
    >
      <div className="flex flex-col gap-3 pb-4">
        {query.isPending && <Skeleton className="h-60 w-full" />}
        {query.isError && <Notice tone="danger">{problemText(i18n, query.error)}</Notice>}
        {query.data !== undefined && (
          <>
            {/* A long text that scrolls must be reachable by keyboard. */}
            <pre tabIndex={0} className="overflow-x-auto rounded border border-line bg-canvas p-3 font-mono text-xs">
              {query.data.slice(0, SHOWN)}
            </pre>
            {query.data.length > SHOWN && <p className="text-sm text-muted">{t("ledger.cut")}</p>}
            <a
              href={url}
              download={`mail-${entry.id}.eml`}
              className="self-start text-sm text-accent underline underline-offset-2"
            >
              {t("ledger.download")}
            </a>
          </>
        )}
      </div>
    </Dialog>
  );
}
