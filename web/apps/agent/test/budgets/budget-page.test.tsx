import { Toaster } from "@rapport/ui";
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
import BudgetPage from "@/features/budgets/budget-page";
import type { BudgetLine, BudgetView } from "@/features/budgets/lines";
import { formOf, searchOf } from "@/features/workforce";
import { I18nProvider, setLocale } from "@/i18n";
import { queryClient } from "@/shared/query-client";
import { sessionQuery } from "@/shared/session";
import { session } from "../fixtures";
import { budget, LINES, months } from "./budgets";

interface Put {
  revision: number | null;
  lines: BudgetLine[];
}

let stored: BudgetView;
let puts: Put[];
/** What the server answers to the next change; undefined to take it. */
let refusal: { status: number; body: unknown } | undefined;

/** What the server waits for before it answers to a change. */
let held: Promise<void> | undefined;

const problem = (status: number, code: string, errors?: unknown[]) => ({
  status,
  body: { type: "about:blank", title: code, status, code, detail: code, errors },
});

beforeEach(async () => {
  await setLocale("en");
  stored = budget();
  puts = [];
  refusal = undefined;
  held = undefined;
  queryClient.setQueryData(
    sessionQuery.queryKey,
    session({ permissions: ["conversations.read", "organisation.manage"], time_zone: "UTC" }),
  );
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname } = new URL(request.url);
    if (pathname.endsWith("/workforce/plan")) {
      const lines = [
        { item: "pay", yearly: 1234.4 },
        { item: "rent", yearly: 99.6 },
        { item: "night_and_weekend_premium", yearly: 0 },
      ];
      return Response.json({ options: [{ option: "in_house", yearly: 1334, one_off: 0, per_resolution: 1, lines }] });
    }
    const year = Number(pathname.slice(-4));
    if (request.method === "GET") return Response.json(year === stored.year ? stored : none(year));
    const put = (await request.json()) as Put;
    puts.push(put);
    await held;
    if (refusal) return Response.json(refusal.body, { status: refusal.status });
    stored = budget({ revision: (put.revision ?? 0) + 1, lines: put.lines });
    return Response.json(stored);
  });
});

const none = (year: number) => budget({ year, revision: null, lines: [], months: 0, standing: [], solved: null });

function show(address = "/workforce/budget?year=2020") {
  const root = createRootRoute({ component: Outlet });
  const workspace = createRoute({ getParentRoute: () => root, id: "workspace", component: Outlet });
  const page = createRoute({
    getParentRoute: () => workspace,
    path: "workforce/budget",
    validateSearch: (search: Record<string, unknown>) => ({
      ...searchOf(formOf(search)),
      year: search["year"] as number | undefined,
    }),
    component: BudgetPage,
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
        <Toaster label="Messages" closeLabel="Close" />
      </I18nProvider>
    </QueryClientProvider>,
  );
  return { user: userEvent.setup(), router };
}

/** The cells of a row, fields by what stands in them. */
async function row(name: RegExp): Promise<string[]> {
  const cells = within(await screen.findByRole("row", { name })).getAllByRole("cell");
  return cells.map((cell) => cell.querySelector("input")?.value ?? cell.textContent);
}

const field = (name: string) => screen.findByLabelText<HTMLInputElement>(name);
const save = () => screen.getByRole("button", { name: "Save" });

describe("a budget", () => {
  it("says what it comes to, line by line and in all", async () => {
    show();
    expect(await row(/^Pay|line 1/u)).toEqual(["1,200", "", "330", "300", "+30 over", "1,320", ""]);
    expect(await row(/^Rent|line 2/u)).toEqual(["400", "", "331 of 3 months", "100", "−67 under", "132", ""]);
    expect(await row(/^Total/u)).toEqual(["1,600", "–", "363", "400", "−37 under", "1,452", ""]);
    expect(
      screen.getByText(
        "After 3 months 363 of 400 are spent: 37 under. If it goes on like this, the year costs 1,452 instead of 1,600.",
      ),
    ).toBeTruthy();
    expect(screen.getByText(/^What was solved cost 3.63 each; .* 15.56 .* from 2.93 to 49.69/u)).toBeTruthy();
    expect(screen.getByText(/^1 line has nothing entered for some of these months/u)).toBeTruthy();
    expect(screen.getByRole("radio", { name: "January, something is entered" })).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "April" }).checked).toBe(true);
  });

  it("says why a resolution has no cost", async () => {
    stored = budget({ solved: null, per_resolution: null });
    show();
    expect(await screen.findByText(/^What a resolution cost here is not known.*Elsewhere .* 15.56/u)).toBeTruthy();
  });

  it("follows what is typed, and sends all of it at once", async () => {
    const { user } = show();
    await user.type(await field("Pay: spent in April"), "110{Enter}");
    // Enter goes down the column.
    expect(document.activeElement).toBe(await field("Rent: spent in April"));
    await user.keyboard("-1,033");
    expect((await row(/^Total/u)).slice(1, 4)).toEqual(["-923", "-560", "533"]);
    expect(screen.getByText(/This is as of the last save/u)).toBeTruthy();
    await user.click(screen.getByRole("radio", { name: /^February/u }));
    await user.clear(await field("Rent: spent in February"));
    await user.type(await field("Rent: spent in February"), "34.6");
    await user.clear(await field("Name of line 2"));
    await user.type(await field("Name of line 2"), "Office");
    await user.click(screen.getByRole("button", { name: "Add a line" }));
    expect(document.activeElement).toBe(await field("Name of line 3"));
    await user.keyboard("Travel");
    await user.type(await field("Travel: budget of the year"), "50");
    expect(screen.getByText("Not saved yet")).toBeTruthy();
    await user.keyboard("{Control>}s{/Control}");
    await waitFor(() => expect(screen.queryByText("Not saved yet")).toBeNull());
    expect(puts).toEqual([
      {
        revision: 1,
        lines: [
          { name: "Pay", planned: 1200, spent: months(100, 110, 120, 110) },
          { name: "Office", planned: 400, spent: months(33, 35, null, -1033) },
          { name: "Travel", planned: 50, spent: months() },
        ],
      },
    ]);
    // The next change is made from what was saved.
    await user.click(screen.getByRole("button", { name: "Remove Travel" }));
    await user.click(save());
    await waitFor(() => expect(puts[1]?.revision).toBe(2));
    expect(puts[1]?.lines).toHaveLength(2);
  }, 20_000);

  it("brings a line back, and drops what is not saved", async () => {
    const { user } = show();
    await user.click(await screen.findByRole("button", { name: "Remove Pay" }));
    expect(screen.queryByDisplayValue("Pay")).toBeNull();
    const toast = (await screen.findByText("Pay is removed.")).closest("li")!;
    await user.click(within(toast).getByRole("button", { name: "Undo" }));
    expect((await field("Name of line 1")).value).toBe("Pay");
    expect(save()).toHaveProperty("disabled", true);
    await user.type(await field("Pay: budget of the year"), "0");
    await user.click(screen.getByRole("button", { name: "Discard changes" }));
    expect((await field("Pay: budget of the year")).value).toBe("1,200");
    expect(puts).toEqual([]);
  }, 15_000);
});

describe("what is typed while it is being saved", () => {
  it("stays, and is saved next", async () => {
    const { user } = show();
    await user.type(await field("Pay: spent in April"), "130");
    let answer: () => void = () => undefined;
    held = new Promise((resolve) => (answer = resolve));
    await user.click(save());
    await user.type(await field("Rent: spent in April"), "34");
    answer();
    await waitFor(() => expect(queryClient.getQueryData(["budgets", 2020])).toHaveProperty("revision", 2));
    expect(screen.getByText("Not saved yet")).toBeTruthy();
    expect(screen.queryByText("Somebody else changed this budget meanwhile.")).toBeNull();
    await user.click(save());
    await waitFor(() =>
      expect(puts[1]).toMatchObject({ revision: 2, lines: [{}, { spent: months(33, null, null, 34) }] }),
    );
  }, 15_000);
});

describe("what cannot be saved", () => {
  it("is no number, and is not sent", async () => {
    const { user } = show();
    await user.type(await field("Rent: spent in April"), "ab");
    expect(screen.queryByText("This is not a number.")).toBeNull();
    await user.click(screen.getByRole("radio", { name: "June" }));
    expect(screen.getByRole("radio", { name: "April, needs a correction" })).toBeTruthy();
    await user.click(save());
    // The month is opened again, and the field has the focus.
    const wrong = await field("Rent: spent in April");
    await waitFor(() => expect(document.activeElement).toBe(wrong));
    expect(wrong).toHaveProperty("ariaInvalid", "true");
    expect(screen.getByText("This is not a number.")).toBeTruthy();
    expect(puts).toEqual([]);
  }, 15_000);

  it("is told at its field, until another value stands there", async () => {
    refusal = problem(422, "invalid_fields", [
      { field: "lines[1].name", code: "name_taken", detail: "another line has this name" },
      { field: "lines[0].planned", code: "out_of_range", detail: "out of range" },
      { field: "lines[1].spent[4]", code: "out_of_range", detail: "out of range" },
    ]);
    const { user } = show();
    const name = await field("Name of line 2");
    await user.clear(name);
    await user.type(name, "Pay");
    await user.click(save());
    expect(await screen.findByText("Some fields need a correction.")).toBeTruthy();
    const why = (one: HTMLElement) => document.getElementById(one.getAttribute("aria-describedby") ?? "")?.textContent;
    expect(why(name)).toBe("Another one has this name already.");
    const [planned] = screen.getAllByLabelText("Pay: budget of the year");
    expect(why(planned!)).toBe("This number is out of range.");
    expect(why(screen.getAllByLabelText("Pay: spent in April")[1]!)).toBe("This number is out of range.");
    await user.type(name, "s");
    expect(why(name)).toBeUndefined();
  }, 15_000);
});

describe("when somebody else was faster", () => {
  beforeEach(() => {
    refusal = problem(409, "budget_changed");
  });

  async function clash() {
    const shown = show();
    await shown.user.type(await field("Pay: spent in April"), "130");
    await shown.user.clear(await field("Rent: budget of the year"));
    await shown.user.type(await field("Rent: budget of the year"), "450");
    stored = budget({
      revision: 2,
      lines: [
        { ...LINES[0]!, planned: 1300 },
        { ...LINES[1]!, planned: 500 },
      ],
    });
    await shown.user.click(save());
    expect(await screen.findByText("Somebody else changed this budget meanwhile.")).toBeTruthy();
    expect(await screen.findByText(/^What you typed is still here, but it is not saved/u)).toBeTruthy();
    expect((await field("Pay: spent in April")).value).toBe("130");
    refusal = undefined;
    return shown;
  }

  it("both come together, and what both changed is told", async () => {
    const { user } = await clash();
    await user.click(screen.getByRole("button", { name: "Put mine on top" }));
    expect(await screen.findByText(/yours stands: Rent: budget of the year \(theirs: 500\)\.$/u)).toBeTruthy();
    expect((await field("Pay: budget of the year")).value).toBe("1,300");
    await user.click(save());
    await waitFor(() => expect(puts).toHaveLength(2));
    expect(puts[1]).toEqual({
      revision: 2,
      lines: [
        { name: "Pay", planned: 1300, spent: months(100, 110, 120, 130) },
        { name: "Rent", planned: 450, spent: months(33) },
      ],
    });
  }, 20_000);

  it("what was typed is dropped when that is wanted", async () => {
    const { user } = await clash();
    await user.click(screen.getByRole("button", { name: "Drop mine, read theirs" }));
    expect((await field("Pay: spent in April")).value).toBe("");
    expect((await field("Rent: budget of the year")).value).toBe("500");
    expect(screen.queryByText("Somebody else changed this budget meanwhile.")).toBeNull();
  }, 20_000);

  it("theirs is shown at once while nothing is typed here", async () => {
    show();
    expect((await field("Pay: budget of the year")).value).toBe("1,200");
    stored = budget({ revision: 2, lines: [{ ...LINES[0]!, planned: 1300 }] });
    await queryClient.invalidateQueries({ queryKey: ["budgets"] });
    await waitFor(async () => expect((await field("Pay: budget of the year")).value).toBe("1,300"));
    expect(screen.queryByDisplayValue("Rent")).toBeNull();
  });
});

describe("a year without a budget", () => {
  it("begins with the usual lines", async () => {
    const { user } = show("/workforce/budget?year=2021");
    expect(await screen.findByText("No budget for 2021 yet")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Take over the costs of the plan" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Begin with empty lines" }));
    expect(screen.getAllByRole("textbox", { name: /^Name of line/u })).toHaveLength(10);
    await user.type(await field("Software: budget of the year"), "900");
    await user.click(save());
    await waitFor(() => expect(puts).toHaveLength(1));
    expect(puts[0]?.revision).toBeNull();
    expect(puts[0]?.lines[5]).toEqual({ name: "Software", planned: 900, spent: months() });
    expect(puts[0]?.lines[8]?.name).toBe("Vendor's invoice");
  }, 15_000);

  it("takes over what the plan in the address costs", async () => {
    const { user, router } = show("/workforce/budget?year=2021&tickets=900");
    expect(await screen.findByText(/^The plan costs 1,334 a year in-house/u)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Take over the costs of the plan" }));
    expect((await field("Pay: budget of the year")).value).toBe("1,234");
    expect(screen.getByText("1,334 may be spent in the year; nothing is entered as spent yet.")).toBeTruthy();
    await user.click(save());
    await waitFor(() => expect(puts).toHaveLength(1));
    expect(puts[0]).toEqual({
      revision: null,
      lines: [
        { name: "Pay", planned: 1234, spent: months() },
        { name: "Office rent", planned: 100, spent: months() },
      ],
    });
    // The offer is answered.
    await waitFor(() => expect(router.state.location.search).toEqual({ year: 2021 }));
  }, 15_000);

  it("is left for another year only when nothing is lost, or knowingly", async () => {
    const { user, router } = show("/workforce/budget?year=2021&tickets=900");
    await user.click(await screen.findByRole("button", { name: "Begin with empty lines" }));
    await user.click(screen.getByRole("button", { name: "The year before" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Leave without saving?" }));
    await user.click(dialog.getByRole("button", { name: "Cancel" }));
    expect(router.state.location.search).toMatchObject({ year: 2021 });
    await user.click(screen.getByRole("button", { name: "The year before" }));
    await user.click(await screen.findByRole("button", { name: "Leave" }));
    expect(await screen.findByDisplayValue("Rent")).toBeTruthy();
    // The plan is still in the address: its costs can be put into the budget that is there.
    expect(router.state.location.search).toEqual({ tickets: 900, year: 2020 });
    await user.click(await screen.findByRole("button", { name: "Put the plan's costs into it" }));
    expect((await field("Pay: budget of the year")).value).toBe("1,234");
    expect((await field("Office rent: budget of the year")).value).toBe("100");
    expect(screen.queryByRole("button", { name: "Put the plan's costs into it" })).toBeNull();
  }, 20_000);
});
