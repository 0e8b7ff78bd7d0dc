import { IconButton } from "@rapport/ui";
import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

export interface ChooserProps {
  /** What the two buttons lead to. */
  before: string;
  after: string;
  /** The day, week or year that is shown. */
  shown: string;
  /** -1 for the one before, 1 for the one after. */
  onMove: (by: -1 | 1) => void;
  children?: ReactNode;
}

/** The day, week or year that is shown, and those beside it. */
export function Chooser({ before, after, shown, onMove, children }: ChooserProps) {
  return (
    <div className="flex flex-wrap items-center gap-1">
      <IconButton label={before} className="print:hidden" onClick={() => onMove(-1)}>
        <ChevronLeft size={16} aria-hidden />
      </IconButton>
      <IconButton label={after} className="print:hidden" onClick={() => onMove(1)}>
        <ChevronRight size={16} aria-hidden />
      </IconButton>
      <h2 className="ml-1 font-medium" aria-live="polite">
        {shown}
      </h2>
      {children}
    </div>
  );
}
