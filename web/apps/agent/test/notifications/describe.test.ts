import type { NotificationView } from "@rapport/api";
import { describe as group, expect, it } from "vitest";
import { describe, whereTo } from "@/features/notifications/describe";
import type { I18n } from "@/i18n";
import en from "@/i18n/en.json";
import { formatMessage } from "@/i18n/format";
import { formats } from "@/i18n/intl";

const i18n = {
  locale: "en",
  t: (key: keyof typeof en, params?: Parameters<typeof formatMessage>[2]) => formatMessage("en", en[key], params),
  tCode: (prefix: string, code: string, fallback: string) =>
    (en as Record<string, string>)[`${prefix}.${code}`] ?? fallback,
  // Far from where the day was written down: it is the same day all the same.
  ...formats("en-GB", "Pacific/Kiritimati"),
} as I18n;

const one = (over: Partial<NotificationView>): NotificationView => ({
  id: 1,
  kind: "shifts_changed",
  conversation_id: null,
  conversation_number: 0,
  subject: "",
  contact_name: "",
  seq: 0,
  topic: "published",
  day: "2026-03-02",
  actor_name: "Ana",
  times: 1,
  created_at: "2026-02-20T10:00:00Z",
  read_at: null,
  ...over,
});

group("a notification", () => {
  it("of shifts names the week, and leads to one's own", () => {
    expect(describe(i18n, one({}))).toEqual({ who: "Your shifts are published", where: "Week of 2 Mar 2026" });
    expect(describe(i18n, one({ topic: "changed" })).who).toBe("Ana changed your shifts");
    expect(whereTo(one({})).to).toBe("/workforce/shifts");
  });

  it("of what is to be decided leads to where that is done", () => {
    const leave = one({ kind: "roster_asked", topic: "leave_asked" });
    expect(describe(i18n, leave)).toEqual({ who: "Ana asks for leave", where: "2 Mar 2026" });
    expect(whereTo(leave).to).toBe("/workforce/roster");
    // An offer to oneself is taken among one's own shifts.
    expect(whereTo(one({ kind: "roster_asked", topic: "swap_offered" })).to).toBe("/workforce/shifts");
  });

  it("of a conversation names it, and leads to the entry", () => {
    const replied = one({ kind: "replied", topic: null, conversation_id: 7, conversation_number: 12, seq: 3 });
    expect(describe(i18n, replied)).toEqual({ who: "Ana replied", where: "#12 (no subject)" });
    expect(whereTo(replied)).toMatchObject({ to: "/conversations/$id", params: { id: 7 }, search: { seq: 3 } });
  });

  it("of a kind that this version does not know is shown by its name", () => {
    expect(describe(i18n, one({ topic: "moon", kind: "moon", day: null }))).toEqual({ who: "moon", where: "" });
  });
});
