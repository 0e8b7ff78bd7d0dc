import type { DeskChatView, EntryView } from "@rapport/api";
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { Editor } from "@tiptap/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Composer } from "@/features/conversations/composer/composer";
import { timelineQuery } from "@/features/conversations/data/queries";
import { I18nProvider, setLocale } from "@/i18n";
import { LiveContext } from "@/shared/live";
import { queryClient } from "@/shared/query-client";
import { sessionQuery } from "@/shared/session";
import { CHAT, conversation, deskChat, entry, message, session } from "../fixtures";

let sent: { path: string; body: Record<string, unknown> }[];
const typing = vi.fn();
let nextConversation = 900;
let id: number;
let refuse: boolean;
/** Who answered before the agent's words came in; the server counts everybody. */
let meanwhile: EntryView | undefined;
let chat: DeskChatView;

beforeEach(async () => {
  await setLocale("en");
  sent = [];
  refuse = false;
  meanwhile = undefined;
  chat = deskChat();
  typing.mockClear();
  id = nextConversation++;
  queryClient.setQueryData(sessionQuery.queryKey, session());
  queryClient.setQueryData(timelineQuery(id).queryKey, {
    pages: [{ entries: [entry(5)], has_before: false, has_after: false }],
    pageParams: [{}],
  });
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname;
    if (path.endsWith("/draft")) return Response.json({ code: "draft_not_found" }, { status: 404 });
    if (path === "/api/v1/session") return Response.json(session());
    if (path.endsWith("/chat")) return Response.json(chat);
    if (path.endsWith("/timeline")) {
      const after = Number(new URL(request.url).searchParams.get("after_seq"));
      const entries = meanwhile && meanwhile.seq > after ? [meanwhile] : [];
      return Response.json({ entries, has_before: false, has_after: false });
    }
    if (request.method !== "POST") return Response.json(conversation({ id, capabilities: CHAT }));
    if (refuse) return Response.json({ code: "internal", status: 500, title: "x", detail: "x" }, { status: 500 });
    const body = (await request.json()) as Record<string, unknown>;
    sent.push({ path, body });
    if (meanwhile && body["force"] !== true)
      return Response.json({ code: "answered_meanwhile", status: 409, title: "x", detail: "x" }, { status: 409 });
    return Response.json(entry(6, { message: message({ id: 60, direction: "out", delivery: "sent" }) }));
  });
});

interface Field extends HTMLElement {
  editor: Editor;
}

async function show(max = CHAT.max_text, assignee: number | null = 7, can: Partial<typeof CHAT> = {}) {
  const live = { setTopics: vi.fn(), watch: vi.fn(), unwatch: vi.fn(), typing };
  render(
    <QueryClientProvider client={queryClient}>
      <I18nProvider>
        <LiveContext value={live}>
          <Composer
            conversation={conversation({
              id,
              channel: "chat",
              capabilities: { ...CHAT, max_text: max, ...can },
              assignee_id: assignee,
            })}
            lastSeq={5}
            focusRequest={undefined}
          />
        </LiveContext>
      </I18nProvider>
    </QueryClientProvider>,
  );
  return screen.findByRole<Field>("textbox", { name: "Your reply" }, { timeout: 10_000 });
}

function type(at: Field, words: string): void {
  act(() => {
    at.focus();
    at.editor
      .chain()
      .setTextSelection(at.editor.state.doc.content.size - 1)
      .insertContent(words)
      .run();
  });
}

describe("writing in a chat", () => {
  it("offers nothing that a chat cannot do", async () => {
    await show();
    expect(screen.queryByText("To")).toBeNull();
    expect(screen.queryByRole("button", { name: "Forward" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Send later" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Send and solve" })).toBeNull();
    expect(screen.getByRole("button", { name: "Send" })).toBeTruthy();
  });

  it("sends by Enter, without recipients, and says nothing more about it", async () => {
    const field = await show();
    type(field, "Hello");
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({ text: "Hello", attachment_ids: [] });
    for (const line of ["to", "cc", "bcc"]) expect(sent[0]?.body).not.toHaveProperty(line);
    await waitFor(() => expect(field.textContent).toBe(""));
    expect(screen.queryByText("Reply sent")).toBeNull();
  });

  it("breaks the line by Shift+Enter, and by Enter for whoever wants that", async () => {
    const field = await show();
    type(field, "One");
    fireEvent.keyDown(field, { key: "Enter", shiftKey: true });
    expect(sent).toHaveLength(0);
    await userEvent.setup().click(screen.getByRole("button", { name: /Enter sends/u }));
    fireEvent.keyDown(field, { key: "Enter" });
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
    expect(sent).toHaveLength(0);
    fireEvent.keyDown(field, { key: "Enter", ctrlKey: true });
    await waitFor(() => expect(sent).toHaveLength(1));
  });

  it("keeps what is written while the last words are on their way", async () => {
    const field = await show();
    type(field, "One");
    fireEvent.keyDown(field, { key: "Enter" });
    // At once, and not when the server has answered.
    expect(field.textContent).toBe("");
    type(field, "Two");
    await waitFor(() => expect(sent).toHaveLength(1));
    await act(() => new Promise((resolve) => setTimeout(resolve, 100)));
    expect(field.textContent).toBe("Two");
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(sent.map(({ body }) => body["text"])).toEqual(["One", "Two"]));
    // The first one is no answer of a colleague that would have to be read before.
    expect(sent[1]?.body).toMatchObject({ force: true });
  });

  it("gives words back that the server refused", async () => {
    const field = await show();
    refuse = true;
    type(field, "Keep me");
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(field.textContent).toBe("Keep me"));
  });

  it("says when it is longer than a message may be", async () => {
    const field = await show(5);
    type(field, "Too long");
    fireEvent.keyDown(field, { key: "Enter" });
    expect((await screen.findByRole("alert")).textContent).toMatch(/longer than a chat message/u);
    expect(sent).toHaveLength(0);
  });

  it("tells the visitor that an answer is being written, and of notes nothing", async () => {
    const field = await show();
    type(field, "An answer");
    expect(typing).toHaveBeenCalledWith(id, true);
    typing.mockClear();
    await userEvent.setup().click(screen.getByRole("button", { name: "Note" }));
    const note = await screen.findByRole<Field>("textbox", { name: "Your note" }, { timeout: 10_000 });
    type(note, "Careful with this one");
    expect(typing).not.toHaveBeenCalledWith(id, true);
  });
});

describe("answers to choose from", () => {
  it("go with the words that are written, each once", async () => {
    const field = await show();
    const user = userEvent.setup();
    type(field, "Which colour?");
    await user.click(screen.getByRole("button", { name: "Answers to choose from" }));
    await user.type(await screen.findByLabelText("Choice 1", {}, { timeout: 5_000 }), "Blue{Enter}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Choice 2")));
    await user.type(screen.getByLabelText("Choice 2"), "Green{Enter}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Choice 3")));
    await user.type(screen.getByLabelText("Choice 3"), " Blue ");
    expect(sent).toHaveLength(0);
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(sent).toHaveLength(1));
    const options = ["Blue", "Green"].map((label) => ({ label, value: label }));
    expect(sent[0]?.body).toMatchObject({ text: "Which colour?", content: { kind: "quick_replies", options } });
    await waitFor(() => expect(screen.queryByLabelText("Choice 1")).toBeNull());
  }, 20_000);

  it("need a question", async () => {
    await show();
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "Answers to choose from" }));
    await user.type(await screen.findByLabelText("Choice 1", {}, { timeout: 5_000 }), "Blue");
    expect(screen.getByText("Write your question in the field first.")).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send with choices" }).disabled).toBe(true);
  }, 20_000);

  it("are not there where the channel has none", async () => {
    await show(CHAT.max_text, 7, { content: false });
    expect(screen.queryByRole("button", { name: "Answers to choose from" })).toBeNull();
  });
});

describe("answers of others while one writes in a chat", () => {
  const answered = (by: number) =>
    entry(6, {
      actor: { kind: "agent", id: by, name: by === 7 ? "Ana" : "Binh" },
      message: message({ id: 61, direction: "out", delivery: "sent", text: "I take care of it" }),
    });
  const joined = (visible: boolean) =>
    deskChat({ participants: [{ agent_id: 7, name: "Ana", visible, joined_at: "2026-03-01T10:00:00Z" }] });

  it("are no reason to ask whose chat it is, nor who came in so that the visitor knows", async () => {
    meanwhile = answered(8);
    chat = joined(true);
    const field = await show(CHAT.max_text, 8);
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
    type(field, "Hello");
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(sent.map(({ body }) => body["force"])).toEqual([true]));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("are shown first to who only reads along, or whose chat went to a colleague meanwhile", async () => {
    meanwhile = answered(8);
    chat = joined(false);
    const field = await show(CHAT.max_text, 8);
    type(field, "Hello");
    fireEvent.keyDown(field, { key: "Enter" });
    const dialog = await screen.findByRole("dialog", {}, { timeout: 5_000 });
    expect(dialog.textContent).toContain("I take care of it");
    expect(field.textContent).toBe("Hello");
    expect(sent.map(({ body }) => body["force"])).toEqual([false]);
  }, 15_000);

  it("are not one's own words of a moment ago", async () => {
    meanwhile = answered(7);
    const field = await show(CHAT.max_text, null);
    type(field, "And one more thing");
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(sent.map(({ body }) => body["force"])).toEqual([false, true]));
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
