import type { ChatContent, EntryView } from "@rapport/api";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { ChatMessage } from "@/features/conversations/view/chat-message";
import { answersIn } from "@/features/conversations/view/content/answers";
import { groupEntries, isSameItem } from "@/features/conversations/view/group-entries";
import { I18nProvider, setLocale } from "@/i18n";
import { queryClient } from "@/shared/query-client";
import { entry, message } from "../fixtures";

const CHOICES: ChatContent = {
  kind: "quick_replies",
  options: [
    { label: "Blue", value: "b" },
    { label: "Green", value: "g" },
  ],
};
const FORM: ChatContent = {
  kind: "form",
  id: "return",
  title: "Return",
  fields: [
    { key: "number", label: "Order number", kind: "text", required: true },
    { key: "opened", label: "Opened?", kind: "checkbox" },
    { key: "why", label: "Why", kind: "select", options: ["Broken", "Too late"] },
  ],
};

const asked = (seq: number, content: ChatContent, text = "Which one?") =>
  entry(seq, { message: message({ id: seq, direction: "out", delivery: "sent", text, content }) });
const said = (seq: number, text: string, content?: ChatContent) =>
  entry(seq, { message: message({ id: seq, text, content: content ?? null }) });
const pressed = (seq: number, question: number, label: string) =>
  said(seq, label, { kind: "choice", message_id: question, value: label.charAt(0).toLowerCase() });
const found = (entries: EntryView[]) => [...answersIn(entries)].map(([seq, { text }]) => [seq, text]);

describe("answers", () => {
  it("to a choice are those that were pressed, and name their question", () => {
    expect(found([asked(1, CHOICES), pressed(2, 1, "Green")])).toEqual([[1, "Green"]]);
    expect(found([asked(1, CHOICES), asked(2, CHOICES), pressed(3, 1, "Blue")])).toEqual([[1, "Blue"]]);
    expect(found([asked(1, CHOICES), said(2, "Green")])).toEqual([]);
    expect(found([asked(1, CHOICES), pressed(2, 7, "Green")])).toEqual([]);
  });

  it("to a form are known by its name, whenever they come", () => {
    const answer = said(4, "Order number: 17", { kind: "form_answer", form_id: "return", values: { number: "17" } });
    expect(found([asked(1, FORM), said(2, "One moment"), answer])).toEqual([[1, "Order number: 17"]]);
    expect(found([said(2, "x", { kind: "form_answer", form_id: "other", values: {} })])).toEqual([]);
  });

  it("draw their question anew, and nothing else", () => {
    const [question, other] = [asked(1, CHOICES), entry(2)];
    const before = groupEntries([question, other], undefined);
    const after = groupEntries([question, other, pressed(3, 1, "Blue")], undefined);
    expect(isSameItem(before[1]!, after[1]!)).toBe(true);
    const open = groupEntries([question], undefined);
    const closed = groupEntries([question, pressed(2, 1, "Blue")], undefined);
    expect(isSameItem(open[0]!, closed[0]!)).toBe(false);
  });
});

beforeEach(() => setLocale("en"));

function show(of: EntryView, answer?: EntryView) {
  if (!of.message) throw new Error("nothing said");
  render(
    <QueryClientProvider client={queryClient}>
      <I18nProvider>
        <ChatMessage
          conversationId={1}
          entry={of}
          message={of.message}
          continued={false}
          answer={answer?.message ?? undefined}
        />
      </I18nProvider>
    </QueryClientProvider>,
  );
}

describe("what is shown of a chat beside its words", () => {
  it("has the choices, none of which can be pressed, and marks the chosen one by a word", () => {
    show(asked(1, CHOICES), pressed(2, 1, "Green"));
    expect(screen.getByText("Which one?")).toBeTruthy();
    const choices = within(screen.getByRole("list", { name: "Choices for the visitor" }));
    expect(choices.getAllByRole("listitem").map((item) => item.textContent)).toEqual(["Blue", "Green"]);
    expect(choices.queryByRole("button")).toBeNull();
    expect(choices.getByLabelText("Chosen:").closest("li")?.textContent).toBe("Green");
  });

  it("has a form with its answers, and says of an open one that it is", () => {
    const values = { number: "17", opened: "true" };
    show(asked(1, FORM, "Return"), said(2, "x", { kind: "form_answer", form_id: "return", values }));
    const form = within(screen.getByRole("region", { name: "Return" }));
    expect(form.getByText("Answered")).toBeTruthy();
    expect(form.getAllByRole("definition").map((one) => one.textContent)).toEqual(["17", "Yes", "–"]);
    // The words that the server made of it do not stand there twice.
    expect(screen.getAllByText("Return")).toHaveLength(1);
  });

  it("shows what can be answered before it was", () => {
    show(asked(1, FORM));
    expect(screen.getByText("Not answered yet")).toBeTruthy();
    expect(screen.getByText("Broken / Too late")).toBeTruthy();
  });

  it("has a card whose picture and links lead nowhere but to the web", () => {
    const card: ChatContent = {
      kind: "card",
      title: "Blue cup",
      text: "12 €",
      image_url: "https://shop.example/cup.png",
      buttons: [
        { label: "See it", url: "https://shop.example/cup" },
        { label: "Bad", url: "javascript:alert(1)" },
        { label: "I take it", value: "yes" },
      ],
    };
    show(asked(1, card, "Blue cup\n12 €"), said(2, "I take it", { kind: "choice", message_id: 1, value: "yes" }));
    expect(screen.getByRole("link").getAttribute("href")).toBe("https://shop.example/cup");
    expect(screen.getByText("Bad").closest("a")).toBeNull();
    expect(screen.getByLabelText("Chosen:").parentElement?.textContent).toBe("I take it");
    const picture = document.querySelector("img");
    expect(picture?.getAttribute("src")).toBe("https://shop.example/cup.png");
    expect(picture?.getAttribute("referrerpolicy")).toBe("no-referrer");
  });

  it("fetches no picture that a stranger points to", () => {
    const preview: ChatContent = {
      kind: "link_preview",
      url: "https://else.example/a",
      title: "Elsewhere",
      image_url: "https://else.example/pixel.png",
    };
    show(said(1, "https://else.example/a", preview));
    expect(screen.getByRole("link", { name: /Elsewhere/u })).toBeTruthy();
    expect(document.querySelector("img")).toBeNull();
  });
});
