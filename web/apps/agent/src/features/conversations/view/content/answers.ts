/** Which words of the visitor answered which question with buttons or fields. Pure, so that it can be tested. */
import type { ChatContent, EntryView, MessageView } from "@rapport/api";

/** What can be pressed in a card as an answer, and not to open a page. */
function labelsOf(content: ChatContent): string[] {
  if (content.kind === "quick_replies") return content.options.map(({ label }) => label);
  if (content.kind !== "card") return [];
  return (content.buttons ?? []).filter(({ value }) => value != null).map(({ label }) => label);
}

function isAnswer(content: ChatContent, { text, content: said }: MessageView): boolean {
  if (content.kind === "form") return said?.kind === "form_answer" && said.form_id === content.id;
  return labelsOf(content).includes(text.trim());
}

function asks(content: ChatContent | null | undefined): content is ChatContent {
  return content?.kind === "form" || (content != null && labelsOf(content).length > 0);
}

/**
 * The answers by the places of their questions. What was chosen is said in its own words and nothing else ties both
 * together: a choice is open until the visitor says something, a card and a form until they are answered.
 */
export function answersIn(entries: readonly EntryView[]): Map<number, MessageView> {
  const found = new Map<number, MessageView>();
  let open: { seq: number; content: ChatContent }[] = [];
  for (const { seq, kind, message } of entries) {
    if (kind !== "message" || !message) continue;
    if (message.direction === "out") {
      if (asks(message.content)) open.push({ seq, content: message.content });
      continue;
    }
    // The newest question is the one that is being answered.
    const answered = open.findLast(({ content }) => isAnswer(content, message));
    if (answered) found.set(answered.seq, message);
    open = open.filter((one) => one !== answered && one.content.kind !== "quick_replies");
  }
  return found;
}

/** What the server says in words of content that came without any: they are drawn with it and not once more. */
export function isSpokenByContent({ text, content }: MessageView): boolean {
  if (content?.kind === "form") return text === content.title;
  if (content?.kind !== "card") return false;
  return text === content.title || text === `${content.title}\n${content.text}`;
}
