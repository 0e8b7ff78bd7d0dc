import type { AttachmentView } from "@rapport/api";
import { Notice, Skeleton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { useI18n } from "@/i18n";

/** Enough to see what it is; the rest is one download away. */
const MOST = 256 * 1024;

/** Bytes as words: UTF-8, else the code page that most old files of the West are in. */
export function decode(bytes: ArrayBuffer): string {
  try {
    // A character that was cut in two at the end is no sign of another encoding.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** A file as plain letters: whatever it says, nothing of it is a document here. */
export default function TextView({ file }: { file: AttachmentView }) {
  const { t, bytes } = useI18n();
  const query = useQuery({
    queryKey: ["attachments", file.id, "text"],
    queryFn: async ({ signal }) => {
      const answer = await fetch(file.url, { headers: { range: `bytes=0-${MOST - 1}` }, signal });
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      return decode(await answer.arrayBuffer());
    },
    staleTime: Infinity,
  });
  if (query.isPending) return <Skeleton className="m-auto h-2/3 w-full max-w-3xl rounded" />;
  if (query.isError) {
    return (
      <div className="m-auto max-w-md">
        <Notice tone="warning">{t("attachment.broken")}</Notice>
      </div>
    );
  }
  return (
    <div className="mx-auto w-full max-w-4xl">
      <pre className="min-h-40 rounded border border-line bg-surface p-4 font-mono text-sm break-words whitespace-pre-wrap">
        {query.data}
      </pre>
      {file.size > MOST && (
        <p className="mt-2 text-sm text-muted">{t("attachment.onlyBeginning", { size: bytes(MOST) })}</p>
      )}
    </div>
  );
}
