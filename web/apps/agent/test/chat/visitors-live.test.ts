import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { applyChatEvent } from "@/features/chat/data/live";
import { VISITOR_COUNT_KEY, VISITORS_KEY } from "@/features/chat/visitors/queries";
import { queryClient } from "@/shared/query-client";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("reads the list of visitors once for many who come together, and their number less often", () => {
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
