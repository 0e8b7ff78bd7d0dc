import type { Tone } from "@rapport/ui";

export interface Look {
  /** Of the word. */
  tone: Tone;
  /** Of the bar: told apart by its pattern as well as by its colour. */
  className: string;
  background: string;
}

/** What an agent can be seen doing, in the order in which it is explained. */
export const STATES = ["handling", "ready", "idle", "break", "meeting"] as const;

const LOOKS: Record<string, Look> = {
  handling: { tone: "accent", className: "", background: "var(--accent)" },
  ready: { tone: "success", className: "border border-accent", background: "var(--accent-soft)" },
  idle: {
    tone: "neutral",
    className: "",
    background: "repeating-linear-gradient(135deg, var(--text-faint) 0 1.5px, var(--surface) 1.5px 5px)",
  },
  break: {
    tone: "warning",
    className: "border border-warning",
    background: "radial-gradient(circle, var(--warning) 1.2px, var(--warning-soft) 1.6px) 0 0 / 5px 5px",
  },
  meeting: {
    tone: "info",
    className: "",
    background: "repeating-linear-gradient(90deg, var(--info) 0 3px, var(--info-soft) 3px 5px)",
  },
};
const UNKNOWN: Look = { tone: "neutral", className: "border border-line-strong", background: "var(--surface)" };

/** A meeting or training as it was planned: hatched against the stripes of those that were recorded. */
export const PLANNED_MEETING: Pick<Look, "className" | "background"> = {
  className: "rounded-sm border border-info",
  background: "repeating-linear-gradient(45deg, var(--info) 0 1.5px, var(--surface) 1.5px 4.5px)",
};

export function lookOf(state: string): Look {
  return LOOKS[state] ?? UNKNOWN;
}
