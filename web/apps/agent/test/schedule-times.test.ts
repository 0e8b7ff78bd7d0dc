import { describe, expect, it } from "vitest";
import { instant, localTime, plusDays, presets, problemOf } from "@/features/conversations/composer/schedule/times";

const at = (text: string) => new Date(text);

describe("times in another zone", () => {
  it("go there and back", () => {
    expect(localTime(at("2026-03-02T22:30:00Z"), "Asia/Ho_Chi_Minh")).toEqual({ date: "2026-03-03", time: "05:30" });
    expect(instant({ date: "2026-03-03", time: "05:30" }, "Asia/Ho_Chi_Minh")).toEqual(at("2026-03-02T22:30:00Z"));
    expect(instant({ date: "2026-03-03", time: "09:00" }, "America/New_York")).toEqual(at("2026-03-03T14:00:00Z"));
  });

  it("follow the clocks when they change", () => {
    // Romania: on 29 March 2026 at 03:00 clocks go to 04:00.
    expect(instant({ date: "2026-03-28", time: "09:00" }, "Europe/Bucharest")).toEqual(at("2026-03-28T07:00:00Z"));
    expect(instant({ date: "2026-03-29", time: "09:00" }, "Europe/Bucharest")).toEqual(at("2026-03-29T06:00:00Z"));
  });

  it("are none when the fields hold none", () => {
    expect(instant({ date: "", time: "09:00" }, "UTC")).toBeUndefined();
    expect(problemOf(undefined, new Date())).toBe("invalid_time");
  });
});

describe("proposed times", () => {
  const keys = (now: string, zone: string) =>
    presets(at(now), zone).map(({ key, at: when }) => [key, when.toISOString()]);

  it("are those of the agent's morning", () => {
    expect(keys("2026-03-04T20:00:30Z", "Asia/Ho_Chi_Minh")).toEqual([
      ["inTwoHours", "2026-03-04T22:01:00.000Z"],
      // There it is Thursday already.
      ["tomorrow", "2026-03-06T02:00:00.000Z"],
      ["monday", "2026-03-09T02:00:00.000Z"],
    ]);
  });

  it("name Monday once on a Sunday, and the next one on a Monday", () => {
    expect(keys("2026-03-01T10:00:00Z", "UTC").map(([key]) => key)).toEqual(["inTwoHours", "tomorrow"]);
    expect(keys("2026-03-02T10:00:00Z", "UTC")[2]).toEqual(["monday", "2026-03-09T09:00:00.000Z"]);
  });
});

describe("what the server would refuse", () => {
  it("is known before", () => {
    const now = at("2026-03-02T10:00:00Z");
    expect(problemOf(now, now)).toBe("in_the_past");
    expect(problemOf(at("2026-03-02T10:00:01Z"), now)).toBeUndefined();
    expect(problemOf(at("2027-04-01T10:00:00Z"), now)).toBe("too_late");
    expect(plusDays("2026-12-31", 1)).toBe("2027-01-01");
  });
});
