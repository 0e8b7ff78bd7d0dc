import { cx } from "@rapport/ui";
import { useI18n } from "@/i18n";
import { usePull, type Pull } from "./use-pull";
import { moved, stretch, timesOf, type End, type Move, type Shift } from "./week";

export interface ShiftHandlesProps {
  shift: Shift;
  onOpen: (shift: Shift) => void;
  onMove: (shift: Shift, move: Move) => void;
}

/**
 * Handles at both ends of a shift, for pointers alone: the keys of the block and its dialog do the same. They lie beside
 * the block and not in it, so that the browser never begins to drag the block from them.
 */
export function ShiftHandles(props: ShiftHandlesProps) {
  return (
    <>
      <Handle end="start" {...props} />
      <Handle end="end" {...props} />
    </>
  );
}

/** The edge of the block and the gap beside it, as wide as a target must be. A click on it is one on the block. */
function Handle({ shift, end, onOpen, onMove }: ShiftHandlesProps & { end: End }) {
  const { t } = useI18n();
  const { pull, handle, events } = usePull(
    (steps) => onMove(shift, stretch(shift, end, steps)),
    () => onOpen(shift),
  );
  return (
    <div
      ref={handle}
      aria-hidden
      data-handle={end}
      title={t(end === "start" ? "rosters.pullStart" : "rosters.pullEnd")}
      // The focus stays where it is, and nothing is selected on the way.
      onMouseDown={(event) => event.preventDefault()}
      {...events}
      className={cx(
        "absolute inset-y-0 flex w-6 cursor-ew-resize items-center px-2 select-none [-webkit-touch-callout:none] pointer-fine:touch-none",
        end === "start" ? "-left-1.5" : "-right-1.5 justify-end",
      )}
    >
      <span
        className={cx(
          "h-3.5 w-0.75 rounded-full bg-accent transition-opacity group-focus-within/shift:opacity-100 group-hover/shift:opacity-100 pointer-coarse:opacity-100",
          !pull && "opacity-0",
        )}
      />
      {pull && <Times pull={pull} times={timesOf(moved(shift, stretch(shift, end, pull.steps)))} />}
    </div>
  );
}

/** What the shift becomes, above the pointer; what it is stays in the block. */
function Times({ pull: { x, y }, times }: { pull: Pull; times: string }) {
  return (
    <span
      style={{ left: `clamp(3.5rem, ${String(x)}px, 100vw - 3.5rem)`, top: y - 28 }}
      className="pointer-events-none fixed z-50 -translate-x-1/2 -translate-y-full rounded border border-line bg-raised px-2 py-1 text-sm font-medium whitespace-nowrap tabular-nums shadow-float"
    >
      {times}
    </span>
  );
}
