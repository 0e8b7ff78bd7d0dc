import { Button, cx } from "@rapport/ui";
import { Reply, StickyNote } from "lucide-react";
import { useI18n } from "@/i18n";
import type { Draft } from "../data/drafts";

/** What can be written: an answer to the sender or to all, a forward, a note. */
export type Tab = "reply" | "replyAll" | "forward" | "note";

export interface ModeTabsProps {
  tab: Tab;
  canReply: boolean;
  canNote: boolean;
  /** Whether there is anybody beside the sender. */
  hasOthers: boolean;
  canForward: boolean;
  onChange: (tab: Tab) => void;
}

export function ModeTabs({ tab, canReply, canNote, hasOthers, canForward, onChange }: ModeTabsProps) {
  const { t } = useI18n();
  const tabs = [
    { key: "reply", label: t("composer.reply"), allowed: canReply },
    { key: "replyAll", label: t("composer.replyAll"), allowed: canReply && hasOthers },
    { key: "forward", label: t("composer.forward"), allowed: canReply && canForward },
    { key: "note", label: t("composer.note"), allowed: canNote },
  ] as const;
  return (
    <div role="group" aria-label={t("composer.kind")} className="scroll-thin flex gap-1 overflow-x-auto">
      {tabs
        .filter((item) => item.allowed)
        .map((item) => (
          <button
            key={item.key}
            type="button"
            aria-pressed={tab === item.key}
            onClick={() => onChange(item.key)}
            className={cx(
              "h-7 shrink-0 rounded px-2.5 text-sm font-medium transition-colors pointer-coarse:h-9",
              tab === item.key
                ? item.key === "note"
                  ? "bg-note-line/60 text-text"
                  : "bg-active text-text"
                : "text-muted hover:bg-hover",
            )}
          >
            {item.label}
          </button>
        ))}
    </div>
  );
}

export interface ClosedComposerProps {
  canReply: boolean;
  canNote: boolean;
  onOpen: (mode: Draft["mode"]) => void;
}

/** The composer of a phone before it is wanted: one line. */
export function ClosedComposer({ canReply, canNote, onOpen }: ClosedComposerProps) {
  const { t } = useI18n();
  return (
    <div className="flex shrink-0 gap-2 border-t border-line bg-surface p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
      {canNote && (
        <Button size="lg" icon={<StickyNote size={16} aria-hidden />} onClick={() => onOpen("note")}>
          {t("composer.note")}
        </Button>
      )}
      {canReply && (
        <Button
          size="lg"
          variant="primary"
          className="flex-1"
          icon={<Reply size={16} aria-hidden />}
          onClick={() => onOpen("reply")}
        >
          {t("composer.reply")}
        </Button>
      )}
    </div>
  );
}
