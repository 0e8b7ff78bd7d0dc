import type { HistoryView } from "@/features/workforce/own-history";

export const NOTHING = { phone: 0, chat: 0, messaging: 0, social: 0, email: 0 };
export const WEEK = Array.from({ length: 168 }, (_, hour) => hour % 24);

export const HISTORY: HistoryView = {
  time_zone: "UTC",
  days: [
    { date: "2026-02-28", contacts: 8, by_channel: { ...NOTHING, email: 8 } },
    { date: "2026-03-01", contacts: 5, by_channel: { ...NOTHING, email: 5 } },
  ],
  contacts: 1300,
  per_month: 500,
  mix: { ...NOTHING, email: 0.9, chat: 0.1 },
  channels: [
    {
      channel: "email",
      contacts: 1170,
      reopened: 20,
      profile: WEEK,
      first_answer: null,
      handling: { sample: 400, mean_s: 312 },
    },
    {
      channel: "chat",
      contacts: 130,
      reopened: 0,
      profile: null,
      first_answer: null,
      handling: { sample: 90, mean_s: 423 },
    },
  ],
  forecast: {
    days: [{ date: "2026-03-02", expected: 20, lower: 14, upper: 27 }],
    model: "level_and_shape",
    formula: "",
    per_month: 612.4,
    coverage: 0.9,
    error: { wape: 0.12, mase: 0.8, coverage: 0.93, days: 42 },
    naive_error: { wape: 0.2, mase: 1.1, coverage: 0.9, days: 42 },
  },
  missing_days: 0,
  not_measured: [],
};
