import { cx } from "@rapport/ui";
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
              mode === item.key ? (item.key === "note" ? "bg-note-line/60 text-text" : "bg-active text-text") : "text-muted hover:bg-hover",
            )}
          >
            {item.label}
          </button>
        ))}
    </div>
  );
}
