import type { DeskChatView } from "@rapport/api";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import ChatBar from "@/features/chat/bar/chat-bar";
import VisitorTypingLine from "@/features/chat/bar/visitor-typing-line";
import { applyChatEvent } from "@/features/chat/data/live";
import { chatQuery } from "@/features/chat/data/queries";
import { Ring } from "@/features/chat/dock/ring";
import { I18nProvider, setLocale } from "@/i18n";
import { agentsQuery } from "@/shared/lookups";
import { queryClient } from "@/shared/query-client";
import { sessionQuery } from "@/shared/session";
import { CHAT, conversation, deskChat, deskRow, session } from "../fixtures";

let asked: { path: string; body: unknown }[];
let answer: DeskChatView;

beforeEach(async () => {
  await setLocale("en");
  asked = [];
  answer = deskChat();
  queryClient.setQueryData(sessionQuery.queryKey, session());
  queryClient.setQueryData(agentsQuery.queryKey, [
    { ...session().agent, id: 8, name: "Binh" },
    { ...session().agent, id: 7, name: "Ana" },
  ]);
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname;
    if (request.method === "POST") {
      const text = await request.text();
      asked.push({ path, body: text === "" ? undefined : JSON.parse(text) });
    }
    if (path.endsWith("/session")) return Response.json(session());
    if (path.endsWith("/teams")) return Response.json({ items: [{ id: 4, name: "Returns", agent_ids: [] }] });
    return path.includes("/chat") && !path.endsWith("/chats") ? Response.json(answer) : Response.json({ items: [] });
  });
});

function show(chat: DeskChatView, assignee: number | null = null) {
  answer = chat;
  queryClient.setQueryData(chatQuery(1).queryKey, chat);
  render(
    <QueryClientProvider client={queryClient}>
      <I18nProvider>
        <ChatBar conversation={conversation({ channel: "chat", capabilities: CHAT, assignee_id: assignee })} />
      </I18nProvider>
    </QueryClientProvider>,
  );
  return userEvent.setup();
}
const names = () => screen.getAllByRole("button").map((button) => button.textContent);

describe("the bar of a chat", () => {
  it("says how long somebody waits and where in the line, and lets the reader take it", async () => {
    const user = show(
      deskChat({ state: "waiting", queued_at: "2020-01-01T00:00:00Z", place: { position: 3, estimated_wait_s: 130 } }),
    );
    expect(screen.getByRole("status").textContent).toMatch(/Waiting.*number 3 in line, usually about 2 minutes/u);
    expect(screen.getByText("Not verified")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Accept" }));
    await waitFor(() => expect(asked.map((one) => one.path)).toEqual(["/api/v1/conversations/1/chat/accept"]));
  });

  it("lets only the one at whom it rings decline it", () => {
    const until = new Date(Date.now() + 20_000).toISOString();
    show(deskChat({ state: "ringing", offered_to: 8, offered_until: until }));
    expect(screen.getByRole("status").textContent).toMatch(/ringing at Binh, (19|20) s/u);
    expect(names()).not.toContain("Decline");
    expect(names()).toContain("Accept");
  });

  it("offers a colleague's chat to join or to read along", async () => {
    const user = show(deskChat({ state: "active" }), 8);
    expect(screen.getByRole("status").textContent).toContain("with Binh");
    await user.click(screen.getByRole("button", { name: "Read along" }));
    await waitFor(() =>
      expect(asked).toEqual([{ path: "/api/v1/conversations/1/chat/join", body: { visible: false } }]),
    );
  });

  it("tells verified from anonymous by words", () => {
    const known = deskChat();
    show({ ...known, visitor: known.visitor && { ...known.visitor, verified: true, external_id: "C-17" } }, 7);
    expect(screen.getByText("Verified: C-17")).toBeTruthy();
  });

  it("shows the rating, and nothing to do, once it ended", () => {
    show(deskChat({ state: "ended", ended_by: "visitor", ended_at: "2026-03-01T10:00:00Z", rating: 4 }), 7);
    expect(screen.getByRole("img", { name: "Rated 4 of 5" })).toBeTruthy();
    expect(screen.getByRole("status").textContent).toContain("ended by the visitor");
    expect(screen.queryAllByRole("button")).toHaveLength(0);
  });

  it("passes it on with a note, and not before somebody was chosen", async () => {
    const user = show(deskChat({ state: "active" }), 7);
    await user.click(screen.getByRole("button", { name: "Transfer" }));
    const dialog = await screen.findByRole("dialog", {}, { timeout: 5_000 });
    const [send] = [...dialog.querySelectorAll("button[type=submit]")];
    if (!send) throw new Error("no button to send");
    await user.click(send);
    await screen.findByRole("option", { name: "Returns" });
    expect((await screen.findByRole("alert")).textContent).toContain("Choose who gets the chat");
    await user.selectOptions(screen.getByLabelText("To"), "Returns");
    await user.type(screen.getByLabelText("What they should know"), "Wants a refund");
    await user.click(send);
    await waitFor(() =>
      expect(asked).toEqual([
        { path: "/api/v1/conversations/1/chat/transfer", body: { team_id: 4, note: "Wants a refund" } },
      ]),
    );
  }, 15_000);
});

describe("what the visitor types", () => {
  it("is there while they type, and gone with the message", () => {
    render(
      <I18nProvider>
        <VisitorTypingLine conversationId={5} name="Mihaela" />
      </I18nProvider>,
    );
    const event = { conversation_id: 5, inbox_id: 1 };
    act(() => applyChatEvent({ type: "visitor_typing", ...event, active: true, text: "Where is my" }));
    expect(screen.getByText("Where is my")).toBeTruthy();
    act(() => applyChatEvent({ type: "entry_appended", ...event, seq: 9, kind: "message" }));
    expect(screen.queryByText("Where is my")).toBeNull();
  });
});

describe("a chat that rings", () => {
  it("says who and what, counts down, and is taken or passed on", async () => {
    const accept = vi.fn(() => Promise.resolve());
    const decline = vi.fn(() => Promise.resolve());
    const until = new Date(Date.now() + 25_000).toISOString();
    render(
      <QueryClientProvider client={queryClient}>
        <I18nProvider>
          <Ring
            chats={[deskRow(6, { state: "ringing", offered_to: 7, offered_until: until })]}
            onAccept={accept}
            onDecline={decline}
          />
        </I18nProvider>
      </QueryClientProvider>,
    );
    expect(screen.getByRole("alert").textContent).toContain("Incoming chat from Mihaela: Words 6");
    expect(screen.getByText(/goes to a colleague in 2[45] s/u)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: /^Decline/u }));
    await userEvent.click(screen.getByRole("button", { name: /^Accept/u }));
    expect(decline).toHaveBeenCalledWith(6);
    expect(accept).toHaveBeenCalledWith(6);
  });
});
