import { QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import DayPage from "@/features/rosters/day/day-page";
import { OwnDay } from "@/features/rosters/day/own-day";
import type { Day } from "@/features/rosters/day/reading";
import { I18nProvider, setLocale } from "@/i18n";
import { queryClient } from "@/shared/query-client";
import { sessionQuery } from "@/shared/session";
import { session } from "../fixtures";
import { agentDay, halves, intraday } from "./days";
import { week } from "./weeks";

const LATE = agentDay({
  agent_id: 2,
  name: "Bao",
  attended: [],
  state: null,
  worked_minutes: 0,
  adherence: 0,
  late_minutes: 120,
});

let day: Day;
let asked: string[];

beforeEach(async () => {
  await setLocale("en");
  asked = [];
  day = intraday({ agents: [agentDay({ state: "break" }), LATE] });
  queryClient.setQueryData(
    sessionQuery.queryKey,
    session({ permissions: ["conversations.read", "rosters.manage"], time_zone: "UTC" }),
  );
  vi.stubGlobal("fetch", (request: Request) => {
    const { pathname, search } = new URL(request.url);
    asked.push(`${pathname}${search}`);
    if (pathname.includes("/workforce/days/")) return Response.json({ ...day, day: pathname.slice(-10) });
    if (pathname.includes("/workforce/rosters/")) return Response.json(week);
    if (pathname.endsWith("/workforce/history")) {
      const profile = Array.from({ length: 168 }, () => 1);
      return Response.json({
        channels: [{ channel: "email", contacts: 9, reopened: 0, profile }],
        forecast: { days: [{ date: "2026-03-09", expected: 48, lower: 0, upper: 99 }], coverage: 0.9 },
        days: [],
      });
    }
    if (pathname.endsWith("/special-days")) {
      return Response.json({ items: [{ day: "2026-03-10", name: "Spring sale", percent: 250 }] });
    }
    if (pathname.endsWith("/organisation")) return Response.json({ time_zone: "UTC" });
    return Response.json({ items: [] });
  });
});

function show(address = "/workforce/day?day=2026-03-09") {
  const root = createRootRoute({ component: Outlet });
  const workspace = createRoute({ getParentRoute: () => root, id: "workspace", component: Outlet });
  const page = createRoute({
    getParentRoute: () => workspace,
    path: "workforce/day",
    validateSearch: (search: Record<string, unknown>) => ({ day: search["day"] as string | undefined }),
    component: DayPage,
  });
  const others = ["workforce", "workforce/roster", "workforce/shifts"].map((path) =>
    createRoute({ getParentRoute: () => workspace, path, component: () => null }),
  );
  const router = createRouter({
    routeTree: root.addChildren([workspace.addChildren([page, ...others])]),
    history: createMemoryHistory({ initialEntries: [address] }),
  });
  render(
    <QueryClientProvider client={queryClient}>
      <I18nProvider>
        <RouterProvider router={router as never} />
      </I18nProvider>
    </QueryClientProvider>,
  );
  return { user: userEvent.setup(), router };
}

const agents = async () => within(await screen.findByRole("list", { name: "Agents" })).getAllByRole("listitem");

describe("the day of the team", () => {
  it("says what is wrong first, in numbers and in words", async () => {
    show();
    const signs = await screen.findByRole("list", { name: "What to look at" });
    expect(within(signs).getByText("3 agents short now")).toBeTruthy();
    expect(within(signs).getByText("Missing now: Bao")).toBeTruthy();
    const number = (label: string) => screen.getAllByText(label)[0]?.parentElement?.textContent;
    expect(number("There now")).toBe("There now03 needed");
    await waitFor(() => expect(number("Contacts so far")).toBe("Contacts so far2020 expected by now"));
    expect(number("Occupancy")).toContain("60%");
    expect(number("Adherence")).toContain("75%");
  });

  it("shows who should be there and is not before all others", async () => {
    show();
    const [first, second] = await agents();
    expect(first?.textContent).toContain("BaoNot there120 min late");
    expect(
      within(first!).getByRole("img", { name: /^Bao\. Planned: 08:00–12:00 and 12:30–16:00\. Nothing rec/u }),
    ).toBeTruthy();
    expect(second?.textContent).toContain("AnaBreak");
    expect(within(second!).getByRole("img", { name: /Recorded: Handling 2 h$/u })).toBeTruthy();
    expect(screen.getByText(/^Once a minute it is recorded/u)).toBeTruthy();
  });

  it("draws planned meetings with the shifts, and has one planned or entered on the day", async () => {
    const meetings = [
      { kind: "meeting", title: "Team meeting", start: 570, end: 600 },
      { kind: "training", title: "Returns", start: 1020, end: 1080 },
    ];
    day = intraday({ agents: [agentDay({ meetings })] });
    const { user } = show();
    const [ana] = await agents();
    const bar = within(ana!).getByRole("img", {
      name: /^Ana\. Planned: .* and 12:30–16:00\. Meetings: 09:30–10:00 Team meeting and 17:00–18:00 Returns\. Recorded/u,
    });
    expect(within(bar).getByTitle("09:30–10:00 Team meeting")).toBeTruthy();
    // The hours that are drawn reach as far as the last one.
    expect(within(bar).getByTitle("17:00–18:00 Returns")).toBeTruthy();
    expect(screen.getByText("planned meeting or training")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Plan a meeting" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByLabelText<HTMLInputElement>("Day").value).toBe("2026-03-09");
    expect(await dialog.findByLabelText("Ana")).toBeTruthy();
  });

  it("has its charts in words and as a table", async () => {
    const { user } = show();
    expect(
      await screen.findByRole("img", { name: /^Up to 3 agents needed, 2 rostered, 1 there; 10 agent-hours/u }),
    ).toBeTruthy();
    expect(await screen.findByRole("img", { name: "20 contacts came, 20 were expected by then" })).toBeTruthy();
    await user.selectOptions(screen.getByLabelText("Channel"), "Live chat");
    expect(await screen.findByRole("img", { name: /^4 contacts came/u })).toBeTruthy();
    expect(asked).toContain("/api/v1/workforce/history?channel=chat&until=2026-03-09&days=1");
    const row = screen.getByRole("row", { name: /^09:00/u });
    expect([...row.children].map(({ textContent }) => textContent)).toEqual(["09:00", "3", "2", "1", "60%", "5", "1"]);
  });

  it("goes to the days beside it and back, and knows the special ones", async () => {
    const { user, router } = show();
    await user.click(await screen.findByRole("button", { name: "The day after" }));
    expect(await screen.findByRole("heading", { name: "Tuesday, March 10" })).toBeTruthy();
    expect(router.state.location.search).toEqual({ day: "2026-03-10" });
    expect(await screen.findByText("Spring sale: 250 % of a usual day")).toBeTruthy();
    expect(await screen.findByText(/There is no forecast for this day/u)).toBeTruthy();
    router.history.back();
    expect(await screen.findByRole("heading", { name: "Monday, March 9" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Today" }));
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  }, 15_000);

  it("says so when nothing was recorded, and when nothing is known at all", async () => {
    day = intraday({ until: 1440, present: halves(0, 0, 0), agents: [LATE] });
    show();
    expect(await screen.findByText("Nothing was recorded on this day.")).toBeTruthy();
    expect(screen.queryByText(/Bao did not come/u)).toBeNull();
    day = intraday({ required: [], rostered: halves(0, 0, 0), present: [], came: [], occupancy: [], agents: [] });
    await queryClient.invalidateQueries({ queryKey: ["rosters", "day"] });
    expect(await screen.findByText("Nothing is known of this day")).toBeTruthy();
  });
});

describe("one's own day", () => {
  const show = (agent = agentDay({ adherence: 0.93 })) =>
    render(
      <I18nProvider>
        <OwnDay own={{ day: "2026-03-09", time_zone: "UTC", until: 600, agent }} />
      </I18nProvider>,
    );

  it("says how it goes, what is recorded and who sees it", () => {
    show();
    const today = within(screen.getByRole("region", { name: "Today" }));
    expect(today.getByText("93% as planned so far")).toBeTruthy();
    expect(today.getByRole("img", { name: /Planned: .* Recorded: Handling 2 h$/u })).toBeTruthy();
    expect(today.getByText(/Once a minute .* You see it, and those who make rosters\.$/u)).toBeTruthy();
  });

  it("is there for a meeting alone", () => {
    const meetings = [{ kind: "meeting", title: "Works council", start: 540, end: 600 }];
    show(agentDay({ shifts: [], attended: [], meetings }));
    const name = "Ana. No shift. Meetings: 09:00–10:00 Works council. Nothing recorded";
    expect(screen.getByRole("img", { name })).toBeTruthy();
  });

  it("is not there on a free day", () => {
    show(agentDay({ shifts: [], attended: [] }));
    expect(screen.queryByRole("region")).toBeNull();
  });
});
