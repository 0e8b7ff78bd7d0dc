import { Check, X } from "lucide-react";
import { Dialog, DropdownMenu, Popover } from "radix-ui";
import { useState, type ReactNode } from "react";
import { cx } from "./cx";
import type { DialogProps, DropdownMenuProps, PopoverProps } from "./overlay";

const widths = { sm: "sm:max-w-md", md: "sm:max-w-xl", lg: "sm:max-w-3xl" } as const;

/** Whoever opens a form wants to fill it in; elsewhere the dialog itself is focused, so that nothing is pressed by mistake. */
function focusFirstField(event: Event) {
  const content = event.currentTarget;
  if (!(content instanceof HTMLElement)) return;
  event.preventDefault();
  const field = content.querySelector<HTMLElement>(
    "input:not([readonly], [type=checkbox], [type=radio], [type=file]), textarea",
  );
  (field ?? content).focus();
}

/**
 * What had the focus before the dialog gets it back. Radix gives it to a trigger, which dialogs that are opened by a
 * key or from a menu do not have.
 */
function useReturnFocus(): (event: Event) => void {
  const [before] = useState(() => document.activeElement);
  return (event) => {
    event.preventDefault();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  };
}

/** In the middle of a wide screen; on a phone a sheet from below, where the thumb is. */
export function RadixDialog({
  open,
  onOpenChange,
  title,
  description,
  closeLabel,
  children,
  footer,
  size = "sm",
}: DialogProps) {
  const returnFocus = useReturnFocus();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <Dialog.Content
          onOpenAutoFocus={focusFirstField}
          onCloseAutoFocus={returnFocus}
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
          className={cx(
            "data-[state=open]:animate-appear fixed inset-x-0 bottom-0 z-40 mx-auto flex max-h-[92dvh] focus:outline-none w-full flex-col rounded-t-lg border border-line bg-raised shadow-float sm:top-[12vh] sm:bottom-auto sm:max-h-[76dvh] sm:w-[calc(100%-2rem)] sm:rounded-lg",
            widths[size],
          )}
        >
          <div className="flex items-start gap-3 px-5 pt-4 pb-2">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="text-lg font-semibold break-words">{title}</Dialog.Title>
              {description !== undefined && (
                <Dialog.Description className="mt-0.5 text-sm text-muted">{description}</Dialog.Description>
              )}
            </div>
            <Dialog.Close
              aria-label={closeLabel}
              className="-mr-1.5 inline-flex size-7 shrink-0 items-center justify-center rounded text-muted hover:bg-hover hover:text-text pointer-coarse:size-9"
            >
              <X size={16} aria-hidden />
            </Dialog.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-2">{children}</div>
          {footer !== undefined && (
            <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</div>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

export interface CommandDialogProps {
  label: string;
  onClose: () => void;
  /** When it is gone and the focus is back where it was. */
  onClosed: () => void;
  children: ReactNode;
}

/** A dialog that is one field and what it finds: no heading, no buttons, always at the same height. */
export function CommandDialog({ label, onClose, onClosed, children }: CommandDialogProps) {
  const returnFocus = useReturnFocus();
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={focusFirstField}
          onCloseAutoFocus={(event) => {
            returnFocus(event);
            onClosed();
          }}
          className="data-[state=open]:animate-appear fixed inset-x-0 top-[10vh] z-40 mx-auto flex max-h-[min(32rem,76dvh)] w-[calc(100%-2rem)] max-w-2xl flex-col overflow-hidden rounded-lg border border-line bg-raised shadow-float focus:outline-none max-sm:top-2 max-sm:max-h-[85dvh] max-sm:w-[calc(100%-1rem)]"
        >
          <Dialog.Title className="sr-only">{label}</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const panel =
  "data-[state=open]:animate-appear z-50 rounded-lg border border-line bg-raised shadow-float focus:outline-none";

/** Appears because its trigger was just clicked: it begins open. */
export function RadixMenu({ trigger, children, align = "end", side = "bottom" }: DropdownMenuProps) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={cx(panel, "min-w-44 p-1")}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
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

/** One action of a menu, or one of its choices. */
export function MenuItem({
  children,
  icon,
  onSelect,
  danger = false,
  disabled = false,
  checked,
  aside,
}: MenuItemProps) {
  const className = cx(
    "flex h-8 cursor-default compact:h-7 items-center gap-2 rounded px-2 text-base outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover pointer-coarse:h-10 [&>svg]:size-4 [&>svg]:shrink-0",
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
      <DropdownMenu.Item className={className} disabled={disabled} onSelect={onSelect}>
        {inner}
      </DropdownMenu.Item>
    );
  }
  return (
    <DropdownMenu.CheckboxItem className={className} disabled={disabled} checked={checked} onSelect={onSelect}>
      {inner}
    </DropdownMenu.CheckboxItem>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="mx-1 my-1 h-px bg-line" />;
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 pt-1.5 pb-1 text-xs text-faint">{children}</DropdownMenu.Label>;
}

/** A panel beside its trigger that takes the focus and gives it back. */
export function RadixPopover({
  trigger,
  children,
  open,
  onOpenChange,
  align = "start",
  side = "bottom",
  label,
  className,
}: PopoverProps) {
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className={cx(panel, className)}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
