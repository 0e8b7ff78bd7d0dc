import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { MailOpen } from "lucide-react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { CommandHost } from "@/app/command-host";
import { I18nProvider, setLocale } from "@/i18n";
import { noteVisit } from "@/shared/commands/memory";
import { defineCommands, keyedCommands, runCommand, useCommands } from "@/shared/commands/registry";
import { queryClient } from "@/shared/query-client";
import { sessionQuery } from "@/shared/session";
import { session } from "../fixtures";

const archive = vi.fn();
const commands = defineCommands({
  "test.archive": { group: "conversation", label: "conversation.markUnread", icon: MailOpen, press: "y" },
  "test.never": { group: "conversation", label: "conversation.spam", press: "z" },
});

/** A screen of the workspace with a command of its own. */
function Screen() {
  useCommands(commands, { "test.archive": archive });
  return (
    <>
      <label>
        Words <input />
      </label>
      <CommandHost />
    </>
  );
}

const answers: Record<string, unknown> = {
  "/api/v1/search": {
    items: [
      {
        kind: "conversation",
        conversation_id: 12,
        conversation_number: 1012,
        contact_name: "Hoa",
        title: [{ text: "Đèn hỏng", hit: true }],
        snippet: [],
        at: "2026-03-01T10:00:00Z",
      },
    ],
  },
  "/api/v1/contacts": { items: [] },
};
let asked: URL[];

beforeEach(async () => {
  await setLocale("en");
  archive.mockReset();
  asked = [];
  queryClient.setQueryData(sessionQuery.queryKey, session({ permissions: ["contacts.read", "tags.manage"] }));
  vi.stubGlobal("fetch", (request: Request) => {
    const url = new URL(request.url);
    asked.push(url);
    return Promise.resolve(Response.json(answers[url.pathname] ?? { items: [] }));
  });
});

async function show() {
  const router = createRouter({
    routeTree: createRootRoute({ component: Screen }),
    history: createMemoryHistory(),
  });
  render(
    <QueryClientProvider client={queryClient}>
      <I18nProvider>
        <RouterProvider router={router as never} />
      </I18nProvider>
    </QueryClientProvider>,
  );
  await screen.findByLabelText("Words");
  return { user: userEvent.setup(), router };
}

const field = () => screen.findByRole("combobox", { name: "Commands" }, { timeout: 10_000 });
const marked = () => screen.getAllByRole("option").find((option) => option.getAttribute("aria-selected") === "true");

describe("the command palette", () => {
  // The first of all, as its code is loaded only once.
  it("takes what is typed before it is drawn, and nothing else does", async () => {
    await show();
    fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
    expect(screen.queryByRole("combobox")).toBeNull();
    // A shortcut among the letters, a slip, and Enter.
    for (const key of [..."mark unrey", "Backspace"]) fireEvent.keyDown(document.body, { key });
    expect(archive).not.toHaveBeenCalled();
    fireEvent.keyDown(document.body, { key: "Enter" });
    await waitFor(() => expect(archive).toHaveBeenCalledOnce(), { timeout: 10_000 });
    expect(screen.queryByRole("combobox")).toBeNull();
  });

  it("opens while somebody types, runs the marked command and gives the focus back", async () => {
    const { user } = await show();
    const words = screen.getByLabelText("Words");
    await user.click(words);
    await user.keyboard("{Control>}k{/Control}");
    const input = await field();
    await user.type(input, "mark unre");
    expect(marked()?.textContent).toContain("Mark as unread");
    expect(input.getAttribute("aria-activedescendant")).toBe(marked()?.id);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(archive).toHaveBeenCalledOnce());
    expect(screen.queryByRole("combobox")).toBeNull();
    expect(document.activeElement).toBe(words);
  });

  it("moves the mark with the arrows, around the ends, and names the groups", async () => {
    const { user } = await show();
    await user.keyboard("{Control>}k{/Control}");
    await field();
    const options = screen.getAllByRole("option");
    expect(marked()).toBe(options[0]);
    await user.keyboard("{ArrowDown}");
    expect(marked()).toBe(options[1]);
    await user.keyboard("{ArrowUp}{ArrowUp}");
    expect(marked()).toBe(options.at(-1));
    const group = screen.getByRole("group", { name: "This conversation" });
    expect(within(group).getAllByRole("option")).toHaveLength(1);
    // What no screen can do at present is not offered.
    expect(screen.queryByText("Move to spam")).toBeNull();
  });

  it("shows what the server finds below, and goes there", async () => {
    const { user, router } = await show();
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await field(), "den");
    const hit = await screen.findByRole("option", { name: /Đèn hỏng/ }, { timeout: 5_000 });
    expect(asked.find((url) => url.pathname === "/api/v1/search")?.searchParams.get("q")).toBe("den*");
    await user.click(hit);
    await waitFor(() => expect(router.state.location.pathname).toBe("/conversations/12"));
  });

  it("waits for the conversation whose number was typed, however fast Enter follows", async () => {
    const { user, router } = await show();
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await field(), "#1012{Enter}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/conversations/12"));
    expect(asked.find((url) => url.pathname === "/api/v1/search")?.searchParams.get("q")).toBe("#1012");
  });

  it("begins with where one was and with what is used most", async () => {
    noteVisit(7, { kind: "conversation", id: 3, title: "Broken lamp" });
    const { user } = await show();
    await user.keyboard("{Control>}k{/Control}");
    await field();
    expect(screen.getAllByRole("option")[0]?.textContent).toContain("Broken lamp");
  });

  it("closes by Escape and by the same keys", async () => {
    const { user } = await show();
    for (const keys of ["{Escape}", "{Control>}k{/Control}"]) {
      await user.keyboard("{Control>}k{/Control}");
      await field();
      await user.keyboard(keys);
      await waitFor(() => expect(screen.queryByRole("combobox")).toBeNull());
    }
  });
});

describe("one source for keys, palette and map", () => {
  it("runs by the key only what a screen can do", async () => {
    const { user } = await show();
    await user.keyboard("yz");
    expect(archive).toHaveBeenCalledOnce();
    act(() => {
      expect(runCommand("test.never")).toBe(false);
    });
  });

  it("shows every key on the map, also those of screens that are not there", async () => {
    const { user } = await show();
    await user.keyboard("?");
    const map = await screen.findByRole("dialog", { name: "Keyboard shortcuts" }, { timeout: 10_000 });
    expect(within(map).getByText("Move to spam")).toBeTruthy();
    const keys = keyedCommands().map((command) => command.press);
    const pressed = keys.filter((key) => key !== undefined);
    expect(new Set(pressed).size).toBe(pressed.length);
  });
});
