import type { CapacityView } from "@rapport/api";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import Availability from "@/features/chat/dock/availability";
import { I18nProvider, setLocale } from "@/i18n";
import { inboxesQuery } from "@/shared/lookups";
import { queryClient } from "@/shared/query-client";
import { sessionQuery } from "@/shared/session";
import { session, site } from "../fixtures";

let capacity: CapacityView;
let asked: unknown[];
/** Holds back the answers to changes, in the order in which they were asked. */
let held: (() => void)[] | undefined;
let refusing: boolean;

beforeEach(async () => {
  await setLocale("en");
  capacity = { takes_chats: true, chat_limit: 3, auto_accept: false, activity: "available", photo_url: null };
  asked = [];
  held = undefined;
  refusing = false;
  queryClient.removeQueries({ queryKey: ["capacity"] });
  queryClient.setQueryData(sessionQuery.queryKey, session());
  queryClient.setQueryData(inboxesQuery.queryKey, [site({ enabled: true })]);
  vi.stubGlobal("fetch", async (request: Request) => {
    if (!request.url.endsWith("/me/capacity")) return Response.json({ items: [] });
    if (request.method === "PATCH") {
      const change = (await request.json()) as Partial<CapacityView>;
      asked.push(change);
      if (refusing) return Response.json({ status: 409, code: "conflict", title: "No" }, { status: 409 });
      capacity = { ...capacity, ...change };
      const answer = Response.json(capacity);
      if (held) await new Promise<void>((resolve) => held?.push(resolve));
      return answer;
    }
    return Response.json(capacity);
  });
});

function show() {
  render(
    <QueryClientProvider client={queryClient}>
      <I18nProvider>
        <Availability />
      </I18nProvider>
    </QueryClientProvider>,
  );
  return userEvent.setup();
}
const panel = async () => within(await screen.findByRole("dialog", {}, { timeout: 5_000 }));

describe("what one does now", () => {
  it("is chosen in the rail, and said by its button", async () => {
    const user = show();
    await user.click(await screen.findByRole("button", { name: "You take chats: 0 of 3" }));
    const form = await panel();
    const now = within(form.getByRole("group", { name: "Right now" }));
    expect(now.getByRole<HTMLInputElement>("radio", { name: "Available" }).checked).toBe(true);
    expect(form.queryByText(/^No new chats come/u)).toBeNull();
    await user.click(now.getByRole("radio", { name: "Break" }));
    expect(await form.findByText(/^No new chats come until you are back/u)).toBeTruthy();
    expect(screen.getByRole("button", { name: "You are on a break", hidden: true })).toBeTruthy();
    await user.click(now.getByRole("radio", { name: "Meeting or training" }));
    await waitFor(() => expect(asked).toEqual([{ activity: "break" }, { activity: "meeting" }]));
  }, 15_000);

  it("leaves it as it was whether chats are taken", async () => {
    capacity.activity = "break";
    const user = show();
    await screen.findByRole("button", { name: "You are on a break" });
    await user.keyboard("{Alt>}c{/Alt}");
    await waitFor(() => expect(asked).toEqual([{ takes_chats: false }]));
    expect(screen.getByRole("button", { name: "You are on a break" })).toBeTruthy();
  });

  it("is there for those without chats as well, who are asked nothing of chats", async () => {
    queryClient.setQueryData(inboxesQuery.queryKey, [site({ enabled: false })]);
    const user = show();
    await user.click(await screen.findByRole("button", { name: "You are available" }));
    const form = await panel();
    expect(form.queryByRole("switch")).toBeNull();
    await user.click(form.getByRole("radio", { name: "Break" }));
    await screen.findByRole("button", { name: "You are on a break", hidden: true });
    expect(form.queryByText(/^No new chats come/u)).toBeNull();
  }, 15_000);

  it("stays as it was said last, whatever the server answers to what was said before", async () => {
    held = [];
    const user = show();
    await screen.findByRole("button", { name: "You take chats: 0 of 3" });
    await user.keyboard("{Alt>}c{/Alt}");
    await user.click(screen.getByRole("button", { name: "You take no chats" }));
    const take = await (await panel()).findByRole<HTMLInputElement>("switch", { name: /^Take chats/u });
    await user.click(take);
    expect(take.checked).toBe(true);
    // One after the other: two that overtake each other would leave the server with the first one.
    expect(asked).toEqual([{ takes_chats: false }]);
    held.shift()?.();
    await waitFor(() => expect(asked).toEqual([{ takes_chats: false }, { takes_chats: true }]));
    expect(take.checked).toBe(true);
    held.shift()?.();
    await waitFor(() => expect(held).toEqual([]));
    expect(take.checked).toBe(true);
  }, 15_000);

  it("is taken back when the server refuses", async () => {
    refusing = true;
    const user = show();
    await screen.findByRole("button", { name: "You take chats: 0 of 3" });
    await user.keyboard("{Alt>}c{/Alt}");
    await waitFor(() => expect(asked).toEqual([{ takes_chats: false }]));
    await screen.findByRole("button", { name: "You take chats: 0 of 3" });
  });
});
