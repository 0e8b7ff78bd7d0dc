import { describe, expect, it } from "vitest";
import {
  contactsOf,
  expectedBy,
  expectedContacts,
  hoursAround,
  hoursOfDay,
  isEmpty,
  isMissing,
  isPlanned,
  lackingAt,
  meanOccupancy,
  minutesByState,
  phaseOf,
  placeOf,
  signsOf,
  soFar,
  sortAgents,
  todayIn,
  workOf,
} from "@/features/rosters/day/reading";
import { agentDay, halves, intraday, SHIFT } from "./days";

const GONE = agentDay({ agent_id: 2, name: "Bao", attended: [], state: null, worked_minutes: 0, late_minutes: 120 });

/** A week in which Monday's contacts come at nine and ten, three to one. */
const PROFILE = Array.from({ length: 168 }, (_, hour) => (hour === 9 ? 3 : hour === 10 ? 1 : 0));
const history = (profiles: (number[] | null)[], expected = 40) => ({
  channels: profiles.map((profile, index) => ({
    channel: index === 0 ? "email" : "chat",
    contacts: 1,
    reopened: 0,
    profile,
  })),
  forecast: {
    days: [{ date: "2026-03-09", expected, lower: 0, upper: 99 }],
    model: "",
    formula: "",
    per_month: 1,
    coverage: 0.9,
  },
});

describe("a day", () => {
  it("is the one of the clock at that place", () => {
    const evening = Date.parse("2026-03-09T20:00:00Z");
    expect(todayIn("Europe/Bucharest", evening)).toBe("2026-03-09");
    expect(todayIn("Asia/Ho_Chi_Minh", evening)).toBe("2026-03-10");
  });

  it("is over, goes on, or is to come", () => {
    expect([0, 1, 1439, 1440].map((until) => phaseOf({ until }))).toEqual(["coming", "now", "now", "past"]);
  });

  it("is empty when nobody was needed, planned or there and nothing came", () => {
    const nothing = intraday({ required: [], rostered: halves(0, 0, 0), present: [], came: [], agents: [] });
    expect(isEmpty(nothing)).toBe(true);
    expect(isEmpty({ ...nothing, came: [{ channel: "email", contacts: [1] }] })).toBe(false);
    expect(isEmpty({ ...nothing, required: halves(1, 9, 10) })).toBe(false);
  });
});

describe("expected contacts", () => {
  it("are the forecast of the day, spread as the hours of its weekday are", () => {
    const expected = expectedContacts(history([PROFILE]), "2026-03-09");
    expect(expected).toHaveLength(48);
    expect(expected?.slice(17, 23)).toEqual([0, 15, 15, 5, 5, 0]);
  });

  it("are spread as all channels together are, or as the one that is asked for", () => {
    const flat = Array.from({ length: 168 }, () => 1);
    expect(expectedContacts(history([PROFILE, flat], 28), "2026-03-09")?.[18]).toBe(2);
    expect(expectedContacts(history([PROFILE, flat], 24), "2026-03-09", "chat")?.[0]).toBe(0.5);
    expect(expectedContacts(history([PROFILE, null]), "2026-03-09")?.[18]).toBe(15);
  });

  it("are not known without a forecast of that day, or without hours to spread it over", () => {
    expect(expectedContacts({ ...history([PROFILE]), forecast: null }, "2026-03-09")).toBeUndefined();
    expect(expectedContacts(history([PROFILE]), "2026-03-10")).toBeUndefined();
    expect(expectedContacts(history([null]), "2026-03-09")).toBeUndefined();
    expect(expectedContacts(history([PROFILE], 0), "2026-03-09")?.[18]).toBe(0);
  });

  it("are counted up to the minute, and whole on a day to come", () => {
    const expected = halves(6, 8, 10);
    expect(soFar(expected, 480)).toBe(0);
    expect(soFar(expected, 520)).toBeCloseTo(8);
    expect(soFar(expected, 1440)).toBe(24);
    expect(expectedBy({ until: 0 }, expected)).toBe(24);
    expect(expectedBy({ until: 540 }, expected)).toBe(12);
  });

  it("stand beside what came, of all channels or of one", () => {
    const day = intraday();
    expect(contactsOf(day)[16]).toBe(5);
    expect(contactsOf(day, "chat")[16]).toBe(1);
    expect(contactsOf(day, "phone")).toEqual([]);
  });
});

describe("who is there", () => {
  it("is not missing in a meeting, with a screen or without", () => {
    const meeting = { kind: "meeting", title: "Team meeting", start: 570, end: 630 };
    const day = intraday();
    expect(isMissing(GONE, day)).toBe(true);
    expect(isMissing({ ...GONE, meetings: [meeting] }, day)).toBe(false);
    expect(isMissing({ ...GONE, meetings: [{ ...meeting, end: 600 }] }, day)).toBe(true);
    // On a day that is over, only who had nothing else to do need not have come.
    const over = intraday({ until: 1440, agents: [agentDay(), GONE] });
    const all = { ...meeting, kind: "training", start: 480, end: 960 };
    expect(isMissing({ ...GONE, meetings: [{ ...all, end: 900 }] }, over)).toBe(true);
    expect(isMissing({ ...GONE, meetings: [all] }, over)).toBe(false);
  });

  it("is compared with who is needed, and in half hours to come with who is planned", () => {
    const day = intraday();
    expect([15, 16, 19, 20, 33].map((half) => lackingAt(day, half))).toEqual([0, 2, 2, 1, 0]);
    expect(lackingAt({ ...day, required: halves(1.4, 8, 16) }, 16)).toBe(0);
    expect(lackingAt({ ...day, required: [] }, 16)).toBe(0);
  });

  it("is busy by the time that was spent, not by the half hour", () => {
    const day = intraday({ present: [1, 3, 0], occupancy: [1, 0.6, null] });
    expect(meanOccupancy(day)).toBeCloseTo(0.7);
    expect(meanOccupancy(day, [1, 2])).toBeCloseTo(0.6);
    expect(meanOccupancy(day, [2])).toBeNull();
  });
});

describe("an agent's day", () => {
  it("has a gap where the break is", () => {
    expect(workOf(SHIFT)).toEqual([
      { start: 480, end: 720 },
      { start: 750, end: 960 },
    ]);
    expect(workOf({ ...SHIFT, pause_minutes: 0 })).toEqual([{ start: 480, end: 960 }]);
    expect(workOf({ ...SHIFT, pause_start: 930 })).toEqual([{ start: 480, end: 930 }]);
    expect([479, 480, 719, 720, 749, 750, 960].map((minute) => isPlanned(agentDay(), minute))).toEqual([
      false,
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  it("misses whoever should be there now and is not signed in", () => {
    const at = (until: number) => isMissing(GONE, intraday({ until, agents: [agentDay(), GONE] }));
    expect([0, 470, 600, 730, 1000].map(at)).toEqual([false, false, true, false, false]);
    expect(isMissing({ ...GONE, state: "break" }, intraday())).toBe(false);
  });

  it("misses on a day that is over who never came, unless nothing was recorded at all", () => {
    expect(isMissing(GONE, intraday({ until: 1440, agents: [agentDay(), GONE] }))).toBe(true);
    expect(isMissing(GONE, intraday({ until: 1440, agents: [GONE] }))).toBe(false);
  });

  it("comes first in the list when it needs a look, then by name", () => {
    const chi = agentDay({ agent_id: 3, name: "Chi", state: "break" });
    const dan = agentDay({ agent_id: 4, name: "Dan", shifts: [], state: null });
    const agents = [dan, agentDay(), chi, GONE];
    expect(sortAgents(intraday({ agents })).map(({ name }) => name)).toEqual(["Bao", "Chi", "Ana", "Dan"]);
    expect(sortAgents(intraday({ agents, until: 0 })).map(({ name }) => name)).toEqual(["Ana", "Bao", "Chi", "Dan"]);
  });

  it("is told by the time in each state", () => {
    const attended = [
      { state: "ready", start: 480, end: 500 },
      { state: "handling", start: 500, end: 560 },
      { state: "ready", start: 560, end: 570 },
      { state: "idle", start: 570, end: 570 },
    ];
    expect(minutesByState({ attended })).toEqual([
      ["handling", 60],
      ["ready", 30],
    ]);
  });
});

describe("the hours that are drawn", () => {
  it("are whole, within the day, and the usual ones when there are none", () => {
    expect(hoursAround([])).toEqual([8, 18]);
    expect(hoursAround([{ start: 500, end: 961 }])).toEqual([8, 17]);
    expect(hoursAround([{ start: -120, end: 360 }])).toEqual([0, 6]);
    expect(hoursAround([{ start: 1320, end: 1800 }])).toEqual([22, 24]);
    expect(hoursOfDay(intraday({ agents: [agentDay({ shifts: [{ ...SHIFT, end: 1100 }] })] }))).toEqual([8, 19]);
  });

  it("hold what lies within them, cut at their ends", () => {
    expect(placeOf({ start: 480, end: 600 }, [8, 18])).toEqual({ left: 0, width: 20 });
    expect(placeOf({ start: -60, end: 540 }, [8, 18])).toEqual({ left: 0, width: 10 });
    expect(placeOf({ start: 0, end: 480 }, [8, 18])).toBeUndefined();
  });
});

describe("what to look at", () => {
  const kinds = (...given: Parameters<typeof signsOf>) => signsOf(...given).map(({ kind }) => kind);

  it("begins with who is lacking now and who is missing", () => {
    const day = intraday({ agents: [agentDay(), GONE] });
    expect(signsOf(day, halves(2.5, 8, 16))).toEqual([
      { kind: "short", agents: 2 },
      { kind: "missing", names: ["Bao"] },
      { kind: "more", share: 1 },
      { kind: "gap", agents: 1, from: 630, until: 960 },
    ]);
  });

  it("says how much more came only where that is beyond chance", () => {
    const calm = intraday({ required: halves(1, 8, 16) });
    expect(kinds(calm, halves(5, 8, 16))).toEqual([]);
    expect(kinds(calm, halves(4, 8, 16))).toEqual([]);
    expect(kinds(calm, halves(12, 8, 16))).toEqual(["fewer"]);
    expect(kinds(calm, undefined)).toEqual([]);
  });

  it("warns of agents who are too busy, and of meetings that leave nobody there", () => {
    const calm = intraday({ required: halves(1, 8, 16) });
    const busy = { ...calm, occupancy: calm.occupancy.map((share) => share && 0.9) };
    expect(signsOf(busy, undefined)).toEqual([{ kind: "busy", share: expect.closeTo(0.9) as number }]);
    expect(kinds({ ...calm, agents: [agentDay({ state: "meeting" })] }, undefined)).toEqual(["short"]);
  });

  it("looks at the worst that the roster lacks on a day to come", () => {
    const required = halves(2, 8, 16).map((agents, half) => (half === 20 ? 4 : half === 30 ? 5 : agents));
    expect(signsOf(intraday({ until: 0, present: [], required }), undefined)).toEqual([
      { kind: "gap", agents: 3, from: 900, until: 930 },
    ]);
  });

  it("looks back on a day that is over, where anything was recorded", () => {
    const past = intraday({ until: 1440, present: halves(1, 8, 16), agents: [agentDay(), GONE] });
    expect(signsOf(past, undefined)).toEqual([
      { kind: "lacked", hours: 16 },
      { kind: "absent", names: ["Bao"] },
    ]);
    expect(signsOf({ ...past, agents: [GONE] }, undefined)).toEqual([]);
  });
});
