import { Dialog, Notice, Skeleton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { useI18n } from "@/i18n";
import { problemText } from "@/shared/problems";
import { rawMessageQuery, useFullMessage } from "../data/full-message";

export interface SourceDialogProps {
  messageId: number;
  view: "headers" | "raw";
  onClose: () => void;
}

/** What really arrived: the headers, or the mail as it came over the wire. */
export function SourceDialog({ messageId, view, onClose }: SourceDialogProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const full = useFullMessage(messageId, view === "headers");
  const raw = useQuery({ ...rawMessageQuery(messageId), enabled: view === "raw" });
  const query = view === "headers" ? full : raw;
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={(open) => !open && onClose()}
      closeLabel={t("action.close")}
      title={t(view === "headers" ? "message.headers" : "message.raw")}
    >
      <div className="pb-4">
        {query.isPending && <Skeleton className="h-60 w-full" />}
        {query.isError && <Notice tone="danger">{problemText(i18n, query.error)}</Notice>}
        {view === "headers" && full.data && (
          <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-1 font-mono text-xs">
            {full.data.headers.map((header, index) => (
              // Headers repeat; their place is all that tells two `Received` apart.
              <div key={index} className="contents">
                <dt className="text-faint">{header.name}</dt>
                <dd className="break-all whitespace-pre-wrap">{header.value}</dd>
              </div>
            ))}
          </dl>
        )}
        {view === "raw" && raw.data !== undefined && (
          // A long text that scrolls must be reachable by keyboard.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          <pre tabIndex={0} className="overflow-x-auto rounded border border-line bg-canvas p-3 font-mono text-xs">
            {raw.data}
          </pre>
        )}
      </div>
    </Dialog>
  );
}
