import { describe, expect, it } from "vitest";
import { comingOf, isForAll, meetingsIn, standingOf, withoutShift } from "@/features/rosters/meetings/reading";
import { moved, present, withShift, type RosterWeek } from "@/features/rosters/week";
import { early, meeting, shift, week, WEEK } from "./weeks";

/** While Ana works on Monday. */
const onMonday = (from: string, until: string) =>
  meeting({ agents: [1], local_start: `${WEEK}T${from}`, local_end: `${WEEK}T${until}` });

describe("a meeting", () => {
  it("takes those who are in it from the customers, its overlap with breaks and other meetings once", () => {
    const meetings = [onMonday("08:00", "09:00"), onMonday("08:30", "09:15"), onMonday("11:45", "12:15")];
    const there = present(WEEK, [early, { ...early, agent_id: 2 }], meetings);
    expect([16, 17, 18, 23, 24, 25].map((half) => there[half])).toEqual([1, 1, 1.5, 1.5, 0, 2]);
    expect(present(WEEK, [early], [onMonday("07:00", "08:00"), onMonday("16:30", "17:00")])).toEqual(week.rostered);
  });

  it("is still counted when the shift around it is moved", () => {
    const met: RosterWeek = { ...week, meetings: [onMonday("09:00", "10:00")] };
    expect(withShift(met, 1, moved(early, { minutes: 30 })).rostered[18]).toBe(0);
    expect(withShift(met, 1, moved(early, { days: 1 })).rostered[18 + 48]).toBe(1);
  });

  it("stands in a shift that it overlaps, if it is one of that agent", () => {
    const over = onMonday("16:00", "17:00");
    const others = { ...over, agents: [2] };
    expect(meetingsIn(early, [over, others, onMonday("16:30", "17:00"), onMonday("07:00", "08:00")])).toEqual([over]);
  });

  it("is for everybody when all of the week take part, and one alone is somebody", () => {
    const two = { people: [...week.people, { id: 2, name: "Bao" }] };
    expect(isForAll(two, meeting())).toBe(true);
    expect(isForAll(two, meeting({ agents: [1] }))).toBe(false);
    expect(isForAll(week, meeting({ agents: [1] }))).toBe(false);
  });
});

describe("who takes part", () => {
  it("is at work for all of it, at other times of the day, on leave, or free", () => {
    expect(standingOf(week, 1, onMonday("08:00", "16:30"))).toEqual({ kind: "works", times: ["08:00–16:30"] });
    expect(standingOf(week, 1, onMonday("16:00", "17:00"))).toEqual({ kind: "elsewhere", times: ["08:00–16:30"] });
    expect(standingOf(week, 1, onMonday("18:00", "19:00")).kind).toBe("elsewhere");
    expect(standingOf(week, 1, meeting())).toEqual({ kind: "free" });
    const wednesday = meeting({ local_start: "2026-03-11T10:00", local_end: "2026-03-11T11:00" });
    expect(standingOf(week, 1, wednesday)).toEqual({ kind: "away" });
  });

  it("is told when no shift holds all of the meeting, nights as well", () => {
    const night = shift(2, "2026-03-09T22:00", "2026-03-10T06:00");
    const after = meeting({ agents: [1, 3], local_start: "2026-03-10T00:30", local_end: "2026-03-10T01:00" });
    expect(withoutShift({ shifts: [night], away: [] }, after)).toEqual([3]);
  });
});

describe("what comes", () => {
  it("is a shift with the meetings of its day, or a meeting on a day without one", () => {
    const late = shift(2, "2026-03-09T18:00", "2026-03-10T02:00");
    const inLate = meeting({ id: 6, local_start: "2026-03-10T01:00", local_end: "2026-03-10T01:30" });
    const evening = { ...onMonday("17:00", "17:30"), id: 7 };
    const alone = meeting({ id: 8, local_start: "2026-03-12T10:00", local_end: "2026-03-12T11:00" });
    const coming = comingOf([early, late, shift(3, "2026-03-13T08:00", "2026-03-13T12:00")], [evening, inLate, alone]);
    expect(coming.map((row) => [row.shift?.id, row.meetings.map(({ id }) => id)])).toEqual([
      [1, [7]],
      [2, [6]],
      [undefined, [8]],
      [3, []],
    ]);
  });
});
