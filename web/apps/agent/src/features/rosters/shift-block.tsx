import { cx } from "@rapport/ui";
import type { DragEvent, KeyboardEvent, ReactNode } from "react";
import { useI18n } from "@/i18n";
import { MeetingIcon } from "./meetings/meeting-icon";
import { saidOf } from "./meetings/reading";
import { ShiftHandles } from "./shift-handles";
import { useWords } from "./use-words";
import { dayOf, STEP, timesOf, type Meeting, type Move, type Shift } from "./week";

/** What is dragged, as other programs may not read it. */
export const SHIFT_TYPE = "application/x-rapport-shift";

export interface ShiftBlockProps {
  shift: Shift;
  /** Those that its agent has while it goes on. */
  meetings: Meeting[];
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
export function ShiftBlock({ editable, ...props }: ShiftBlockProps) {
  const { shift, meetings } = props;
  const said = meetings.map(saidOf);
  const block: BlockProps = {
    title: said.length > 0 ? said.join("\n") : undefined,
    className: cx(
      "flex w-full items-center gap-1 rounded-sm border px-1.5 py-1 text-left text-xs tabular-nums whitespace-nowrap pointer-coarse:min-h-9",
      shift.state === "draft"
        ? "border-dashed border-line-strong bg-surface"
        : "border-accent-line bg-accent-soft text-accent",
    ),
    children: (
      <>
        {timesOf(shift)}
        {said.length > 0 && <MeetingIcon of={meetings} size={12} className="shrink-0" />}
      </>
    ),
  };
  if (editable) return <Movable {...props} said={said} block={block} />;
  return (
    <div {...block}>
      {block.children}
      {said.length > 0 && <span className="sr-only">{said.join("; ")}</span>}
    </div>
  );
}

interface BlockProps {
  title: string | undefined;
  className: string;
  children: ReactNode;
}

type MovableProps = Omit<ShiftBlockProps, "editable" | "meetings"> & {
  /** Its meetings in words. */
  said: string[];
  block: BlockProps;
};

/** A block that can be taken hold of. */
function Movable({ shift, said, block, onOpen, onMove, onRemove }: MovableProps) {
  const { t } = useI18n();
  const words = useWords();
  const label = t(shift.state === "draft" ? "rosters.shiftDraft" : "rosters.shiftPublished", {
    name: shift.agent_name,
    day: words.longDay(dayOf(shift)),
    time: timesOf(shift),
  });
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
        {...block}
        type="button"
        draggable
        data-shift={shift.id}
        aria-label={[label, ...said].join("; ")}
        aria-describedby="roster-keys"
        onDragStart={drag}
        onKeyDown={keys}
        onClick={() => onOpen(shift)}
        className={cx(block.className, "cursor-grab hover:border-accent active:cursor-grabbing")}
      />
      <ShiftHandles shift={shift} onOpen={onOpen} onMove={onMove} />
    </div>
  );
}
