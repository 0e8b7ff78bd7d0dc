import { screen, waitFor, within } from "@testing-library/dom";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { act } from "preact/test-utils";
import { describe, expect, it, vi } from "vitest";
import type { Field, MessageView } from "@/chat/protocol";
import type { FakeServer } from "./fake-server";
import { inChat, stage } from "./views";

const user = () => userEvent.setup();
const words = () => [...document.querySelectorAll(".bubble")].map(({ textContent }) => textContent);
const press = (name: string | RegExp) => userEvent.click(screen.getByRole("button", { name }));
const says = async (server: FakeServer, text: string, message: Partial<MessageView> = {}) => {
  const [id = ""] = server.chats.keys();
  await act(async () => {
    server.says(id, text, { message: { id: 77, text, ...message } });
    await server.idle();
  });
};

/** What jsdom cannot measure is looked at in a real browser. */
async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}

describe("the first page", () => {
  it("greets, shows who is there, and asks the server for nothing but the site", async () => {
    const { server, say } = await stage({ estimated_wait_s: 120 });
    await say({ type: "opened", phone: false });
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Hello!\nHow can we help?");
    expect(screen.getByText(/Online, answers in about 2 minutes/)).toBeTruthy();
    expect(server.asked.map(({ path }) => path)).toEqual(["/sites/site_1"]);
    await expectAccessible();
  });

  it("says what the site says, in the language of the visitor", async () => {
    const texts = {
      ro: { greeting: "Salut!" },
      en: { greeting: "Hi there", privacy: "See https://a.example/privacy" },
    };
    const { say } = await stage({ texts });
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Hi there");
    expect(screen.getByRole("link").getAttribute("href")).toBe("https://a.example/privacy");
    await say({ type: "locale", locale: "ro" });
    await waitFor(() => expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Salut!"));
    expect(screen.getByText("Trimite-ne un mesaj")).toBeTruthy();
  });

  it("is left by Escape, which closes the panel", async () => {
    const { say, told } = await stage();
    await say({ type: "opened", phone: false });
    await user().keyboard("{Escape}");
    expect(told).toContainEqual({ type: "close" });
  });

  it("lists earlier chats, with what was not read", async () => {
    const { say } = await inChat({}, (server) => {
      const id = server.seed([], { state: "ended", agent: { name: "Minh Trần" } });
      server.says(id, "Anything else?");
    });
    await press("Back");
    expect(screen.getByRole("button", { name: /Minh Trần/ }).textContent).toContain("Ended");
    await say({ type: "closed" });
    await expectAccessible();
  });
});

describe("a chat", () => {
  it("is where whoever has one going comes to", async () => {
    await inChat();
    expect(words()).toEqual(["hello"]);
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Ana Ionescu");
    expect(document.activeElement?.tagName).toBe("TEXTAREA");
    await expectAccessible();
  });

  it("shows what is said at once, and then that it arrived and was seen", async () => {
    const { server } = await inChat();
    const [id = ""] = server.chats.keys();
    const typist = user();
    await typist.type(screen.getByRole("textbox"), "Where is my order?{Enter}");
    expect(words()).toEqual(["hello", "Where is my order?"]);
    expect(screen.getByText(/Sending…/)).toBeTruthy();
    await waitFor(() => expect(screen.getByText(/Delivered/)).toBeTruthy());
    await act(async () => {
      server.tell({ type: "receipts", conversation: id, agent_seen_seq: 2 });
      await server.idle();
    });
    expect(screen.getByText(/Seen/)).toBeTruthy();
    expect(server.texts(id)).toEqual(["hello", "Where is my order?"]);
    expect(screen.getByRole<HTMLTextAreaElement>("textbox").value).toBe("");
  });

  it("makes a new line with Shift, and nothing while a letter is being put together", async () => {
    const { server } = await inChat();
    const box = screen.getByRole<HTMLTextAreaElement>("textbox");
    await user().type(box, "one{Shift>}{Enter}{/Shift}two");
    expect(box.value).toBe("one\ntwo");
    const composing = new KeyboardEvent("keydown", {
      key: "Enter",
      bubbles: true,
      cancelable: true,
      isComposing: true,
    });
    await act(() => void box.dispatchEvent(composing));
    expect(server.texts([...server.chats.keys()][0] ?? "")).toEqual(["hello"]);
  });

  it("keeps what is being written when the panel goes another way", async () => {
    await inChat();
    await user().type(screen.getByRole("textbox"), "half a senten");
    await press("Back");
    await userEvent.click(screen.getByRole("button", { name: /Ana Ionescu/ }));
    expect(screen.getByRole<HTMLTextAreaElement>("textbox").value).toBe("half a senten");
  });

  it("tells a screen reader who said what", async () => {
    const { server } = await inChat();
    await says(server, "On its way!");
    expect(screen.getAllByRole("status").map(({ textContent }) => textContent)).toContain(
      "Ana Ionescu says: On its way!",
    );
  });

  it("says who writes, and where one stands in the queue", async () => {
    const { server } = await inChat({}, (made) => {
      const [chat] = made.chats.values();
      if (chat)
        chat.view = { ...chat.view, state: "waiting", agent: null, queue: { position: 3, estimated_wait_s: 300 } };
    });
    const [id = ""] = server.chats.keys();
    expect(screen.getByText(/You are number 3 in the queue · in about 5 minutes/)).toBeTruthy();
    await act(async () => {
      server.tell({ type: "typing", conversation: id, agent: { name: "Minh" }, active: true });
      await server.idle();
    });
    expect(screen.getByRole("img", { name: "Minh is typing" })).toBeTruthy();
  });

  it("can be tried again when it was refused", async () => {
    const { server } = await inChat();
    server.refuses = { code: "chat_ended", status: 409, retry: false };
    await user().type(screen.getByRole("textbox"), "hello again{Enter}");
    await waitFor(() => expect(screen.getByText(/This chat is over/)).toBeTruthy());
    server.refuses = undefined;
    await press("Try again");
    await waitFor(() => expect(screen.getByText(/Delivered/)).toBeTruthy());
  });

  it("tells of what happened, and of nothing that it does not know", async () => {
    const { server } = await inChat();
    const [id = ""] = server.chats.keys();
    await act(async () => {
      server.append(id, { kind: "joined", from: "system", agent: { name: "Minh" } });
      server.append(id, { kind: "mailed", from: "system" });
      server.append(id, { kind: "dance" as never, from: "system" });
      await server.idle();
    });
    const events = [...document.querySelectorAll(".event")].map(({ textContent }) => textContent);
    expect(events).toEqual([
      "Minh has joined the chat",
      "Our answers are also on their way to you by email. You can go on there or here.",
    ]);
  });

  it("without a network says so", async () => {
    await inChat();
    await act(() => void dispatchEvent(new Event("offline")));
    expect(screen.getByText(/You are offline/)).toBeTruthy();
    await act(() => void dispatchEvent(new Event("online")));
    expect(screen.queryByText(/You are offline/)).toBeNull();
  });

  it("has emoji that are loaded when they are wanted, and walked with arrows", async () => {
    await inChat();
    const typist = user();
    const box = screen.getByRole<HTMLTextAreaElement>("textbox");
    await typist.type(box, "ab");
    box.setSelectionRange(1, 1);
    await press("Emoji");
    const grid = await screen.findByRole("group", { name: "Emoji" });
    within(grid).getAllByRole("button")[0]?.focus();
    await typist.keyboard("{ArrowRight}{Enter}");
    expect(box.value).toBe("a😃b");
    await typist.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("group", { name: "Emoji" })).toBeNull());
  });
});

describe("questions inside of a chat", () => {
  it("that give a choice are answered by a press, once", async () => {
    const { server } = await inChat();
    await says(server, "Which day?", {
      content: {
        kind: "quick_replies",
        options: [
          { label: "Monday", value: "mon" },
          { label: "Tuesday", value: "tue" },
        ],
      },
    });
    await press("Tuesday");
    await waitFor(() => expect(words()).toEqual(["hello", "Which day?", "Tuesday"]));
    const said = server.frames.find((frame) => frame.type === "say");
    expect(said).toMatchObject({ text: "Tuesday", answer: { message_id: 77, value: "tue" } });
    expect(screen.queryByRole("button", { name: "Monday" })).toBeNull();
  });

  it("that are a form are checked, and sent with their values", async () => {
    const { server } = await inChat();
    const fields: Field[] = [
      { key: "order", label: "Order number", kind: "text", required: true },
      { key: "mail", label: { en: "Email" }, kind: "email" },
      { key: "gift", label: "A gift", kind: "checkbox" },
    ];
    await says(server, "", { content: { kind: "form", id: "f1", title: "Your order", fields } });
    await expectAccessible();
    const form = within(document.querySelector<HTMLElement>("form.box") as HTMLElement);
    await userEvent.click(form.getByRole("button", { name: "Send" }));
    expect(form.getByText("This is needed.")).toBeTruthy();
    await userEvent.type(form.getByLabelText("Order number"), "4711");
    await userEvent.type(form.getByLabelText(/Email/), "nobody");
    await userEvent.click(form.getByLabelText("A gift"));
    await userEvent.click(form.getByRole("button", { name: "Send" }));
    expect(form.getByText(/like name@example.com/)).toBeTruthy();
    await userEvent.type(form.getByLabelText(/Email/), "@example.com");
    await userEvent.click(form.getByRole("button", { name: "Send" }));
    await waitFor(() => expect(server.frames.some(({ type }) => type === "say")).toBe(true));
    expect(server.frames.find(({ type }) => type === "say")).toMatchObject({
      text: "Order number: 4711\nEmail: nobody@example.com\nA gift: Yes",
      answer: { message_id: 77, values: { order: "4711", mail: "nobody@example.com", gift: "true" } },
    });
  });

  it("a card leads to the web or answers", async () => {
    const { server } = await inChat();
    const buttons = [
      { label: "Look", url: "https://shop.example/desk" },
      { label: "Take it", value: "buy" },
      { label: "Trap", url: "javascript:alert(1)" },
    ];
    await says(server, "Oak desk", { content: { kind: "card", title: "Oak desk", text: "€249", buttons } });
    expect(screen.getByRole("link", { name: "Look" }).getAttribute("href")).toBe("https://shop.example/desk");
    expect(screen.queryByText("Trap")).toBeNull();
    await press("Take it");
    await waitFor(() => expect(words()).toContain("Take it"));
  });
});

describe("before a chat", () => {
  const fields: Field[] = [
    { key: "name", label: { en: "Your name" }, kind: "text", required: true, bound_to: "name" },
    { key: "mail", label: { en: "Email" }, kind: "email", required: true, bound_to: "email" },
  ];
  const topics = [
    { key: "sales", label: { en: "Buying" } },
    { key: "repair", label: { en: "Repair", ro: "Reparații" } },
  ];

  it("what the site asks is asked, and the first that is missing gets the focus", async () => {
    const { server } = await stage({ fields, topics });
    await press(/Send us a message/);
    await expectAccessible();
    await press("Start chat");
    expect(screen.getAllByText("This is needed.")).toHaveLength(4);
    expect(document.activeElement).toBe(screen.getByLabelText("Your name"));
    expect(screen.getByLabelText("Your name").getAttribute("aria-invalid")).toBe("true");
    await userEvent.type(screen.getByLabelText("Your name"), "Bogdan");
    await userEvent.type(screen.getByLabelText("Email"), "bogdan@example.com");
    await userEvent.click(screen.getByLabelText("Repair"));
    await userEvent.type(screen.getByLabelText("How can we help?"), "It is broken");
    await press("Start chat");
    await waitFor(() => expect(server.chats.size).toBe(1));
    expect(server.requests(/\/conversations$/)[0]?.body).toEqual({
      text: "It is broken",
      topic: "repair",
      fields: { name: "Bogdan", mail: "bogdan@example.com" },
      attachment_ids: [],
    });
    expect(words()).toEqual(["It is broken"]);
  });

  it("nothing is kept until the visitor agrees, and everything after that", async () => {
    const texts = { en: { privacy: "We keep your messages." } };
    const { told } = await stage({ consent_required: true, texts });
    await press(/Send us a message/);
    await userEvent.type(screen.getByLabelText("How can we help?"), "hello");
    await press("Start chat");
    expect(screen.getByText("This is needed.")).toBeTruthy();
    expect(localStorage).toHaveLength(0);
    await userEvent.click(screen.getByRole("checkbox"));
    await press("Start chat");
    expect(told).toContainEqual({ type: "consent", given: true });
    await waitFor(() => expect(localStorage.getItem("rapport.chat.site_1.token")).toBe('"visitor_1"'));
  });

  it("the invitation that was followed stands above, and is told", async () => {
    const invitations = [{ id: "i1", when: {}, text: { en: "Can I help you choose?" }, agent_name: "Ana Ionescu" }];
    const { server, say } = await stage({ invitations });
    await say({ type: "opened", phone: false, invitation: "i1" });
    expect(words()).toEqual(["Can I help you choose?"]);
    await user().type(screen.getByRole("textbox"), "Yes please{Enter}");
    await waitFor(() => expect(server.chats.size).toBe(1));
    expect(server.requests(/\/conversations$/)[0]?.body).toMatchObject({ text: "Yes please", invitation: "i1" });
  });

  it("who is not let in is told why", async () => {
    await stage({}, {}, (server) => {
      server.problems.push({ path: /visitors$/, status: 403, body: { code: "identity_required" } });
    });
    await press(/Send us a message/);
    await user().type(screen.getByRole("textbox"), "hello{Enter}");
    await waitFor(() => expect(screen.getByText("Not sent.")).toBeTruthy());
    await press("Back");
    expect(screen.getByRole("alert").textContent).toContain("Please sign in");
  });
});

describe("while nobody is there", () => {
  it("a message can be left, and it says when somebody is back", async () => {
    const opens = new Date(Date.now() + 3 * 86_400_000);
    const { server } = await stage({ open: false, opens_at: opens.toISOString() });
    const weekday = new Intl.DateTimeFormat("en", { weekday: "long" }).format(opens);
    expect(screen.getByText(new RegExp(`Back on ${weekday}`))).toBeTruthy();
    await press(/Leave us a message/);
    await expectAccessible();
    await userEvent.type(screen.getByLabelText("Your name"), "Bogdan");
    await userEvent.type(screen.getByLabelText("Email address"), "bogdan@example.com");
    await userEvent.type(screen.getByLabelText("How can we help?"), "Call me");
    server.down = true;
    await press("Send message");
    await waitFor(() => expect(screen.getByRole("alert").textContent).toContain("Check your connection"));
    server.down = false;
    await press("Send message");
    await waitFor(() => expect(screen.getByText("Thank you for your message")).toBeTruthy());
    expect(server.requests(/\/offline$/).at(-1)?.body).toEqual({
      name: "Bogdan",
      email: "bogdan@example.com",
      text: "Call me",
      locale: "en",
      fields: {},
    });
  });
});

describe("what else can be done", () => {
  it("the menu is walked with arrows and left with Escape", async () => {
    const { told } = await inChat();
    const typist = user();
    await press("More");
    await waitFor(() => expect(document.activeElement?.textContent).toBe(" Turn sound off"));
    await typist.keyboard("{ArrowDown}{ArrowDown}");
    expect(document.activeElement?.textContent).toBe(" End chat");
    await typist.keyboard("{Escape}");
    expect(screen.queryByRole("menu")).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "More" }));
    expect(told).not.toContainEqual({ type: "close" });
  });

  it("a chat is ended after a question, rated, and gone on with by writing", async () => {
    const { server } = await inChat();
    await press("More");
    await userEvent.click(screen.getByRole("menuitem", { name: "End chat" }));
    await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "End chat" }));
    await waitFor(() => expect(screen.getByText("How was this chat?")).toBeTruthy());
    await expectAccessible();
    await userEvent.click(screen.getByLabelText("Good"));
    await userEvent.type(screen.getByLabelText("Would you like to add something?"), "Fast!");
    await userEvent.click(within(document.querySelector<HTMLElement>(".rating") as HTMLElement).getByText("Send"));
    await waitFor(() => expect(screen.getByText("Thank you for your rating")).toBeTruthy());
    expect(server.requests(/\/rating$/, "PUT")[0]?.body).toEqual({ rating: 4, comment: "Fast!" });
    expect(screen.getByPlaceholderText("Write to continue this chat…")).toBeTruthy();
  });

  it("the chat is mailed to an address that can be one", async () => {
    const { server } = await inChat();
    await press("More");
    await userEvent.click(screen.getByRole("menuitem", { name: "Email me this chat" }));
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.type(dialog.getByRole("textbox"), "nobody");
    await userEvent.click(dialog.getByRole("button", { name: "Send" }));
    expect(dialog.getByRole("alert").textContent).toContain("like name@example.com");
    await userEvent.type(dialog.getByRole("textbox"), "@example.com");
    await userEvent.click(dialog.getByRole("button", { name: "Send" }));
    await waitFor(() => expect(dialog.getByText(/on its way to nobody@example.com/)).toBeTruthy());
    expect(server.requests(/\/transcript$/)[0]?.body).toEqual({ email: "nobody@example.com" });
  });

  it("files that are too large are not sent, others go with the message", async () => {
    const sent: string[] = [];
    class Upload {
      upload: { onprogress: (event: object) => void } = { onprogress: () => undefined };
      status = 200;
      responseText = "";
      onload: () => void = () => undefined;
      onerror: () => void = () => undefined;
      open(_method: string, url: string): void {
        sent.push(url);
      }
      setRequestHeader(): void {}
      abort(): void {}
      send(file: File): void {
        const view = { id: 5, name: file.name, type: file.type, size: file.size, url: "/api/v1/chat/attachments/5" };
        this.responseText = JSON.stringify(view);
        setTimeout(() => this.onload());
      }
    }
    vi.stubGlobal("XMLHttpRequest", Upload);
    const { server } = await inChat({ uploads: { max_bytes: 10 } });
    const box = screen.getByRole("textbox");
    const data = {
      files: [new File(["x".repeat(11)], "large.png"), new File(["x"], "small.png", { type: "image/png" })],
    };
    await act(() => {
      const paste = new Event("paste", { bubbles: true, cancelable: true });
      box.dispatchEvent(Object.assign(paste, { clipboardData: data }));
    });
    await waitFor(() => expect(screen.getByText("This file is larger than 10 byte.")).toBeTruthy());
    await press("Remove large.png");
    await waitFor(() => expect(screen.getByRole("button", { name: "Send" }).hasAttribute("disabled")).toBe(false));
    await press("Send");
    await waitFor(() => expect(screen.getByRole("link", { name: "Open small.png" })).toBeTruthy());
    expect(server.frames.find(({ type }) => type === "say")).toMatchObject({ text: "", attachment_ids: [5] });
    expect(sent).toEqual(["https://desk.example/api/v1/chat/attachments?name=small.png"]);
  });

  it("the page hears of messages, but not what they say", async () => {
    const { server, told } = await inChat();
    await says(server, "secret price");
    const heard = told.filter(({ type }) => type === "message");
    expect(heard).toEqual([
      {
        type: "message",
        message: { conversation: 1, from: "agent", agent: "Ana Ionescu", at: expect.any(String) as string },
      },
    ]);
  });

  it("a message that comes while the panel is closed is counted, and read when it opens", async () => {
    const { server, told, say } = await inChat();
    await say({ type: "closed" });
    await says(server, "are you there?");
    expect(told).toContainEqual({ type: "unread", count: 1 });
    await say({ type: "opened", phone: false });
    await waitFor(() => expect(told.at(-1)).toEqual({ type: "unread", count: 0 }));
  });

  it("an agent who begins a chat opens it", async () => {
    const { server, told, say } = await inChat();
    await say({ type: "closed" });
    const id = server.seed();
    server.says(id, "Hello, may I help?");
    await act(async () => {
      server.tell({ type: "invited", conversation: id });
      await server.idle();
    });
    expect(told).toContainEqual({ type: "open" });
    expect(words()).toEqual(["Hello, may I help?"]);
  });
});
