import { describe, expect, it } from "vitest";
import { changedFields, formOf, searchOf } from "@/features/workforce/address";
import { EMPTY, planRequest } from "@/features/workforce/form";
import { arrivalsOf, channelsOf, chartDays, measuredFields, measuredOf } from "@/features/workforce/own-history";
import { nextMonday, shiftsByDay } from "@/features/workforce/shape";
import { HISTORY, NOTHING, WEEK } from "./history";

describe("a plan from what was counted", () => {
  it("takes the forecast, the spread, the hours and the length of chats and mails", () => {
    const measured = measuredOf(HISTORY);
    const request = planRequest({ ...EMPTY, own: true }, measured);
    expect(request.volume).toEqual({ tickets: 612.4 });
    expect(request.mix).toEqual(HISTORY.mix);
    expect(request.profiles).toEqual({ email: WEEK });
    expect(request.switching).toEqual({ chat_to_email: 0, phone_to_email: 0, email_to_phone: 0 });
    expect(request.rules).toMatchObject({ channels: { chat: { aht_s: 423 }, email: { aht_s: 312 } } });
    expect(measured && measuredFields(measured)).toEqual({ tickets: 612, chatMinutes: 7.1, mailMinutes: 5.2 });
  });

  it("gives way to what was typed", () => {
    const typed = { ...EMPTY, own: true, tickets: "90", chatMinutes: "5", mix: { ...EMPTY.mix, chat: "1" } };
    const request = planRequest(typed, measuredOf(HISTORY));
    expect(request.volume).toMatchObject({ tickets: 90 });
    expect(request.mix).toEqual({ ...NOTHING, chat: 1 });
    expect(request.rules).toMatchObject({ channels: { chat: { aht_s: 300 } } });
  });

  it("uses what was counted while there is no forecast, and nothing while there is not even that", () => {
    expect(measuredOf({ ...HISTORY, forecast: null })?.tickets).toBe(500);
    expect(measuredOf({ ...HISTORY, forecast: null, per_month: null })).toBeUndefined();
  });

  it("draws the past and then what comes", () => {
    expect(chartDays(HISTORY).map(({ date, came, expected }) => [date, came, expected])).toEqual([
      ["2026-02-28", 8, null],
      ["2026-03-01", 5, null],
      ["2026-03-02", null, 20],
    ]);
  });

  it("knows the hours in which customers come", () => {
    const week = arrivalsOf(HISTORY);
    expect(week.map((day) => day.length)).toEqual(Array.from({ length: 7 }, () => 24));
    expect(week[2]?.slice(0, 3)).toEqual([null, 1, 2]);
    expect(
      arrivalsOf(HISTORY, "chat")
        .flat()
        .every((contacts) => contacts === null),
    ).toBe(true);
  });

  it("draws one channel alone, and knows which days are special", () => {
    expect(channelsOf(HISTORY)).toEqual(["chat", "email"]);
    const special = { day: "2026-03-01", name: "Spring sale", percent: 250 };
    const days = chartDays(HISTORY, { channel: "chat", special: [special] });
    expect(days.map(({ came }) => came)).toEqual([0, 0, null]);
    expect(days.map((day) => day.special?.name)).toEqual([undefined, "Spring sale", undefined]);
  });
});

describe("the planner in the address", () => {
  const form = {
    ...EMPTY,
    own: true,
    ownChannel: "chat",
    tickets: "6,000",
    customers: "20000",
    days: "week",
    mix: { ...EMPTY.mix, chat: "20" },
  } as const;

  it("holds what is not as at the beginning, and comes back the same", () => {
    expect(searchOf(EMPTY)).toEqual({});
    expect(searchOf(form)).toEqual({
      own: true,
      ownChannel: "chat",
      tickets: "6,000",
      customers: 20_000,
      days: "week",
      mix_chat: 20,
    });
    expect(formOf(searchOf(form))).toEqual(form);
  });

  it("passes over what somebody else wrote into it", () => {
    expect(formOf({ days: "never", own: "maybe", ownChannel: "fax", tickets: ["x"], other: 1 })).toEqual(EMPTY);
    expect(formOf({ tickets: "9".repeat(500) }).tickets).toHaveLength(40);
  });

  it("tells which fields changed", () => {
    expect(changedFields(searchOf(form), searchOf({ ...form, tickets: "7000" }))).toEqual(["tickets"]);
    expect(changedFields({}, searchOf(form))).toHaveLength(6);
  });
});

describe("a roster", () => {
  it("begins on the Monday after today", () => {
    expect(nextMonday(new Date(2026, 2, 4))).toBe("2026-03-09");
    expect(nextMonday(new Date(2026, 2, 9))).toBe("2026-03-16");
    expect(nextMonday(new Date(2026, 2, 8))).toBe("2026-03-09");
  });

  it("puts each shift under its day", () => {
    const shifts = [
      { person: 0, date: "2026-03-09" },
      { person: 1, date: "2026-03-10" },
      { person: 0, date: "2026-03-13" },
    ];
    expect(shiftsByDay(shifts, 0, "2026-03-09").map((shift) => shift?.date ?? null)).toEqual([
      "2026-03-09",
      null,
      null,
      null,
      "2026-03-13",
      null,
      null,
    ]);
  });
});
