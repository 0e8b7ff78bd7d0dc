import type { ReactNode } from "react";
import { useFigures } from "./figures";

export interface ValueAxisProps {
  /** The value at the upper end. */
  top: number;
  /** Where a value lies. */
  y: (value: number) => number;
  left: number;
  width: number;
}

/** Lines at nothing, the half and the whole, with their numbers. */
export function ValueAxis({ top, y, left, width }: ValueAxisProps) {
  const figures = useFigures();
  return [0, 0.5, 1].map((part) => (
    <g key={part}>
      <line x1={left} x2={width} y1={y(top * part)} y2={y(top * part)} stroke="var(--line)" />
      <text x={left - 6} y={y(top * part) + 4} textAnchor="end" fontSize="11" fill="currentColor">
        {figures.whole(top * part)}
      </text>
    </g>
  ));
}

export interface HourAxisProps {
  /** The hours of the day that are drawn: the first, and the one behind the last. */
  hours: [number, number];
  /** Where a minute of the day lies. */
  x: (minute: number) => number;
  y: number;
}

/** Hours under a day; every third one where all of them would lie over one another. */
export function HourAxis({ hours: [first, end], x, y }: HourAxisProps) {
  return hourTicks(first, end).map((hour) => (
    <text key={hour} x={x(hour * 60)} y={y} textAnchor="middle" fontSize="11" fill="currentColor">
      {String(hour).padStart(2, "0")}
    </text>
  ));
}

/** The hours that have room for their number. */
export function hourTicks(first: number, end: number): number[] {
  const step = end - first > 12 ? 3 : 1;
  return Array.from({ length: Math.floor((end - first) / step) + 1 }, (_, index) => first + index * step);
}

/** What something is drawn in, and what it is. */
export function Key({ mark, children }: { mark: ReactNode; children: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5">
      {mark}
      {children}
    </span>
  );
}
