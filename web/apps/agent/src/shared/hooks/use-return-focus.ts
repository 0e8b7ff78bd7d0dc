import { useEffect, useRef, type RefObject } from "react";

/**
 * For a button in whose place a field stands while it is edited: gives the focus back to the button when it is there
 * again. Not by the next frame, which can come before it.
 */
export function useReturnFocus(editing: boolean): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  const was = useRef(editing);
  useEffect(() => {
    if (was.current && !editing) button.current?.focus();
    was.current = editing;
  }, [editing]);
  return button;
}
