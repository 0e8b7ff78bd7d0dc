import { useEffect } from "react";

/** The title of the tab, by which people find it among twenty others. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Rapport` : "Rapport";
  }, [title]);
}
