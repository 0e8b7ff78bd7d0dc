import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n";

export interface JumpsProps {
  /** How many new entries lie above what is on screen; 0 when their beginning is in sight or was seen. */
  unreadAbove: number;
  onFirstUnread: () => void;
  /** Whether the reader is away from the newest entry. */
  away: boolean;
  /** How many entries came since they went away. */
  fresh: number;
  onNewest: () => void;
}

/** The ways back in a long conversation, over the timeline and never in the way of it. */
export function Jumps({ unreadAbove, onFirstUnread, away, fresh, onNewest }: JumpsProps) {
  const { t } = useI18n();
  return (
    <>
      {unreadAbove > 0 && (
        <Jump place="top" icon={<ArrowUp size={14} aria-hidden />} onClick={onFirstUnread}>
          {t("timeline.toFirstUnread", { count: unreadAbove })}
        </Jump>
      )}
      {away && (
        <Jump place="bottom" icon={<ArrowDown size={14} aria-hidden />} onClick={onNewest}>
          {fresh > 0 ? t("timeline.toFresh", { count: fresh }) : t("timeline.toNewest")}
        </Jump>
      )}
    </>
  );
}

interface JumpProps {
  place: "top" | "bottom";
  icon: ReactNode;
  onClick: () => void;
  children: ReactNode;
}

function Jump({ place, icon, onClick, children }: JumpProps) {
  return (
    <div
      className={
        place === "top"
          ? "pointer-events-none absolute inset-x-0 top-3 z-10 flex justify-center"
          : "pointer-events-none absolute inset-x-0 bottom-3 z-10 flex justify-center"
      }
    >
      <button
        type="button"
        onClick={onClick}
        className="pointer-events-auto inline-flex h-8 items-center gap-1.5 rounded-full border border-line bg-raised px-3 text-sm font-medium text-accent shadow-float hover:bg-hover pointer-coarse:h-10"
      >
        {icon}
        {children}
      </button>
    </div>
  );
}
