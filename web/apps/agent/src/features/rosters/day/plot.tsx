import type { ReactNode } from "react";
import { HourAxis, ValueAxis } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { HALF_HOUR, type Hours } from "./reading";

export const WIDTH = 840;
export const LEFT = 34;
const RIGHT = 6;
const HEIGHT = 216;
const BOTTOM = 22;
/** With room for the word over the line of now. */
const TOP = 16;

/** Where the half hours of a day lie. */
export interface Plot {
  hours: Hours;
  /** The half hours that are drawn. */
  halves: number[];
  top: number;
  x: (minute: number) => number;
  y: (value: number) => number;
  /** A bar of a half hour. */
  bar: (half: number, from: number, to: number) => { x: number; y: number; width: number; height: number };
}

export function plotOf(hours: Hours, top: number): Plot {
  const [first, end] = hours;
  const x = (minute: number) => LEFT + ((minute - first * 60) / ((end - first) * 60)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - TOP);
  const width = x(first * 60 + HALF_HOUR) - LEFT;
  return {
    hours,
    halves: Array.from({ length: (end - first) * 2 }, (_, index) => first * 2 + index),
    top,
    x,
    y,
    bar: (half, from, to) => ({
      x: x(half * HALF_HOUR) + 0.75,
      y: y(to),
      width: Math.max(0, width - 1.5),
      height: Math.max(0, y(from) - y(to)),
    }),
  };
}

/** The half hours of a series, as the steps of a line. */
export function stepsOf({ halves, x, y }: Plot, series: readonly number[]) {
  return halves.map((half) => ({
    from: x(half * HALF_HOUR),
    to: x((half + 1) * HALF_HOUR),
    at: y(series[half] ?? 0),
  }));
}

export interface PlotFrameProps {
  plot: Plot;
  /** What the chart is. */
  label: string;
  /** What it shows, in words. */
  said: string;
  /** The minute that it is; nothing on days that are over or to come. */
  now: number | undefined;
  legend: ReactNode;
  /** What is drawn under it, as wide as it is. */
  below?: ReactNode;
  children: ReactNode;
}

/** The axes around a day, and the line of now over it. */
export function PlotFrame({ plot, label, said, now, legend, below, children }: PlotFrameProps) {
  const { t } = useI18n();
  const at = now === undefined ? undefined : plot.x(now).toFixed(1);
  return (
    <figure>
      {/* On a phone the words in it would be too small: there it is wider than the screen and scrolls inside itself. */}
      <div role="region" aria-label={label} tabIndex={0} className="relative overflow-x-auto">
        <svg
          viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
          role="img"
          aria-label={said}
          className="h-auto w-full min-w-3xl text-faint print:min-w-0"
        >
          <ValueAxis top={plot.top} y={plot.y} left={LEFT} width={WIDTH} />
          {children}
          <HourAxis hours={plot.hours} x={plot.x} y={HEIGHT - 6} />
          {at !== undefined && (
            <>
              <line x1={at} x2={at} y1={TOP - 2} y2={HEIGHT - BOTTOM} stroke="var(--text)" strokeDasharray="2 2" />
              <text x={at} y={TOP - 5} textAnchor="middle" fontSize="11" fill="var(--text)">
                {t("intraday.now")}
              </text>
            </>
          )}
        </svg>
        {below}
      </div>
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">{legend}</figcaption>
    </figure>
  );
}
