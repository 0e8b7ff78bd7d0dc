import { useEffect } from "react";

let title = "";
let count = 0;

function show(): void {
  const name = title === "" ? "Rapport" : `${title} · Rapport`;
  document.title = count > 0 ? `(${count}) ${name}` : name;
}

/** The title of the tab, by which people find it among twenty others. */
export function useTitle(text: string | undefined): void {
  useEffect(() => {
    title = text ?? "";
    show();
  }, [text]);
}

/** What waits, before the title of the tab and on the icon of the installed application. */
export function useTitleCount(waiting: number): void {
  useEffect(() => {
    count = waiting;
    show();
    // Not every browser has a badge, and those that have one may refuse it.
    if ("setAppBadge" in navigator) void navigator.setAppBadge(waiting).catch(() => undefined);
    return () => {
      count = 0;
    };
  }, [waiting]);
}
