import { cleanup } from "@testing-library/react";
import { afterEach, vi } from "vitest";
import { queryClient } from "@/shared/query-client";

// jsdom draws nothing, so it has no media queries and observes nothing.
vi.stubGlobal("matchMedia", (query: string) => ({
  matches: query.includes("min-width"),
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}));
class SilentObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
vi.stubGlobal("ResizeObserver", SilentObserver);
vi.stubGlobal("IntersectionObserver", SilentObserver);
Element.prototype.scrollIntoView = () => undefined;
// Nothing is laid out, so words have no place on the screen either.
Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
Range.prototype.getBoundingClientRect = () => new DOMRect();
document.elementFromPoint = () => null;

afterEach(() => {
  cleanup();
  queryClient.clear();
  localStorage.clear();
});
