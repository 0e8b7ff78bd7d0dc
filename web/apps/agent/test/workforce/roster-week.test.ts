import { describe, expect, it } from "vitest";
import {
  addDays,
  balanceOf,
  coverageOf,
  hoursOf,
  hoursPaid,
  isAway,
  isOdd,
  mondayOf,
  moved,
  present,
  stretch,
  timesOf,
  timesOn,
  withShift,
  type End,
  type Shift,
} from "@/features/rosters/week";
import { early, shift, week, WEEK } from "./weeks";

describe("days of the clock", () => {
  it("are counted over the ends of months and past changed clocks", () => {
    expect(addDays("2026-02-28", 1)).toBe("2026-03-01");
    expect(addDays("2026-03-29", 1)).toBe("2026-03-30");
    expect(mondayOf("2026-03-15")).toBe(WEEK);
    expect(mondayOf(WEEK)).toBe(WEEK);
  });

  it("end on the next one where the end is not after the beginning", () => {
    expect(timesOn(WEEK, "22:00", "06:00")).toEqual({ start: "2026-03-09T22:00", end: "2026-03-10T06:00" });
    expect(timesOn(WEEK, "08:00", "12:00").end).toBe("2026-03-09T12:00");
  });
});

describe("a shift that is moved", () => {
  it("keeps its length on another day and with another agent", () => {
    const there = moved(early, { agent: { id: 2, name: "Bao" }, days: 2, minutes: -30 });
    expect(there).toMatchObject({
      agent_id: 2,
      agent_name: "Bao",
      local_start: "2026-03-11T07:30",
      local_end: "2026-03-11T16:00",
    });
  });

  it("becomes longer and shorter, and not nothing", () => {
    expect(moved(early, { longer: 30 }).local_end).toBe("2026-03-09T17:00");
    expect(isOdd(moved(early, { longer: -510 }))).toBe(true);
    expect(isOdd(moved(early, { longer: -480 }))).toBe(false);
  });
});

describe("an end of a shift that is pulled", () => {
  const pulled = (of: Shift, end: End, steps: number) => timesOf(moved(of, stretch(of, end, steps)));

  it("goes by half hours from where it is, and the other end stays", () => {
    expect(pulled(early, "end", 3)).toBe("08:00–18:00");
    expect(pulled(early, "end", -1)).toBe("08:00–16:00");
    expect(pulled(early, "start", -2)).toBe("07:00–16:30");
    expect(pulled(early, "start", 5)).toBe("10:30–16:30");
    expect(pulled(shift(2, "2026-03-09T08:15", "2026-03-09T12:00"), "start", 1)).toBe("08:45–12:00");
  });

  it("leaves a shift that the server takes: not nothing, and not more than a day", () => {
    expect(pulled(early, "end", -99)).toBe("08:00–08:30");
    expect(pulled(early, "start", 99)).toBe("16:00–16:30");
    expect(pulled(shift(2, "2026-03-09T08:00", "2026-03-09T09:10"), "end", -99)).toBe("08:00–08:40");
    expect(moved(early, stretch(early, "end", 99)).local_end).toBe("2026-03-10T08:00");
  });

  it("stays on the day on which the shift begins", () => {
    expect(moved(early, stretch(early, "start", -99)).local_start).toBe("2026-03-09T00:00");
    const night = shift(2, "2026-03-09T22:15", "2026-03-10T06:00");
    expect(moved(night, stretch(night, "start", 99)).local_start).toBe("2026-03-09T23:45");
    const late = shift(3, "2026-03-09T22:00", "2026-03-10T21:00");
    expect(moved(late, stretch(late, "start", -99)).local_start).toBe("2026-03-09T21:00");
  });
});

describe("the coverage", () => {
  it("counts breaks and parts of half hours", () => {
    const there = present(WEEK, [early, shift(2, "2026-03-09T08:15", "2026-03-09T10:15")]);
    expect([15, 16, 17, 20, 24, 32, 33].map((index) => there[index])).toEqual([0, 1.5, 2, 1.5, 0, 1, 0]);
  });

  it("leaves out what lies outside of the week", () => {
    const there = present(WEEK, [
      shift(1, "2026-03-08T22:00", "2026-03-09T01:00"),
      shift(2, "2026-03-15T23:00", "2026-03-16T07:00"),
    ]);
    expect([there[0], there[1], there[2], there[333], there[334], there[335]]).toEqual([1, 1, 0, 0, 1, 1]);
  });

  it("tells what is lacking and what nobody needs", () => {
    const monday = coverageOf(week, 0);
    // Needed from 09:00 to 19:00, there from 08:00 to 16:30 but for the break.
    expect([monday.short, monday.over]).toEqual([3, 1]);
    expect(coverageOf(week, 1)).toMatchObject({ short: 0, over: 0 });
    expect(hoursOf(week)).toEqual([16, 38]);
  });

  it("follows a shift at once", () => {
    const after = withShift(week, 1, moved(early, { minutes: 60 }));
    expect(coverageOf(after, 0)).toMatchObject({ short: 2, over: 0 });
    expect(withShift(week, 1, undefined).shifts).toEqual([]);
  });
});

describe("an agent in a week", () => {
  it("is away on the days that were granted", () => {
    expect(["2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13"].map((day) => isAway(week, 1, day))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isAway(week, 2, "2026-03-11")).toBe(false);
  });

  it("is paid without the break", () => {
    expect(hoursPaid(week, 1)).toBe(8);
  });
});

describe("too few and too many", () => {
  it("is told by the hour, and a half hour with too few decides", () => {
    const balance = balanceOf(week);
    // There from 08:00 with a break at 12:00, needed from 09:00 to 19:00.
    expect(balance[0]?.slice(7, 20)).toEqual([null, 1, 0, 0, 0, -1, 0, 0, 0, -1, -1, -1, null]);
    expect(balance[1]?.[9]).toBeNull();
  });
});
