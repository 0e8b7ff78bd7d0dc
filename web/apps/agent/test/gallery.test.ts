import { describe, expect, it } from "vitest";
import exported from "../../../packages/ui/src/index.ts?raw";

const sources = import.meta.glob<string>("../src/features/gallery/*.tsx", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Parts that only ever stand within another component, or are no components. */
const NOT_ALONE = new Set(["cx", "fold", "MenuItem", "MenuLabel", "MenuSeparator", "Toaster"]);

describe("the gallery", () => {
  it("shows every component that the design system has", () => {
    const names = [...exported.matchAll(/export \{([^}]*)\}/gu)].flatMap((match) =>
      (match[1] ?? "")
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "" && !name.startsWith("type ")),
    );
    expect(names.length).toBeGreaterThan(20);
    const shown = Object.values(sources).join("\n");
    const missing = names.filter((name) => !NOT_ALONE.has(name) && !new RegExp(`[<{( ]${name}\\b`, "u").test(shown));
    expect(missing).toEqual([]);
  });
});
