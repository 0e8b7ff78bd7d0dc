import { QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import OwnPage from "@/features/rosters/own-page";
import { RosterGrid } from "@/features/rosters/roster-grid";
import { useShiftChanges } from "@/features/rosters/use-shift-changes";
import type { RosterWeek } from "@/features/rosters/week";
import { I18nProvider, setLocale } from "@/i18n";
import { queryClient } from "@/shared/query-client";
import { sessionQuery } from "@/shared/session";
import { session } from "../fixtures";
import { agentDay } from "./days";
import { early, meeting, shift, week } from "./weeks";

const MONDAY = { local_start: "2026-03-09T10:00", local_end: "2026-03-09T10:45" };
const met: RosterWeek = {
  ...week,
  shifts: [early, shift(2, "2026-03-10T12:00", "2026-03-10T16:00")],
  meetings: [meeting(MONDAY), meeting({ id: 6, title: "Returns", kind: "training", ...MONDAY })],
};

beforeEach(async () => {
  await setLocale("en");
  queryClient.setQueryData(sessionQuery.queryKey, session({ permissions: [] }));
  vi.stubGlobal("fetch", (request: Request) => {
    const path = new URL(request.url).pathname.replace("/api/v1/workforce/", "");
    if (path === "own-day") {
      return Response.json({
        day: "2026-03-09",
        time_zone: "UTC",
        until: 0,
        agent: agentDay({ shifts: [], attended: [] }),
      });
    }
    if (path === "own-shifts") {
      const { time_zone, shifts } = met;
      const thursday = { local_start: "2026-03-12T09:00", local_end: "2026-03-12T10:00" };
      const meetings = [...met.meetings, meeting({ id: 8, title: "Works council", ...thursday })];
      return Response.json({ time_zone, shifts, meetings, leave: [], swaps: [], offers: [] });
    }
    return Response.json({ items: [] });
  });
});

describe("a shift in the grid", () => {
  function Grid({ editable }: { editable: boolean }) {
    const changes = useShiftChanges(met);
    const nothing = () => undefined;
    return <RosterGrid week={met} editable={editable} changes={changes} onOpen={nothing} onAdd={nothing} />;
  }
  const show = (editable: boolean) =>
    render(
      <QueryClientProvider client={queryClient}>
        <I18nProvider>
          <Grid editable={editable} />
        </I18nProvider>
      </QueryClientProvider>,
    );

  it("names the meetings that its agent has meanwhile", () => {
    show(true);
    const name = "Ana, Monday, March 9, 08:00–16:30, draft; 10:00–10:45 Team meeting; 10:00–10:45 Returns";
    const block = screen.getByRole("button", { name });
    expect([block.textContent, block.title]).toEqual(["08:00–16:30", "10:00–10:45 Team meeting\n10:00–10:45 Returns"]);
    expect(block.querySelector("svg")).toBeTruthy();
    const other = screen.getByRole("button", { name: "Ana, Tuesday, March 10, 12:00–16:00, draft" });
    expect([other.title, other.querySelector("svg")]).toEqual(["", null]);
  });

  it("names them to those who only read", () => {
    show(false);
    const cell = screen.getByRole("row", { name: /^Ana/u }).querySelector("[data-cell='1.2026-03-09']");
    expect(cell?.textContent).toBe("08:00–16:3010:00–10:45 Team meeting; 10:00–10:45 Returns");
  });
});

describe("one's own meetings", () => {
  function show() {
    const root = createRootRoute({ component: Outlet });
    const workspace = createRoute({ getParentRoute: () => root, id: "workspace", component: Outlet });
    const page = createRoute({ getParentRoute: () => workspace, path: "workforce/shifts", component: OwnPage });
    const others = ["workforce", "workforce/roster"].map((path) =>
      createRoute({ getParentRoute: () => workspace, path, component: () => null }),
    );
    const router = createRouter({
      routeTree: root.addChildren([workspace.addChildren([page, ...others])]),
      history: createMemoryHistory({ initialEntries: ["/workforce/shifts"] }),
    });
    render(
      <QueryClientProvider client={queryClient}>
        <I18nProvider>
          <RouterProvider router={router as never} />
        </I18nProvider>
      </QueryClientProvider>,
    );
  }

  it("stand with the shifts of their day, or alone on a day without one", async () => {
    show();
    const coming = within(await screen.findByRole("region", { name: "Coming shifts" }));
    expect(coming.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual([
      "Monday, March 9 08:00–16:30Break of 30 minMeeting 10:00–10:45 Team meetingTraining 10:00–10:45 ReturnsOffer",
      "Tuesday, March 10 12:00–16:00Offer",
      "Thursday, March 12 09:00–10:00Meeting Works council",
    ]);
  });
});
