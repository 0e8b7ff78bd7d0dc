import type { AgentDay, Day } from "@/features/rosters/day/reading";

const HALVES = 48;

/** A series of half hours: the value from one hour of the day until another, else nothing. */
export function halves(value: number, from: number, until: number, length = HALVES): number[] {
  return Array.from({ length }, (_, half) => (half >= from * 2 && half < until * 2 ? value : 0));
}

/** From 08:00 to 16:00 with half an hour of break at noon. */
export const SHIFT = { start: 480, end: 960, pause_start: 720, pause_minutes: 30 };

export function agentDay(change: Partial<AgentDay> = {}): AgentDay {
  return {
    agent_id: 1,
    name: "Ana",
    shifts: [SHIFT],
    meetings: [],
    attended: [{ state: "handling", start: 480, end: 600 }],
    state: "handling",
    planned_minutes: 120,
    worked_minutes: 120,
    adherence: 1,
    late_minutes: null,
    ...change,
  };
}

/** A Monday at ten: three are needed, two are planned, Ana is there. */
export function intraday(change: Partial<Day> = {}): Day {
  return {
    day: "2026-03-09",
    time_zone: "UTC",
    until: 600,
    required: halves(3, 8, 16),
    rostered: halves(2, 8, 16),
    present: halves(1, 8, 16, 20),
    came: [
      { channel: "email", contacts: halves(4, 8, 10, 20) },
      { channel: "chat", contacts: halves(1, 8, 10, 20) },
    ],
    occupancy: Array.from({ length: 20 }, (_, half) => (half < 16 ? null : 0.6)),
    adherence: 0.75,
    agents: [agentDay()],
    ...change,
  };
}
