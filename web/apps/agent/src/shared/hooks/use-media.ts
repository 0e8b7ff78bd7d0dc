import { useSyncExternalStore } from "react";

/** Whether a media query holds, followed live. For what differs in behaviour; looks alone belong into CSS. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => matchMedia(query).matches,
  );
}

/** From here on several panes stand side by side. */
export const useIsWide = () => useMedia("(min-width: 48rem)");
