import type { CapacityView } from "@rapport/api";
import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import Availability from "@/features/chat/dock/availability";
import { I18nProvider, setLocale } from "@/i18n";
import en from "@/i18n/en.json";
import { availableCommands, runCommand } from "@/shared/commands/registry";
import { inboxesQuery } from "@/shared/lookups";
import { queryClient } from "@/shared/query-client";
import { sessionQuery } from "@/shared/session";
import { session, site } from "../fixtures";

const BREAK = "Take a break";
const MEETING = "In a meeting or training";
const BACK = "I am available again";

let capacity: CapacityView;
let asked: unknown[];
/** Holds back the answer to what one does now. */
let answered: Promise<void>;

beforeEach(async () => {
  await setLocale("en");
  capacity = { takes_chats: true, chat_limit: 3, auto_accept: false, activity: "available", photo_url: null };
  asked = [];
  answered = Promise.resolve();
  queryClient.setQueryData(sessionQuery.queryKey, session());
  queryClient.setQueryData(inboxesQuery.queryKey, [site({ enabled: true })]);
  vi.stubGlobal("fetch", async (request: Request) => {
    if (!request.url.endsWith("/me/capacity")) return Response.json({ items: [] });
    if (request.method === "PATCH") {
      const change = (await request.json()) as Partial<CapacityView>;
      asked.push(change);
      capacity = { ...capacity, ...change };
    } else await answered;
    return Response.json(capacity);
  });
});

/** The rail's button, without the dock of chats. */
async function show(): Promise<void> {
  const router = createRouter({
    routeTree: createRootRoute({ component: Availability }),
    history: createMemoryHistory(),
  });
  render(
    <QueryClientProvider client={queryClient}>
      <I18nProvider>
        <RouterProvider router={router as never} />
      </I18nProvider>
    </QueryClientProvider>,
  );
  await screen.findByRole("button");
}

const now = (name: string) => screen.findByRole("button", { name });

/** What the palette offers of what one does now. */
function offered(): string[] {
  const titles = availableCommands({ t: (key) => en[key] }).map(({ title }) => title);
  return [BREAK, MEETING, BACK].filter((title) => titles.includes(title));
}

describe("the commands for what one does now", () => {
  it("offer everything but what is so already", async () => {
    await show();
    await now("You take chats: 0 of 3");
    expect(offered()).toEqual([BREAK, MEETING]);
    expect(runCommand("activity.break")).toBe(true);
    await now("You are on a break");
    await waitFor(() => expect(asked).toEqual([{ activity: "break" }]));
    expect(offered()).toEqual([MEETING, BACK]);
  });

  it("are there for those without chats, from a meeting back to work", async () => {
    capacity.activity = "meeting";
    queryClient.setQueryData(inboxesQuery.queryKey, []);
    await show();
    await now("You are in a meeting or training");
    expect(runCommand("activity.meeting")).toBe(false);
    expect(runCommand("activity.available")).toBe(true);
    await now("You are available");
    await waitFor(() => expect(asked).toEqual([{ activity: "available" }]));
  });

  it("are not there before it is known what one does", async () => {
    let answer: () => void = () => undefined;
    answered = new Promise((resolve) => (answer = resolve));
    await show();
    await now("Availability");
    expect(["available", "break", "meeting"].some((key) => runCommand(`activity.${key}`))).toBe(false);
    answer();
    await now("You take chats: 0 of 3");
    expect(runCommand("activity.break")).toBe(true);
    await now("You are on a break");
  });
});
