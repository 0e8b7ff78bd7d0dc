import { Tooltip as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { Kbd } from "./kbd";

export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={400} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  );
}

export interface TooltipProps {
  text: ReactNode;
  shortcut?: string | undefined;
  side?: "top" | "right" | "bottom" | "left" | undefined;
  children: ReactElement;
}

/** An explanation on hover or focus; never the only place where something important stands. */
export function Tooltip({ text, shortcut, side = "bottom", children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="animate-appear z-50 flex max-w-xs items-center gap-2 rounded bg-[oklch(0.27_0.01_250)] px-2 py-1 text-xs text-white shadow-float"
        >
          {text}
          {shortcut !== undefined && <Kbd tone="inverse">{shortcut}</Kbd>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
