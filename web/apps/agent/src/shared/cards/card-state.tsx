import { Button, Skeleton } from "@rapport/ui";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n";
import { problemText } from "@/shared/problems";

/** What stands in a card while its data is on the way, or when it did not come. Calm: the reader came for the conversation. */
export function CardState({
  query,
  rows = 2,
}: {
  query: { isError: boolean; error: unknown; refetch: () => unknown };
  rows?: number;
}) {
  const i18n = useI18n();
  if (query.isError) {
    return (
      <div className="flex items-start gap-2 text-sm text-muted">
        <p className="min-w-0 flex-1">{problemText(i18n, query.error)}</p>
        <Button size="sm" onClick={() => void query.refetch()}>
          {i18n.t("action.retry")}
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-2 py-0.5" aria-busy>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} className={index % 2 === 0 ? "h-4 w-full" : "h-4 w-2/3"} />
      ))}
    </div>
  );
}

export function CardEmpty({ children }: { children: ReactNode }) {
  return <p className="text-sm text-faint">{children}</p>;
}
