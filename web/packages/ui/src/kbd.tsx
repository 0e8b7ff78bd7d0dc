import type { ReactNode } from "react";
import { cx } from "./cx";

/** A key as it is printed on the keyboard. */
export function Kbd({ children, tone = "normal" }: { children: ReactNode; tone?: "normal" | "inverse" }) {
  return (
    <kbd
      className={cx(
        "inline-flex h-5 min-w-5 items-center justify-center rounded-sm border px-1 font-sans text-xs",
        tone === "normal" ? "border-line bg-canvas text-muted" : "border-white/25 bg-white/10 text-white",
      )}
    >
      {children}
    </kbd>
  );
}
