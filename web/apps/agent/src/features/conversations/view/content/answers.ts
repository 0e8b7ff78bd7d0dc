/** Which words of the visitor answered which question with buttons or fields. Pure, so that it can be tested. */
import type { EntryView, MessageView } from "@rapport/api";

/** The answers by the places of their questions: each names the message or the form that asked. The last one counts. */
export function answersIn(entries: readonly EntryView[]): Map<number, MessageView> {
  const found = new Map<number, MessageView>();
  const messages = new Map<number, number>();
  const forms = new Map<string, number>();
  for (const { seq, kind, message } of entries) {
    if (kind !== "message" || !message?.content) continue;
    const { id, content, direction } = message;
    if (direction === "out") {
      messages.set(id, seq);
      if (content.kind === "form") forms.set(content.id, seq);
      continue;
    }
    const question =
      content.kind === "choice"
        ? messages.get(content.message_id)
        : content.kind === "form_answer"
          ? forms.get(content.form_id)
          : undefined;
    if (question !== undefined) found.set(question, message);
  }
  return found;
}

/** Whether the visitor pressed the button that stands for a value. */
export function isChosen(answer: MessageView | undefined, value: string | null | undefined): boolean {
  return value != null && answer?.content?.kind === "choice" && answer.content.value === value;
}

/** What the server says in words of content that came without any: they are drawn with it and not once more. */
export function isSpokenByContent({ text, content }: MessageView): boolean {
  if (content?.kind === "form") return text === content.title;
  if (content?.kind !== "card") return false;
  return text === content.title || text === `${content.title}\n${content.text}`;
}
