import { Button, Notice } from "@rapport/ui";
import { useI18n } from "@/i18n";
import { useNow } from "@/shared/hooks/use-now";
import { useSyncState } from "../data/use-draft-sync";
import type { ComposerState } from "./use-composer";

/** The agent wrote two different texts on two devices: both are there until they decide. */
export function DraftConflict({ composer }: { composer: ComposerState }) {
  const { t, stamp } = useI18n();
  const now = useNow();
  const sync = composer.syncs[composer.mode];
  const { conflict } = useSyncState(composer.syncs, composer.mode);
  if (!conflict) return null;
  const decide = (choice: "mine" | "theirs" | "both") => {
    sync.resolve(choice);
    composer.editor?.focus();
  };
  return (
    <Notice tone="warning" title={t("draft.conflict")} className="mx-4 mt-2">
      <p className="text-xs">{t("draft.conflictWhen", { time: stamp(conflict.updated_at, now) })}</p>
      <blockquote className="scroll-thin mt-1 max-h-24 overflow-y-auto border-l-2 border-current/40 pl-2 break-words whitespace-pre-wrap text-text">
        {conflict.text}
      </blockquote>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button size="sm" onClick={() => decide("both")}>
          {t("draft.keepBoth")}
        </Button>
        <Button size="sm" onClick={() => decide("theirs")}>
          {t("draft.takeOther")}
        </Button>
        <Button size="sm" onClick={() => decide("mine")}>
          {t("draft.keepMine")}
        </Button>
      </div>
    </Notice>
  );
}
