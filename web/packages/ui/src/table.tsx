import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";

/** A table that scrolls inside itself when it is wider than the page. */
export function Table({ label, head, children }: { label: string; head: ReactNode; children: ReactNode }) {
  return (
    // A region that scrolls must be reachable by keyboard. Relative, or else words that are only for screen readers lie
    // outside of it and make the whole page wider.
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className="relative overflow-x-auto rounded border border-line bg-surface"
    >
      <table className="w-full border-collapse text-sm tabular-nums">
        <thead>
          <tr className="border-b border-line bg-canvas text-left text-xs text-muted">{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export function Th({ className, ...rest }: ComponentProps<"th">) {
  return <th scope="col" className={cx("h-8 px-3 font-medium whitespace-nowrap compact:h-7", className)} {...rest} />;
}

export function Tr({ className, ...rest }: ComponentProps<"tr">) {
  return <tr className={cx("border-b border-line last:border-0 hover:bg-hover/60", className)} {...rest} />;
}

export function Td({ className, ...rest }: ComponentProps<"td">) {
  return <td className={cx("h-10 px-3 py-1.5 align-middle compact:h-8 compact:py-1", className)} {...rest} />;
}
