import { Button, Dialog } from "@rapport/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useI18n } from "@/i18n";
import { useNow } from "@/shared/hooks/use-now";
import { timelineQuery } from "../data/queries";

export interface ConflictDialogProps {
  conversationId: number;
  seenSeq: number;
  onClose: () => void;
  /** Look at the answer first; from then on it counts as seen. */
  onReview: () => void;
  onSendAnyway: () => void;
}

/** A colleague answered while the agent wrote: shows that answer and leaves the decision to the agent. */
export function ConflictDialog({ conversationId, seenSeq, onClose, onReview, onSendAnyway }: ConflictDialogProps) {
  const { t, stamp } = useI18n();
  const now = useNow();
  const { data } = useInfiniteQuery(timelineQuery(conversationId));
  const answers = (data?.pages ?? [])
    .flatMap((page) => page.entries)
    .filter((entry) => entry.seq > seenSeq && entry.kind === "message" && entry.message?.direction === "out");
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="md"
      closeLabel={t("action.close")}
      title={t("conflict.title")}
      description={t("conflict.description")}
      footer={
        <>
          <Button onClick={onSendAnyway}>{t("conflict.sendAnyway")}</Button>
          <Button variant="primary" onClick={onReview}>
            {t("conflict.review")}
          </Button>
        </>
      }
    >
      <ul className="flex flex-col gap-2 py-1">
        {answers.map((entry) => (
          <li key={entry.seq} className="rounded border border-line bg-canvas px-3 py-2">
            <p className="flex justify-between gap-3 text-sm">
              <span className="font-medium">{entry.actor.name}</span>
              <span className="text-faint">{stamp(entry.at, now)}</span>
            </p>
            <p className="mt-1 max-h-60 overflow-y-auto leading-normal break-words whitespace-pre-wrap">
              {entry.message?.text}
            </p>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
