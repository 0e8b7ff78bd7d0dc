import { renderHook } from "@testing-library/react";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { useFigures } from "@/features/workforce/figures";
import {
  EMPTY,
  isExample,
  openingOf,
  planRequest,
  readNumber,
  wrongFields,
  type PlanView,
} from "@/features/workforce/form";
import { busiestDay, hoursShown, niceTop, peakMinute, planCsv, weekOf } from "@/features/workforce/shape";
import { planWorkbook, sheetName } from "@/features/workforce/workbook";
import { I18nProvider, setLocale, useI18n } from "@/i18n";

describe("numbers as people write them", () => {
  it.each([
    ["", undefined],
    ["12000", 12_000],
    ["12,000", 12_000],
    ["12.000", 12_000],
    ["1 234 567", 1_234_567],
    ["0.3", 0.3],
    ["0,3", 0.3],
    ["0,300", 0.3],
    ["12.5", 12.5],
    ["many", Number.NaN],
    ["1.2.3", Number.NaN],
  ])("%j is %d", (text, number) => {
    expect(readNumber(text)).toEqual(number);
  });

  it("says which fields hold no number, or one below nought", () => {
    const form = { ...EMPTY, tickets: "many", salary: "-1", shrinkage: "30", mix: { ...EMPTY.mix, chat: "x" } };
    expect([...wrongFields(form)].sort()).toEqual(["mix.chat", "salary", "tickets"]);
  });
});

describe("the question", () => {
  it("begins with an example and gives way to the first own number", () => {
    expect(isExample(EMPTY)).toBe(true);
    expect(planRequest(EMPTY).volume).toEqual({ customers: 40_000, incident_rate: 0.3 });
    const own = { ...EMPTY, customers: "500" };
    expect(isExample(own)).toBe(false);
    expect(planRequest(own).volume).toEqual({ tickets: null, customers: 500, incident_rate: 0.3 });
    expect(planRequest({ ...own, tickets: "90" }).volume).toEqual({ tickets: 90, customers: 500, incident_rate: null });
  });

  it("sends what was filled in, in the units of the server, and no assumption", () => {
    const usual = planRequest(EMPTY);
    expect(usual.mix).toBeUndefined();
    expect(usual.rules).toMatchObject({ shrinkage: null, channels: { email: { threshold_s: null } } });
    const request = planRequest({
      ...EMPTY,
      mix: { ...EMPTY.mix, email: "60", chat: "40" },
      shrinkage: "25",
      mailHours: "2",
      price: "3,5",
      priceKind: "per_ticket",
    });
    expect(request.mix).toEqual({ phone: 0, chat: 40, messaging: 0, social: 0, email: 60 });
    expect(request.rules).toMatchObject({ shrinkage: 0.25, channels: { email: { threshold_s: 7200 } } });
    expect(request.vendor).toEqual({ price: { per_ticket: 3.5 } });
  });

  it("asks what Sunday brings only where it is closed then", () => {
    const names = (days: typeof EMPTY.days) => planRequest({ ...EMPTY, days }).scenarios?.map(({ name }) => name);
    expect(names("weekdays")).toContain("sunday");
    expect(names("week")).not.toContain("sunday");
    expect(openingOf({ ...EMPTY, days: "saturday", from: "8,5" })[5]).toEqual([510, 1080]);
    expect(openingOf({ ...EMPTY, days: "always" })).toEqual(Array.from({ length: 7 }, () => [0, 1440]));
  });
});

/** The document of these tests has blobs that know no `arrayBuffer`. */
function bytesOf(blob: Blob): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsArrayBuffer(blob);
  });
}

describe("the answer", () => {
  const by_channel = { phone: 1, chat: 0, messaging: 0, social: 0, email: 0 };
  const interval = (minute: number, agents: number, open = true) => ({
    minute,
    agents,
    open,
    contacts: agents * 2,
    scheduled: agents * 2,
    by_channel,
  });
  const plan = {
    minutes: 30,
    peak: 7,
    intervals: [
      interval(0, 0, false),
      interval(540, 3),
      interval(570, 5),
      interval(1440 + 600, 7),
      interval(1440 + 630, 6),
    ],
  } as unknown as PlanView;

  it("takes the busier half of each hour and leaves closed hours out", () => {
    const week = weekOf(plan);
    expect(week[0]?.[9]).toBe(5);
    expect(week[1]?.[10]).toBe(7);
    expect(week[0]?.[0]).toBeNull();
    expect(hoursShown(week)).toEqual([9, 11]);
  });

  it("knows the busiest day and the peak", () => {
    expect(busiestDay(plan)).toBe(1);
    expect(peakMinute(plan)).toBe(2040);
  });

  it("is saved as comma-separated values", () => {
    const lines = planCsv(plan).split("\r\n");
    expect(lines[0]).toBe("weekday,begins,open,contacts,agents,scheduled,phone,chat,messaging,social,email");
    expect(lines[3]).toBe("1,09:30,1,10.00,5,10,1,0,0,0,0");
    expect(lines).toHaveLength(7);
  });

  it("is saved as a workbook in which numbers are numbers", async () => {
    await setLocale("ro");
    const whole = {
      ...plan,
      contacts: 1200,
      agent_hours: 10.5,
      headcount: { agents: 9 },
      options: [
        { option: "in_house", yearly: 1000, one_off: 5, per_resolution: 1.5, lines: [{ item: "pay", yearly: 1000 }] },
      ],
      scenarios: [{ name: "planned", peak: 7, headcount: 9, in_house: 1000, vendor: 900 }],
    } as unknown as PlanView;
    const { result } = renderHook(() => ({ i18n: useI18n(), figures: useFigures() }), { wrapper: I18nProvider });
    const book = await planWorkbook(whole, result.current.i18n, result.current.figures);
    const files = unzipSync(new Uint8Array(await bytesOf(book)));
    const text = (name: string) => strFromU8(files[name] ?? new Uint8Array());
    const names = [...text("xl/workbook.xml").matchAll(/<sheet [^>]*name="([^"]*)"/g)].map((match) => match[1]);
    expect(names).toEqual(["Răspuns", "Săptămână", "Cât costă pe an", "Ce-ar fi dacă"]);
    // The second row of the week: 9:30, 10 contacts, 5 agents, 10 to be scheduled, one of them at the phone.
    const row = /<row r="4"[^>]*>(.*?)<\/row>/.exec(text("xl/worksheets/sheet2.xml"))?.[1] ?? "";
    const cells = [...row.matchAll(/<c ([^>]*)><v>([^<]*)<\/v>/g)];
    const numbers = cells.filter(([, attributes]) => !attributes?.includes('t="s"')).map(([, , value]) => value);
    expect(numbers).toEqual(["10", "5", "10", "1", "0", "0", "0", "0"]);
    expect(sheetName("Costs [a/b]: what they are made of, and why")).toBe("Costs  a b   what they are made");
    await setLocale("en");
  });

  it.each([
    [3, 4],
    [47, 50],
    [101, 150],
    [1000, 1000],
  ])("an axis for %d ends at %d", (value, top) => {
    expect(niceTop(value)).toBe(top);
  });
});
