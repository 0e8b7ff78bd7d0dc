/**
 * Dialogs, menus and popovers. What draws them (`overlay-radix.tsx`, with Radix and its positioning library) is loaded
 * when the first one is about to open, so that the first screen does not wait for it.
 */
import { cloneElement, lazy, Suspense, useState, type ReactElement, type ReactNode } from "react";

const load = () => import("./overlay-radix");

const RadixDialog = lazy(() => load().then((module) => ({ default: module.RadixDialog })));
const RadixMenu = lazy(() => load().then((module) => ({ default: module.RadixMenu })));
const RadixPopover = lazy(() => load().then((module) => ({ default: module.RadixPopover })));

/** For command palettes and the like: a dialog that is one field and what it finds. */
export const CommandDialog = lazy(() => load().then((module) => ({ default: module.CommandDialog })));
export const MenuItem = lazy(() => load().then((module) => ({ default: module.MenuItem })));
export const MenuSeparator = lazy(() => load().then((module) => ({ default: module.MenuSeparator })));
export const MenuLabel = lazy(() => load().then((module) => ({ default: module.MenuLabel })));

/** Pointing at a trigger is a good sign that it will be clicked. */
const soon = () => void load();

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  closeLabel: string;
  children: ReactNode;
  /** Buttons, right-aligned below a line. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg";
}

/** A dialog that is only there while it is open; what it holds begins afresh each time. */
export function Dialog(props: DialogProps) {
  if (!props.open) return null;
  return (
    <Suspense fallback={null}>
      <RadixDialog {...props} />
    </Suspense>
  );
}

interface TriggerProps {
  onClick?: () => void;
  onPointerEnter?: () => void;
  onFocus?: () => void;
  "aria-haspopup"?: "menu" | "dialog";
  "aria-expanded"?: boolean;
}

export type Trigger = ReactElement<TriggerProps>;

interface Anchored {
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
}

export interface DropdownMenuProps extends Anchored {
  trigger: Trigger;
  children: ReactNode;
}

/** The trigger as it stands there until it is used for the first time. */
function asleep(trigger: Trigger, popup: "menu" | "dialog", wake: () => void): Trigger {
  return cloneElement(trigger, {
    "aria-haspopup": popup,
    "aria-expanded": false,
    onClick: wake,
    onPointerEnter: soon,
    onFocus: soon,
  });
}

/** Actions behind one button. For choosing a value there is the picker, which can be searched. */
export function DropdownMenu(props: DropdownMenuProps) {
  const [used, setUsed] = useState(false);
  if (!used) return asleep(props.trigger, "menu", () => setUsed(true));
  return (
    <Suspense fallback={props.trigger}>
      <RadixMenu {...props} />
    </Suspense>
  );
}

export interface PopoverProps extends Anchored {
  trigger: Trigger;
  children: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  label?: string;
  className?: string;
}

/** Free content beside a trigger. */
export function Popover({ open, onOpenChange, ...props }: PopoverProps) {
  const [inner, setInner] = useState(false);
  const [used, setUsed] = useState(false);
  const isOpen = open ?? inner;
  const change = (next: boolean) => {
    setUsed(true);
    setInner(next);
    onOpenChange?.(next);
  };
  if (!used && !isOpen) return asleep(props.trigger, "dialog", () => change(true));
  return (
    <Suspense fallback={props.trigger}>
      <RadixPopover {...props} open={isOpen} onOpenChange={change} />
    </Suspense>
  );
}
