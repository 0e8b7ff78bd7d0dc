import { Toaster } from "@rapport/ui";
import { QueryClientProvider, useQuery } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Meetings } from "@/features/rosters/meetings/meetings";
import { weekQuery } from "@/features/rosters/queries";
import type { Meeting, RosterWeek } from "@/features/rosters/week";
import { I18nProvider, setLocale } from "@/i18n";
import { queryClient } from "@/shared/query-client";
import { meeting, shift, week, WEEK } from "./weeks";

interface Asked {
  method: string;
  path: string;
  body?: unknown;
}

const NAMES = ["Ana", "Bao", "Chi"];
/** Ana works on Tuesday from eight, Bao from eleven, Chi not at all. */
const shown: RosterWeek = {
  ...week,
  people: NAMES.map((name, index) => ({ id: index + 1, name, hours_per_week: 40 })),
  shifts: [
    shift(1, "2026-03-10T08:00", "2026-03-10T16:30"),
    { ...shift(2, "2026-03-10T11:00", "2026-03-10T19:00"), agent_id: 2, agent_name: "Bao" },
  ],
  meetings: [meeting()],
};

let now: RosterWeek;
let asked: Asked[];
/** What the server refuses, by its field. */
let refused: Record<string, string> | undefined;
let notAtWork: number[];

beforeEach(async () => {
  await setLocale("en");
  now = shown;
  asked = [];
  refused = undefined;
  notAtWork = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname.replace("/api/v1/", "");
    if (request.method === "GET") {
      if (path === "agents") return Response.json({ items: [{ id: 9, name: "Gone", active: false }] });
      return Response.json(path.endsWith(WEEK) ? now : { ...now, week: path.slice(-10), shifts: [], meetings: [] });
    }
    const body: unknown = request.method === "DELETE" ? undefined : await request.json();
    asked.push({ method: request.method, path: path.replace("workforce/", ""), ...(body !== undefined && { body }) });
    if (request.method === "DELETE") {
      now = { ...now, meetings: [] };
      return new Response(null, { status: 204 });
    }
    if (refused) {
      const errors = Object.entries(refused).map(([field, code]) => ({ field, code, detail: "no" }));
      return Response.json({ status: 422, code: "invalid_fields", detail: "no", errors }, { status: 422 });
    }
    const written: Meeting = { ...meeting(), ...(body as Partial<Meeting>), id: 6 };
    return Response.json({ meeting: written, not_at_work: notAtWork }, { status: 201 });
  });
});

function Section() {
  const { data } = useQuery(weekQuery(WEEK));
  return data && <Meetings week={data} />;
}

function show() {
  render(
    <QueryClientProvider client={queryClient}>
      <I18nProvider>
        <Section />
        <Toaster label="Messages" closeLabel="Close" />
      </I18nProvider>
    </QueryClientProvider>,
  );
  return userEvent.setup();
}

const section = async () => within(await screen.findByRole("region", { name: "Meetings and training" }));
const rows = async () => (await section()).getAllByRole("listitem").map(({ textContent }) => textContent);

/** Opens the dialog and waits for the people. */
async function open(user: ReturnType<typeof userEvent.setup>, button: string) {
  await user.click((await section()).getByRole("button", { name: button }));
  const dialog = within(await screen.findByRole("dialog"));
  await dialog.findByLabelText("Ana");
  return dialog;
}
/** Others shall not see what was said. */
const hush = () => screen.getAllByRole("button", { name: "Close" }).forEach((button) => fireEvent.click(button));

describe("the meetings of a week", () => {
  it("say when they are, what, for whom, and who has no shift then", async () => {
    now = {
      ...shown,
      meetings: [
        meeting({ agents: [1, 2, 3] }),
        meeting({ id: 6, kind: "training", title: "Returns", agents: [1, 9], local_end: "2026-03-10T11:30" }),
      ],
    };
    show();
    await screen.findByText("Ana and Gone");
    expect(await rows()).toEqual([
      "Tue, Mar 10 10:00–10:45Team meetingMeetingEverybodyNo shift at that time: Bao and Chi.",
      "Tue, Mar 10 10:00–11:30ReturnsTrainingAna and GoneNo shift at that time: Gone.",
    ]);
  });

  it("fold many names until they are asked for", async () => {
    const people = Array.from({ length: 9 }, (_, id) => ({ id, name: `Agent ${String(id)}` }));
    now = { ...shown, people, shifts: [], meetings: [meeting({ agents: [0, 1, 2, 3, 4, 5, 6, 7] })] };
    const user = show();
    const [row] = await rows();
    expect(row).toContain("Agent 3, Agent 4, and 3 more Show all");
    expect(row).toContain("No shift at that time: Agent 0, Agent 1, Agent 2, Agent 3, Agent 4, and 3 more.");
    await user.click((await section()).getByRole("button", { name: "Show all" }));
    expect((await rows())[0]).toContain("Agent 6, and Agent 7 Show fewer");
  });

  it("are taken off with a way back", async () => {
    const user = show();
    await user.click((await section()).getByRole("button", { name: "Remove Team meeting, Tue, Mar 10 10:00–10:45" }));
    expect(await screen.findByText("Nothing is planned in this week.")).toBeTruthy();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    const body = {
      kind: "meeting",
      title: "Team meeting",
      start: "2026-03-10T10:00",
      end: "2026-03-10T10:45",
      agents: [1, 2],
    };
    await waitFor(() =>
      expect(asked).toEqual([
        { method: "DELETE", path: "meetings/5" },
        { method: "POST", path: "meetings", body },
      ]),
    );
  });
});

describe("a meeting that is written", () => {
  it("is planned with those who are chosen, and says who has no shift then", async () => {
    notAtWork = [3];
    const user = show();
    const dialog = await open(user, "Plan a meeting");
    expect(dialog.getByText(/explains why somebody was away/u)).toBeTruthy();
    await user.selectOptions(dialog.getByLabelText("Kind"), "Training");
    await user.type(dialog.getByLabelText("Title"), " Returns ");
    fireEvent.change(dialog.getByLabelText("Day"), { target: { value: "2026-03-10" } });
    fireEvent.change(dialog.getByLabelText("From"), { target: { value: "12:00" } });
    fireEvent.change(dialog.getByLabelText("To"), { target: { value: "13:30" } });
    await user.click(dialog.getByLabelText("Chi"));
    await user.click(dialog.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Returns is planned. No shift at that time: Chi.")).toBeTruthy();
    const times = { start: "2026-03-10T12:00", end: "2026-03-10T13:30" };
    const body = { kind: "training", title: "Returns", ...times, agents: [3] };
    expect(asked).toEqual([{ method: "POST", path: "meetings", body }]);
    expect(screen.queryByRole("dialog")).toBeNull();
    hush();
  }, 15_000);

  it("shows who is at work then, and chooses them at once", async () => {
    const user = show();
    const dialog = await open(user, "Change Team meeting, Tue, Mar 10 10:00–10:45");
    const said = () => dialog.getAllByRole("listitem").map(({ textContent }) => textContent);
    expect(said()).toEqual(["Ana08:00–16:30", "Baoonly 11:00–19:00", "ChiNo shift"]);
    await user.click(dialog.getByRole("button", { name: "At work then" }));
    expect(dialog.getByText("1 of 3")).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: "All" }));
    expect(dialog.getByText("3 of 3")).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: "None" }));
    expect(dialog.getByText("0 of 3")).toBeTruthy();
    // In another week other shifts are read.
    fireEvent.change(dialog.getByLabelText("Day"), { target: { value: "2026-03-17" } });
    await waitFor(() => expect(said()).toEqual(["AnaNo shift", "BaoNo shift", "ChiNo shift"]));
  }, 15_000);

  it("is changed, and those who stay are not named again", async () => {
    const user = show();
    const dialog = await open(user, "Change Team meeting, Tue, Mar 10 10:00–10:45");
    fireEvent.change(dialog.getByLabelText("To"), { target: { value: "11:00" } });
    await user.click(dialog.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Team meeting is changed.")).toBeTruthy();
    const times = { start: "2026-03-10T10:00", end: "2026-03-10T11:00" };
    const body = { kind: "meeting", title: "Team meeting", ...times };
    expect(asked).toEqual([{ method: "PATCH", path: "meetings/5", body }]);
    hush();
  });

  it("says what is refused at its field, in words of its own", async () => {
    refused = { title: "too_long", end: "out_of_range", agents: "out_of_range" };
    const user = show();
    const dialog = await open(user, "Plan a meeting");
    await user.type(dialog.getByLabelText("Title"), "Returns");
    await user.click(dialog.getByRole("button", { name: "Save" }));
    expect(await dialog.findByText("Some fields need a correction.")).toBeTruthy();
    const described = (element: HTMLElement) =>
      document.getElementById(element.getAttribute("aria-describedby") ?? "")?.textContent;
    expect(described(dialog.getByLabelText("Title"))).toBe("This is too long.");
    expect(described(dialog.getByLabelText("To"))).toBe("It must last from 5 minutes to 12 hours.");
    expect(described(dialog.getByRole("group", { name: "Who takes part" }))).toBe("Choose 1 to 200 agents.");
    refused = { agents: "does_not_exist" };
    await user.click(dialog.getByRole("button", { name: "Save" }));
    expect(await dialog.findByText("This does not exist any more.")).toBeTruthy();
  }, 15_000);

  it("finds a name among many, and chooses among those who are shown", async () => {
    const people = Array.from({ length: 12 }, (_, id) => ({ id, name: id === 3 ? "Ștefan" : `Agent ${String(id)}` }));
    now = { ...shown, people: [...people, { id: 20, name: "Ana" }] };
    const user = show();
    const dialog = await open(user, "Plan a meeting");
    await user.type(dialog.getByLabelText("Find an agent"), "stefan{Enter}");
    expect(dialog.getAllByRole("checkbox")).toHaveLength(1);
    await user.click(dialog.getByRole("button", { name: "All" }));
    expect(dialog.getByText("1 of 13")).toBeTruthy();
    await user.type(dialog.getByLabelText("Find an agent"), "x");
    expect(dialog.getByText("Nobody is called that.")).toBeTruthy();
    expect(asked).toEqual([]);
  });
});
