import { Dialog, Notice, Skeleton } from "@rapport/ui";
import { TabPanel, Tabs } from "@rapport/ui/tabs";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { problemText } from "@/shared/problems";
import { rawMessageQuery, useFullMessage } from "../data/full-message";

type View = "headers" | "raw";

/** What really arrived: the headers, and the mail as it came over the wire. */
export default function SourceDialog({ messageId, onClose }: { messageId: number; onClose: () => void }) {
  const { t } = useI18n();
  const [view, setView] = useState<View>("headers");
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={(open) => !open && onClose()}
      closeLabel={t("action.close")}
      title={t("message.source")}
    >
      <Tabs
        label={t("message.source")}
        value={view}
        onChange={setView}
        tabs={[
          { key: "headers", label: t("message.headers") },
          { key: "raw", label: t("message.raw") },
        ]}
        className="pb-4"
      >
        <TabPanel value="headers" className="pt-3">
          <Headers messageId={messageId} />
        </TabPanel>
        <TabPanel value="raw" className="pt-3">
          <Raw messageId={messageId} />
        </TabPanel>
      </Tabs>
    </Dialog>
  );
}

function Headers({ messageId }: { messageId: number }) {
  const i18n = useI18n();
  const query = useFullMessage(messageId, true);
  if (query.isPending) return <Skeleton className="h-60 w-full" />;
  if (query.isError) return <Notice tone="danger">{problemText(i18n, query.error)}</Notice>;
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-1 font-mono text-xs">
      {query.data.headers.map((header, index) => (
        // Headers repeat; their place is all that tells two `Received` apart.
        <div key={index} className="contents">
          <dt className="text-faint">{header.name}</dt>
          <dd className="break-all whitespace-pre-wrap">{header.value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Raw({ messageId }: { messageId: number }) {
  const i18n = useI18n();
  const query = useQuery(rawMessageQuery(messageId));
  if (query.isPending) return <Skeleton className="h-60 w-full" />;
  if (query.isError) return <Notice tone="danger">{problemText(i18n, query.error)}</Notice>;
  return (
    // A long text that scrolls must be reachable by keyboard.
    <pre tabIndex={0} className="overflow-x-auto rounded border border-line bg-canvas p-3 font-mono text-xs">
      {query.data}
    </pre>
  );
}
