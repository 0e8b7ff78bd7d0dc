import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { Editor } from "@tiptap/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Composer } from "@/features/conversations/composer/composer";
import { timelineQuery } from "@/features/conversations/data/queries";
import { I18nProvider, setLocale } from "@/i18n";
import { queryClient } from "@/shared/query-client";
import { sessionQuery } from "@/shared/session";
import { conversation, entry, message, session } from "../fixtures";

interface Sent {
  path: string;
  key: string | null;
  body: Record<string, unknown>;
}

let sent: Sent[];
let answers: ((request: Sent) => Response | Promise<Response>)[];

const json = (body: unknown, status = 200) => Response.json(body, { status });
const problem = (status: number, code: string) => json({ type: code, title: code, status, code, detail: code }, status);
let nextConversation = 100;
let id: number;

beforeEach(async () => {
  await setLocale("en");
  sent = [];
  answers = [];
  // Drafts outlive a test as they outlive a screen; each test writes in a conversation of its own.
  id = nextConversation++;
  queryClient.setQueryData(sessionQuery.queryKey, session());
  queryClient.setQueryData(timelineQuery(id).queryKey, {
    pages: [{ entries: [entry(5)], has_before: false, has_after: false }],
    pageParams: [{}],
  });
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname;
    // Drafts on the server have tests of their own.
    if (path.endsWith("/draft")) return problem(404, "draft_not_found");
    if (path === "/api/v1/session") return json(session());
    if (request.method !== "POST")
      return path.endsWith("/timeline")
        ? json({ entries: [], has_before: false, has_after: false })
        : json(conversation({ id }));
    const one: Sent = {
      path,
      key: request.headers.get("Idempotency-Key"),
      body: (await request.json()) as Record<string, unknown>,
    };
    sent.push(one);
    const answer = answers.shift();
    return answer ? answer(one) : json(entry(6, { message: message({ id: 60, direction: "out", delivery: "sent" }) }));
  });
});

async function show() {
  render(
    <QueryClientProvider client={queryClient}>
      <I18nProvider>
        <Composer conversation={conversation({ id })} lastSeq={5} focusRequest={undefined} />
      </I18nProvider>
    </QueryClientProvider>,
  );
  return { text: await field("Your reply"), user: userEvent.setup() };
}

interface Field extends HTMLElement {
  editor: Editor;
}

/** The editor comes by itself, a little later. */
async function field(name: string): Promise<Field> {
  return screen.findByRole<Field>("textbox", { name }, { timeout: 10_000 });
}

/**
 * jsdom has no layout and no input events of its own, so words come through the editor's commands. Its own `focus` takes
 * effect a frame later, when the test may be writing elsewhere.
 */
function type(at: Field, words: string): void {
  act(() => {
    at.focus();
    const end = at.editor.state.doc.content.size - 1;
    at.editor.chain().setTextSelection(end).insertContent({ type: "text", text: words }).run();
  });
}

const send = () => screen.getByRole("button", { name: "Send reply" });

describe("sending a reply", () => {
  it("goes to those who stand in the recipients, and clears the draft", async () => {
    const { text, user } = await show();
    type(text, "It is on its way.");
    await user.click(send());
    await waitFor(() => expect(text.textContent).toBe(""));
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body).toMatchObject({
      text: "It is on its way.",
      to: [{ address: "mihaela@mail.example" }],
      cc: [],
      seen_seq: 5,
      force: false,
    });
  });

  it("keeps what a lost connection held up, and tries it again under the same key", async () => {
    const { text, user } = await show();
    answers = [() => Promise.reject(new TypeError("network"))];
    type(text, "Once");
    await user.click(send());
    // The words are the outbox's now, and the next ones can be written.
    await waitFor(() => expect(text.textContent).toBe(""));
    await waitFor(() => expect(sent).toHaveLength(2), { timeout: 10_000 });
    expect(sent[0]?.body).toEqual(sent[1]?.body);
    expect(sent[0]?.key).toBe(sent[1]?.key);
    type(text, "Other words");
    await user.click(send());
    await waitFor(() => expect(sent).toHaveLength(3));
    expect(sent[2]?.key).not.toBe(sent[0]?.key);
  });

  it("asks before it goes out after a colleague's answer", async () => {
    const { text, user } = await show();
    answers = [() => problem(409, "answered_meanwhile")];
    type(text, "Mine");
    await user.click(send());
    await user.click(await screen.findByRole("button", { name: "Send anyway" }, { timeout: 5000 }));
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]?.body).toMatchObject({ text: "Mine", force: true });
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
  });

  it("keeps the words when the server refuses", async () => {
    const { text, user } = await show();
    answers = [() => problem(500, "internal")];
    type(text, "Keep me");
    await user.click(send());
    await waitFor(() => expect(sent).toHaveLength(1));
    await waitFor(() => expect(send()).toHaveProperty("disabled", false));
    expect(text.textContent).toBe("Keep me");
  });

  it("sends nothing without words or without a recipient", async () => {
    const { text, user } = await show();
    await user.click(send());
    expect(screen.getByRole("alert").textContent).toMatch(/Write something/u);
    await user.click(screen.getByRole("button", { name: "Remove mihaela@mail.example" }));
    type(text, "Hello");
    await user.click(send());
    expect(screen.getByRole("alert").textContent).toMatch(/recipient/u);
    expect(sent).toHaveLength(0);
  });

  it("sends nothing while a line holds somebody who cannot be sent to", async () => {
    const { text, user } = await show();
    await user.click(screen.getByRole("button", { name: "Cc" }));
    await user.type(screen.getByRole("textbox", { name: "Cc" }), "dan@mail");
    type(text, "For both of you");
    await user.click(send());
    expect(screen.getByRole("alert").textContent).toMatch(/“dan@mail” is not a mail address/u);
    expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Cc" }));
    expect(sent).toHaveLength(0);
    await user.clear(screen.getByRole("textbox", { name: "Cc" }));
    await user.type(screen.getByRole("textbox", { name: "Cc" }), "dan@mail.example");
    await user.click(send());
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({ cc: [{ address: "dan@mail.example" }] });
  });

  it("says at the line whom the server refused", async () => {
    const { text, user } = await show();
    answers = [
      () =>
        json(
          {
            type: "validation_failed",
            title: "Refused",
            status: 422,
            code: "validation_failed",
            detail: "to[0].address",
            errors: [{ field: "to[0].address", code: "invalid_email", detail: "is not an address" }],
          },
          422,
        ),
    ];
    type(text, "Hello");
    await user.click(send());
    expect((await screen.findByRole("alert")).textContent).toMatch(/not a mail address/u);
    expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "To" }));
    expect(text.textContent).toBe("Hello");
  });

  it("sends HTML along when something is formatted, and only then", async () => {
    const { text, user } = await show();
    type(text, "plain");
    act(() => void text.editor.chain().setBold().insertContent(" and bold").run());
    await user.click(send());
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({
      text: "plain and bold",
      html: "<div>plain<strong> and bold</strong></div>",
    });
    await waitFor(() => expect(text.textContent).toBe(""));
    type(text, "plain again");
    await user.click(send());
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]?.body).toMatchObject({ text: "plain again", html: null });
  });

  it("holds back what still lacks a value", async () => {
    const { text, user } = await show();
    act(() => {
      const missing = { type: "text", text: "[Customer's email]", marks: [{ type: "missing" }] };
      text.editor.commands.insertContent([{ type: "text", text: "Your address: " }, missing]);
    });
    await user.click(send());
    expect(screen.getByRole("alert").textContent).toMatch(/highlighted/u);
    expect(sent).toHaveLength(0);
    // What is typed now stands in its place.
    act(() => void text.editor.commands.insertContent({ type: "text", text: "ana@mail.example" }));
    await user.click(send());
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({ text: "Your address: ana@mail.example", html: null });
  });

  it("solves along with it by the keyboard", async () => {
    const { text, user } = await show();
    type(text, "Done");
    await waitFor(() => expect(document.activeElement).toBe(text));
    await user.keyboard("{Control>}{Shift>}{Enter}{/Shift}{/Control}");
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({ status: "solved" });
  });

  it("takes a half typed recipient first, and sends only when the keys are pressed again", async () => {
    const { text, user } = await show();
    type(text, "For both of you");
    const keys = "{Control>}{Enter}{/Control}";
    await user.type(screen.getByRole("textbox", { name: "To" }), `dan@mail.example${keys}`);
    expect(sent).toHaveLength(0);
    await user.keyboard(keys);
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({ to: [{ address: "mihaela@mail.example" }, { address: "dan@mail.example" }] });
  });
});

describe("a draft", () => {
  it("is there again after the screen was gone", async () => {
    const { text } = await show();
    type(text, "Half a sent");
    window.dispatchEvent(new Event("pagehide"));
    expect(localStorage.getItem(`rapport.draft.7.${id}`)).toContain("Half a sent");
  });

  it("keeps note and reply apart, and the note goes to the notes", async () => {
    const { text, user } = await show();
    type(text, "to the customer");
    await user.click(screen.getByRole("button", { name: "Note" }));
    const note = await field("Your note");
    expect(note.textContent).toBe("");
    type(note, "among us");
    await user.click(screen.getByRole("button", { name: "Add note" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.path).toBe(`/api/v1/conversations/${id}/notes`);
    await user.click(screen.getByRole("button", { name: "Reply" }));
    expect((await field("Your reply")).textContent).toBe("to the customer");
  });
});
