import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { PaneHandle } from "@/shared/components/pane-handle";
import { clampPane, resetPane } from "@/shared/panes";
import themeScript from "../public/theme.js?raw";

const stored = () => JSON.parse(localStorage.getItem("rapport.panes") ?? "{}") as Record<string, number>;
const variable = () => document.documentElement.style.getPropertyValue("--pane-list");

beforeEach(() => resetPane("list"));

function handle() {
  render(<PaneHandle pane="list" label="Width of the list" controls="pane-list" />);
  return screen.getByRole("separator", { name: "Width of the list" });
}

describe("the line between two panes", () => {
  it("moves by keys, within its bounds, and says where it is", () => {
    const line = handle();
    expect(line.getAttribute("aria-valuenow")).toBe("344");
    fireEvent.keyDown(line, { key: "ArrowRight" });
    expect(line.getAttribute("aria-valuenow")).toBe("360");
    fireEvent.keyDown(line, { key: "ArrowLeft", shiftKey: true });
    expect(line.getAttribute("aria-valuenow")).toBe("296");
    fireEvent.keyDown(line, { key: "End" });
    fireEvent.keyDown(line, { key: "ArrowRight" });
    expect(line.getAttribute("aria-valuenow")).toBe(line.getAttribute("aria-valuemax"));
    fireEvent.keyDown(line, { key: "Home" });
    expect(line.getAttribute("aria-valuenow")).toBe(line.getAttribute("aria-valuemin"));
    expect(variable()).toBe("280px");
    expect(stored()["list"]).toBe(280);
  });

  it("follows the pointer and remembers where it was let go", () => {
    const line = handle();
    line.setPointerCapture = vi.fn();
    fireEvent.pointerDown(line, { clientX: 344, button: 0 });
    fireEvent.pointerMove(line, { clientX: 400 });
    expect(variable()).toBe("400px");
    expect(stored()["list"]).toBeUndefined();
    fireEvent.pointerUp(line, { clientX: 400 });
    expect(stored()["list"]).toBe(400);
    fireEvent.pointerMove(line, { clientX: 500 });
    expect(variable()).toBe("400px");
  });

  it("goes back by a double click", () => {
    const line = handle();
    fireEvent.keyDown(line, { key: "End" });
    fireEvent.doubleClick(line);
    expect(line.getAttribute("aria-valuenow")).toBe("344");
    expect(variable()).toBe("");
    expect(stored()["list"]).toBeUndefined();
  });

  it("takes no width that would look wrong", () => {
    expect(clampPane("sidebar", 10_000)).toBe(480);
    expect(clampPane("nav", -5)).toBe(160);
  });
});

describe("before the first paint", () => {
  // As the browser runs it: a script of the page, not a module.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const run = () => (new Function(themeScript) as () => void)();
  const look = () => ({ ...document.documentElement.dataset });

  it("sets what was chosen", () => {
    localStorage.setItem("rapport.theme", "dark");
    localStorage.setItem("rapport.contrast", "more");
    localStorage.setItem("rapport.density", "compact");
    localStorage.setItem("rapport.locale", "ro");
    localStorage.setItem("rapport.panes", '{"list":412,"nav":"x"}');
    run();
    expect(look()).toMatchObject({ theme: "dark", contrast: "more", density: "compact" });
    expect(document.documentElement.lang).toBe("ro");
    expect(variable()).toBe("412px");
    expect(document.documentElement.style.getPropertyValue("--pane-nav")).toBe("");
  });

  it("follows the system where nothing was chosen, and survives damage", () => {
    localStorage.setItem("rapport.panes", "{");
    vi.stubGlobal("matchMedia", (query: string) => ({ matches: query.includes("contrast") }));
    run();
    expect(look()).toMatchObject({ theme: "light", contrast: "more", density: "comfortable" });
    vi.unstubAllGlobals();
  });
});
