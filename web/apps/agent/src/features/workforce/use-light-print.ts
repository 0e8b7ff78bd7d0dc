import { useEffect } from "react";

/** Paper is white: a dark theme makes way for the light one while printing. */
export function useLightPrint(): void {
  useEffect(() => {
    const { dataset } = document.documentElement;
    let theme: string | undefined;
    const before = () => {
      theme = dataset["theme"];
      dataset["theme"] = "light";
    };
    const after = () => {
      if (theme !== undefined) dataset["theme"] = theme;
    };
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
    return () => {
      window.removeEventListener("beforeprint", before);
      window.removeEventListener("afterprint", after);
    };
  }, []);
}
