import { Check } from "lucide-react";
import { DropdownMenu as Radix, Popover as RadixPopover } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { cx } from "./cx";

const panel = "animate-appear z-50 rounded-lg border border-line bg-raised shadow-float focus:outline-none";

export interface DropdownMenuProps {
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
}

export function DropdownMenu({ trigger, children, align = "end", side = "bottom" }: DropdownMenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} side={side} sideOffset={4} collisionPadding={8} className={cx(panel, "min-w-44 p-1")}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export interface MenuItemProps {
  children: ReactNode;
  icon?: ReactNode;
  onSelect: () => void;
  danger?: boolean;
  disabled?: boolean;
  /** Given for items that are a choice: shows the mark and says so. */
  checked?: boolean;
  aside?: ReactNode;
}

export function MenuItem({ children, icon, onSelect, danger = false, disabled = false, checked, aside }: MenuItemProps) {
  const className = cx(
    "flex h-8 cursor-default items-center gap-2 rounded px-2 text-base outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover [&>svg]:size-4 [&>svg]:shrink-0",
    danger ? "text-danger" : "text-text [&>svg]:text-muted",
  );
  const inner = (
    <>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {aside}
      {checked === true && <Check aria-hidden />}
    </>
  );
  if (checked === undefined) {
    return (
      <Radix.Item className={className} disabled={disabled} onSelect={onSelect}>
        {inner}
      </Radix.Item>
    );
  }
  return (
    <Radix.CheckboxItem className={className} disabled={disabled} checked={checked} onSelect={onSelect}>
      {inner}
    </Radix.CheckboxItem>
  );
}

export function MenuSeparator() {
  return <Radix.Separator className="mx-1 my-1 h-px bg-line" />;
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-xs text-faint">{children}</Radix.Label>;
}

export interface PopoverProps {
  trigger: ReactElement;
  children: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  label?: string;
  className?: string;
}

export function Popover({ trigger, children, open, onOpenChange, align = "start", side = "bottom", label, className }: PopoverProps) {
  return (
    <RadixPopover.Root open={open} onOpenChange={onOpenChange}>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal>
        <RadixPopover.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className={cx(panel, className)}
        >
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}
