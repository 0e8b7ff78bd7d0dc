import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import { cx } from "./cx";

export interface ResizerProps {
  label: string;
  /** Id of the element whose width it changes. */
  controls: string;
  value: number;
  min: number;
  max: number;
  /** The side of the line on which that element lies. */
  side: "left" | "right";
  /** While it is dragged, for every move. */
  onDrag: (value: number) => void;
  /** When it is let go, or moved by a key. */
  onChange: (value: number) => void;
  onReset: () => void;
}

const STEP = 16;
const LEAP = 64;

/**
 * A line between two panes that can be dragged. It takes no room of its own: what can be grabbed lies over the edges of
 * both panes. The arrow keys move it too, Home and End go to the ends, a double click or Enter puts it back.
 */
export function Resizer({ label, controls, value, min, max, side, onDrag, onChange, onReset }: ResizerProps) {
  const drag = useRef<{ from: number; width: number; now: number }>(undefined);
  const direction = side === "left" ? 1 : -1;
  const clamp = (width: number) => Math.max(min, Math.min(max, width));

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.focus({ preventScroll: true });
    // What is seen may be less than what was wished for, when the window is narrow.
    const shown = document.getElementById(controls)?.getBoundingClientRect().width;
    const width = shown === undefined || shown === 0 ? value : shown;
    drag.current = { from: event.clientX, width, now: width };
    // Frames would keep the pointer's moves for themselves, captured or not.
    document.documentElement.dataset["resizing"] = "";
  };
  const onPointerMove = (event: PointerEvent) => {
    const state = drag.current;
    if (!state) return;
    state.now = clamp(state.width + (event.clientX - state.from) * direction);
    onDrag(state.now);
  };
  const onPointerUp = () => {
    const state = drag.current;
    drag.current = undefined;
    delete document.documentElement.dataset["resizing"];
    // A click without a move changes nothing; two of them are a double click.
    if (state && state.now !== state.width) onChange(state.now);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = (event.shiftKey ? LEAP : STEP) * direction;
    if (event.key === "ArrowRight") onChange(clamp(value + step));
    else if (event.key === "ArrowLeft") onChange(clamp(value - step));
    else if (event.key === "Home") onChange(min);
    else if (event.key === "End") onChange(max);
    else if (event.key === "Enter") onReset();
    else return;
    event.preventDefault();
  };
  return (
    // A separator that can be moved is a control by its definition, which the rules below do not know.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-controls={controls}
      aria-valuenow={Math.round(value)}
      aria-valuemin={min}
      aria-valuemax={max}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      // Else the browser may begin to drag the link that comes to lie under the place where the button went down.
      onMouseDown={(event) => event.preventDefault()}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onDoubleClick={onReset}
      onKeyDown={onKeyDown}
      className={cx(
        "group relative z-10 w-px shrink-0 cursor-col-resize touch-none bg-line select-none focus-visible:outline-none",
        "before:absolute before:inset-y-0 before:-left-1 before:w-2.5 before:content-['']",
        "after:pointer-events-none after:absolute after:inset-y-0 after:-left-px after:w-0.75 after:bg-accent after:opacity-0 after:transition-opacity after:content-['']",
        "hover:after:opacity-60 focus-visible:after:opacity-100 active:after:opacity-100",
      )}
    />
  );
}
