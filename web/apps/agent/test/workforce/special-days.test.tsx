import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { Toaster } from "@rapport/ui";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { EMPTY } from "@/features/workforce/form";
import { OwnHistory } from "@/features/workforce/history";
import { I18nProvider, setLocale } from "@/i18n";
import { queryClient } from "@/shared/query-client";
import { sessionQuery } from "@/shared/session";
import { session } from "../fixtures";
import { HISTORY } from "./history";

const SALE = { day: "2026-03-02", name: "Spring sale", percent: 250 };

let days: (typeof SALE)[];
let asked: { method: string; path: string; body?: unknown }[];

beforeEach(async () => {
  await setLocale("en");
  days = [SALE, { day: "2025-12-25", name: "Long ago", percent: 10 }];
  asked = [];
  sign("rosters.manage");
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    const path = pathname.replace("/api/v1/workforce/", "");
    if (path === "history") {
      asked.push({ method: "GET", path: `history ${searchParams.get("channel") ?? ""}`.trim() });
      const forecast = HISTORY.forecast && {
        ...HISTORY.forecast,
        days: [{ date: "2026-03-02", expected: 3, lower: 1, upper: 6 }],
      };
      return Response.json({ ...HISTORY, forecast });
    }
    if (request.method === "GET") return Response.json({ items: days });
    const body: unknown = request.method === "PUT" ? await request.json() : undefined;
    asked.push({ method: request.method, path, ...(body !== undefined && { body }) });
    if (request.method === "DELETE") {
      days = [];
      return new Response(null, { status: 204 });
    }
    return Response.json(SALE);
  });
});

function sign(...permissions: string[]) {
  queryClient.setQueryData(sessionQuery.queryKey, session({ permissions }));
}

function show() {
  function History() {
    const [form, setForm] = useState({ ...EMPTY, own: true });
    return <OwnHistory history={HISTORY} form={form} onChange={setForm} />;
  }
  render(
    <QueryClientProvider client={queryClient}>
      <I18nProvider>
        <History />
        <Toaster label="Messages" closeLabel="Close" />
      </I18nProvider>
    </QueryClientProvider>,
  );
  return userEvent.setup();
}
const section = () => screen.findByRole("region", { name: "Special days" });

describe("special days", () => {
  it("are named and taken away by those who make rosters, with a way back", async () => {
    const user = show();
    const form = within(await section());
    expect(await form.findByText("250 % of a usual day")).toBeTruthy();
    expect(form.queryByText("Long ago")).toBeNull();
    await user.type(form.getByLabelText("Day"), "2026-12-25");
    await user.type(form.getByLabelText("Name"), "Christmas");
    await user.type(form.getByLabelText("% of a usual day"), "40");
    await user.click(form.getByRole("button", { name: "Add the day" }));
    const put = { method: "PUT", path: "special-days/2026-12-25", body: { name: "Christmas", percent: 40 } };
    await waitFor(() => expect(asked).toEqual([put]));
    await user.click(form.getByRole("button", { name: "Remove Spring sale" }));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    const again = { method: "PUT", path: "special-days/2026-03-02", body: { name: "Spring sale", percent: 250 } };
    await waitFor(() => expect(asked.slice(1)).toEqual([{ method: "DELETE", path: "special-days/2026-03-02" }, again]));
  }, 15_000);

  it("are only read by everybody else, and marked in the forecast", async () => {
    sign("conversations.read");
    show();
    const list = within(await section());
    expect(await list.findByText("Spring sale")).toBeTruthy();
    expect(list.queryByRole("button")).toBeNull();
    expect(await screen.findByRole("img", { name: /Special days: Mar 2 Spring sale$/u })).toBeTruthy();
    const row = screen.getByRole("row", { name: /Spring sale/u, hidden: true });
    expect(row.textContent).toContain("Mon, Mar 2");
  });
});

describe("the forecast of one channel", () => {
  it("is asked for when it is chosen, and shown beside what came on it", async () => {
    sign("conversations.read");
    const user = show();
    expect(
      screen.getByRole("img", { name: /up to 8 contacts a day, and 1 days to come with 20 contacts/u }),
    ).toBeTruthy();
    await user.selectOptions(screen.getByLabelText("Forecast of"), "Live chat");
    expect(
      await screen.findByRole("img", { name: /up to 0 contacts a day, and 1 days to come with 3 contacts/u }),
    ).toBeTruthy();
    expect(asked).toEqual([{ method: "GET", path: "history chat" }]);
  });
});
