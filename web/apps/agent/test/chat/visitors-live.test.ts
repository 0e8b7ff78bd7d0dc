import { afterEach, beforeEach, expect, it, vi } from "vitest";

beforeEach(() => {
  vi.useFakeTimers();
  // What was read last is remembered by the module: another test may have made it read a moment ago.
  vi.resetModules();
});
afterEach(() => {
  vi.useRealTimers();
});

it("reads the list of visitors once for many who come together, and their number less often", async () => {
  const { applyChatEvent } = await import("@/features/chat/data/live");
  const { VISITOR_COUNT_KEY, VISITORS_KEY } = await import("@/features/chat/visitors/queries");
  const { queryClient } = await import("@/shared/query-client");
  const read = vi.spyOn(queryClient, "invalidateQueries").mockResolvedValue();
  const times = (key: readonly string[]) => read.mock.calls.filter(([filter]) => filter?.queryKey === key).length;
  for (let second = 0; second < 10; second++) {
    applyChatEvent({ type: "visitors_changed", inbox_id: 1 });
    vi.advanceTimersByTime(1_000);
  }
  expect(times(VISITORS_KEY)).toBe(5);
  expect(times(VISITOR_COUNT_KEY)).toBe(1);
  vi.advanceTimersByTime(60_000);
  // Nothing is left out either: what came last is read too.
  expect(times(VISITORS_KEY)).toBe(5);
});
