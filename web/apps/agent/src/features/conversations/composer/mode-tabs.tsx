import { Button, cx } from "@rapport/ui";
import { Reply, StickyNote } from "lucide-react";
import { useI18n } from "@/i18n";
import type { Draft } from "../data/drafts";

export interface ModeTabsProps {
  mode: Draft["mode"];
  canReply: boolean;
  canNote: boolean;
  onChange: (mode: Draft["mode"]) => void;
}

export function ModeTabs({ mode, canReply, canNote, onChange }: ModeTabsProps) {
  const { t } = useI18n();
  const modes = [
    { key: "reply", label: t("composer.reply"), allowed: canReply },
    { key: "note", label: t("composer.note"), allowed: canNote },
  ] as const;
  return (
    <div role="group" aria-label={t("composer.kind")} className="flex gap-1">
      {modes
        .filter((item) => item.allowed)
        .map((item) => (
          <button
            key={item.key}
            type="button"
            aria-pressed={mode === item.key}
            onClick={() => onChange(item.key)}
            className={cx(
              "h-7 rounded px-2.5 text-sm font-medium transition-colors pointer-coarse:h-9",
              mode === item.key
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
