import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AWAY_AFTER_MS, watchAttention } from "@/features/notifications/attention";
import { claim } from "@/features/notifications/once";

describe("of several windows", () => {
  it("one gets a claim, whoever asks when", async () => {
    const claims = await Promise.all([claim("5.1:show", 10), claim("5.1:show", 0), claim("5.1:show", 0)]);
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(claims[0]).toBe(false);
    expect(await claim("5.1:show", 0)).toBe(false);
    expect(await claim("5.1:sound", 0)).toBe(true);
    expect(await claim("5.2:show", 0)).toBe(true);
  });

  it("what others left in the storage does no harm", async () => {
    localStorage.setItem("rapport.told", '{"x":1}');
    expect(await claim("6.1:show", 0)).toBe(true);
    localStorage.setItem("rapport.told", "{");
    expect(await claim("6.2:show", 0)).toBe(true);
    for (let n = 0; n < 80; n += 1) await claim(`7.${String(n)}:show`, 0);
    expect(JSON.parse(localStorage.getItem("rapport.told") ?? "")).toHaveLength(50);
  });
});

describe("somebody sits in front of the window", () => {
  let visibility: DocumentVisibilityState = "visible";
  const see = (state: DocumentVisibilityState) => {
    visibility = state;
    document.dispatchEvent(new Event("visibilitychange"));
  };

  beforeEach(() => {
    vi.useFakeTimers();
    visibility = "visible";
    vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it("while it is visible and was used a moment ago", () => {
    const told: boolean[] = [];
    const stop = watchAttention((attentive) => told.push(attentive));
    expect(told).toEqual([true]);
    vi.advanceTimersByTime(AWAY_AFTER_MS - 1000);
    window.dispatchEvent(new Event("pointermove"));
    vi.advanceTimersByTime(AWAY_AFTER_MS - 1000);
    expect(told).toEqual([true]);
    vi.advanceTimersByTime(2000);
    expect(told).toEqual([true, false]);
    window.dispatchEvent(new Event("keydown"));
    expect(told).toEqual([true, false, true]);
    see("hidden");
    expect(told).toEqual([true, false, true, false]);
    window.dispatchEvent(new Event("pointermove"));
    expect(told).toEqual([true, false, true, false]);
    see("visible");
    expect(told).toEqual([true, false, true, false, true]);
    stop();
    see("hidden");
    expect(told).toHaveLength(5);
  });
});
