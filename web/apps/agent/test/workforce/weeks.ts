import { present, type Meeting, type RosterWeek, type Shift } from "@/features/rosters/week";

/** A Monday. */
export const WEEK = "2026-03-09";

export function shift(id: number, local_start: string, local_end: string, pause: [number, number] = [0, 0]): Shift {
  return {
    id,
    agent_id: 1,
    agent_name: "Ana",
    start: "",
    end: "",
    local_start,
    local_end,
    pause_after: pause[0],
    pause_minutes: pause[1],
    pause_paid: false,
    paid_minutes: 0,
    state: "draft",
  };
}

/** Of Ana and Bao, on Tuesday at ten. */
export function meeting(change: Partial<Meeting> = {}): Meeting {
  return {
    id: 5,
    kind: "meeting",
    title: "Team meeting",
    start: "",
    end: "",
    local_start: "2026-03-10T10:00",
    local_end: "2026-03-10T10:45",
    agents: [1, 2],
    ...change,
  };
}

/** From eight to half past four, with half an hour of break at noon. */
export const early = shift(1, "2026-03-09T08:00", "2026-03-09T16:30", [240, 30]);

/** One agent, who works on Monday and is on leave in the middle of the week; on Monday one is needed from nine to seven. */
export const week: RosterWeek = {
  week: WEEK,
  time_zone: "UTC",
  published_at: null,
  people: [{ id: 1, name: "Ana", hours_per_week: 40 }],
  shifts: [early],
  meetings: [],
  away: [{ agent_id: 1, from: "2026-03-11", to: "2026-03-12" }],
  required: Array.from({ length: 336 }, (_, index) => (index >= 18 && index < 38 ? 1 : 0)),
  rostered: present(WEEK, [early]),
};
