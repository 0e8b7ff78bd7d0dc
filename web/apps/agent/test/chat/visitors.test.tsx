import type { VisitorDetailView, VisitorRowView } from "@rapport/api";
import { QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { hereSince, isWanted, visitBegan } from "@/features/chat/visitors/reading";
import VisitorPage from "@/features/chat/visitors/visitor-page";
import VisitorsPage from "@/features/chat/visitors/visitors-page";
import { I18nProvider, setLocale } from "@/i18n";
import { agentsQuery, inboxesQuery } from "@/shared/lookups";
import { queryClient } from "@/shared/query-client";
import { sessionQuery } from "@/shared/session";
import { deskVisitor, session, site } from "../fixtures";

const MINUTE = 60_000;
const NOW = Date.parse("2026-03-01T12:00:00Z");
const ago = (minutes: number) => new Date(NOW - minutes * MINUTE).toISOString();
const page = (minutes: number) => ({ url: "https://shop.example/", title: "", at: ago(minutes) });

describe("what is read from pages and visits", () => {
  it("takes a long silence for the end of a visit", () => {
    expect(visitBegan([page(1), page(12), page(40), page(200)])).toBe(ago(40));
    expect(visitBegan([page(1), page(90)])).toBe(ago(1));
    expect(visitBegan([])).toBeUndefined();
  });

  it("does not say how long somebody is here who came back long after the first time", () => {
    expect(hereSince(deskVisitor({ visits: 1, created_at: ago(90) }), NOW)).toBe(ago(90));
    expect(hereSince(deskVisitor({ visits: 4, created_at: ago(10) }), NOW)).toBe(ago(10));
    expect(hereSince(deskVisitor({ visits: 4, created_at: ago(90) }), NOW)).toBeUndefined();
  });

  it("finds by all words, without their marks, also by what stands beside", () => {
    const row = { visitor: deskVisitor({ name: "Ștefan Đặng", page_title: "Blue cups" }) };
    expect(isWanted(row, "stefan cups", [])).toBe(true);
    expect(isWanted(row, "dang romania", ["Romania"])).toBe(true);
    expect(isWanted(row, "stefan shoes", [])).toBe(false);
  });
});

let rows: VisitorRowView[];
let detail: VisitorDetailView;
let refuse: boolean;
let asked: { path: string; body: unknown }[];

beforeEach(async () => {
  await setLocale("en");
  refuse = false;
  asked = [];
  rows = [
    { visitor: deskVisitor({ id: 1, name: "", email: "", page_title: "Cups" }) },
    {
      visitor: deskVisitor({
        id: 2,
        name: "Lan",
        verified: true,
        external_id: "C-17",
        country: "VN",
        page_title: "Shoes",
      }),
      chat: { conversation_id: 50, state: "active", assignee_id: 8, created_at: ago(5) },
    },
  ];
  detail = {
    visitor: deskVisitor({ id: 1, name: "Mihaela", page_url: "javascript:alert(1)", page_title: "Not a page" }),
    is_here: true,
    pages: [page(1)],
    chats: [{ conversation_id: 40, state: "ended", assignee_id: 7, created_at: ago(5_000) }],
  };
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, value: 600 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, value: 400 });
  queryClient.setQueryData(
    sessionQuery.queryKey,
    session({ permissions: ["conversations.read", "conversations.reply", "teams.manage"] }),
  );
  queryClient.setQueryData(agentsQuery.queryKey, [{ ...session().agent, id: 8, name: "Binh" }]);
  queryClient.setQueryData(inboxesQuery.queryKey, [site()]);
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname;
    if (request.method === "POST") {
      asked.push({ path, body: await request.json() });
      if (!refuse) return Response.json({ id: 77 }, { status: 201 });
      detail = { ...detail, chats: [{ ...rows[1]!.chat!, conversation_id: 51 }, ...detail.chats] };
      return Response.json({ code: "chat_under_way", status: 409, title: "x", detail: "x" }, { status: 409 });
    }
    if (path.endsWith("/visitors")) return Response.json({ items: rows });
    if (path.includes("/visitors/")) return Response.json(detail);
    if (path.endsWith("/inboxes")) return Response.json({ items: [site()] });
    if (path.endsWith("/session")) return Response.json(queryClient.getQueryData(sessionQuery.queryKey));
    return Response.json({ items: [] });
  });
});

function show(address: string) {
  const root = createRootRoute({ component: Outlet });
  const workspace = createRoute({ getParentRoute: () => root, id: "workspace", component: Outlet });
  const list = createRoute({ getParentRoute: () => workspace, path: "visitors", component: VisitorsPage });
  const one = createRoute({
    getParentRoute: () => list,
    path: "$id",
    params: { parse: ({ id }) => ({ id: Number(id) }), stringify: ({ id }) => ({ id: String(id) }) },
    component: VisitorPage,
  });
  const talk = createRoute({
    getParentRoute: () => workspace,
    path: "conversations/$id",
    component: () => <p>The conversation</p>,
  });
  const router = createRouter({
    routeTree: root.addChildren([workspace.addChildren([list.addChildren([one]), talk])]),
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

describe("who is on the sites", () => {
  it("says who, whether they are known, where they look and with whom they talk", async () => {
    show("/visitors");
    const anonymous = await screen.findByRole("link", { name: /Cups/u });
    expect(within(anonymous).getByText("Visitor")).toBeTruthy();
    expect(within(anonymous).getByText("Anonymous")).toBeTruthy();
    const known = screen.getByRole("link", { name: /Lan/u });
    expect(within(known).getByText("Verified: C-17")).toBeTruthy();
    expect(within(known).getByText("Chats with Binh")).toBeTruthy();
    expect(screen.getByText("2 now")).toBeTruthy();
  });

  it("is narrowed by words, and says when nobody fits", async () => {
    const { user } = show("/visitors");
    const field = await screen.findByRole("searchbox");
    await user.type(field, "vietnam");
    await waitFor(() => expect(screen.queryByRole("link", { name: /Cups/u })).toBeNull());
    expect(screen.getByRole("link", { name: /Lan/u })).toBeTruthy();
    await user.type(field, " nobody");
    expect(await screen.findByText("Nothing matches")).toBeTruthy();
  });

  it("explains an empty list", async () => {
    rows = [];
    show("/visitors");
    expect(await screen.findByText("Nobody is on the sites now")).toBeTruthy();
  });

  it("says why it is not there, and tries again", async () => {
    vi.stubGlobal("fetch", () =>
      Promise.resolve(
        Response.json({ code: "permission_missing", status: 403, title: "x", detail: "x" }, { status: 403 }),
      ),
    );
    show("/visitors");
    expect((await screen.findByRole("alert")).textContent).toContain("Your role does not allow this");
    expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
  });

  it("says how to begin without a site", async () => {
    queryClient.setQueryData(inboxesQuery.queryKey, []);
    show("/visitors");
    expect(await screen.findByText("No site has a chat yet")).toBeTruthy();
    expect(screen.queryByRole("link", { name: "Set up chat" })).toBeNull();
  });
});

describe("one visitor", () => {
  it("has a history, and links to nothing but pages of the web", async () => {
    show("/visitors/1");
    expect(await screen.findByRole("heading", { name: "Mihaela" })).toBeTruthy();
    expect(screen.getByText("javascript:alert(1)").closest("a")).toBeNull();
    const seen = screen.getByRole("link", { name: "shop.example/" });
    expect(seen.getAttribute("rel")).toContain("noopener");
    expect(screen.getByRole("link", { name: /^Chat of/u }).getAttribute("href")).toBe("/conversations/40");
  });

  it("is spoken to first; then the chat opens", async () => {
    const { user, router } = show("/visitors/1");
    await user.click(await screen.findByRole("button", { name: "Start chat" }));
    const dialog = await screen.findByRole("dialog", {}, { timeout: 5_000 });
    await user.type(within(dialog).getByLabelText("First message"), "  May I help?  ");
    await user.click(within(dialog).getByRole("button", { name: "Start chat" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/conversations/77"));
    expect(asked).toEqual([{ path: "/api/v1/visitors/1/chats", body: { text: "May I help?" } }]);
  }, 15_000);

  it("leads to the chat that somebody else began meanwhile", async () => {
    refuse = true;
    const { user } = show("/visitors/1");
    await user.click(await screen.findByRole("button", { name: "Start chat" }));
    const dialog = await screen.findByRole("dialog", {}, { timeout: 5_000 });
    await user.type(within(dialog).getByLabelText("First message"), "Hello");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await within(dialog).findByText("This visitor is in a chat already.")).toBeTruthy();
    const way = await within(dialog).findByRole("link", { name: "Open the chat" });
    expect(way.getAttribute("href")).toBe("/conversations/51");
  }, 15_000);

  it("can be blocked by those who may, and by nobody else", async () => {
    show("/visitors/1");
    expect(await screen.findByRole("button", { name: "Block …" })).toBeTruthy();
    const others = session({ permissions: ["conversations.read"] });
    act(() => void queryClient.setQueryData(sessionQuery.queryKey, others));
    await waitFor(() => expect(screen.queryByRole("button", { name: "Block …" })).toBeNull());
    expect(screen.queryByRole("button", { name: "Start chat" })).toBeNull();
  });
});
