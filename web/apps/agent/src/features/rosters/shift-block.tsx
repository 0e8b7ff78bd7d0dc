import { cx } from "@rapport/ui";
import type { DragEvent, KeyboardEvent } from "react";
import { useI18n } from "@/i18n";
import { ShiftHandles } from "./shift-handles";
import { useWords } from "./use-words";
import { dayOf, STEP, timesOf, type Move, type Shift } from "./week";

/** What is dragged, as other programs may not read it. */
export const SHIFT_TYPE = "application/x-rapport-shift";

export interface ShiftBlockProps {
  shift: Shift;
  /** Whether the reader may change it. */
  editable: boolean;
  onOpen: (shift: Shift) => void;
  /** Moves it; `rows` is to the next agent, or the one before. */
  onMove: (shift: Shift, move: Move, rows?: number) => void;
  onRemove: (shift: Shift) => void;
}

/** Which way a key moves a shift. */
function moveOf({ key, shiftKey }: KeyboardEvent): { move: Move; rows?: number } | undefined {
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const by = key === "ArrowLeft" ? -1 : 1;
    return { move: shiftKey ? { minutes: by * STEP } : { days: by } };
  }
  if (key === "ArrowUp" || key === "ArrowDown") {
    const by = key === "ArrowUp" ? -1 : 1;
    return shiftKey ? { move: { longer: by * -STEP } } : { move: {}, rows: by };
  }
  return undefined;
}

/** A shift in the grid: dragged as a whole or by its ends, moved with the arrow keys, opened for everything else. */
export function ShiftBlock({ shift, editable, onOpen, onMove, onRemove }: ShiftBlockProps) {
  const { t } = useI18n();
  const words = useWords();
  const draft = shift.state === "draft";
  const time = timesOf(shift);
  const look = cx(
    "flex w-full items-center rounded-sm border px-1.5 py-1 text-left text-xs tabular-nums whitespace-nowrap pointer-coarse:min-h-9",
    draft ? "border-dashed border-line-strong bg-surface" : "border-accent-line bg-accent-soft text-accent",
  );
  if (!editable) return <div className={look}>{time}</div>;
  const keys = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      onRemove(shift);
      return;
    }
    const wanted = moveOf(event);
    if (!wanted) return;
    event.preventDefault();
    onMove(shift, wanted.move, wanted.rows);
  };
  const drag = (event: DragEvent<HTMLButtonElement>) => {
    event.dataTransfer.setData(SHIFT_TYPE, String(shift.id));
    event.dataTransfer.effectAllowed = "move";
  };
  return (
    <div className="group/shift relative">
      <button
        type="button"
        draggable
        data-shift={shift.id}
        aria-label={t(draft ? "rosters.shiftDraft" : "rosters.shiftPublished", {
          name: shift.agent_name,
          day: words.longDay(dayOf(shift)),
          time,
        })}
        aria-describedby="roster-keys"
        onDragStart={drag}
        onKeyDown={keys}
        onClick={() => onOpen(shift)}
        className={cx(look, "cursor-grab hover:border-accent active:cursor-grabbing")}
      >
        {time}
      </button>
      <ShiftHandles shift={shift} onOpen={onOpen} onMove={onMove} />
    </div>
  );
}
