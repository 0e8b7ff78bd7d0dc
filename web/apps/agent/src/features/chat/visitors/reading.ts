/** What the list and the page of a visitor say of them. Pure, so that it can be tested. */
import type { VisitedPageView, VisitorRowView } from "@rapport/api";
import { fold } from "@rapport/ui";
import type { I18n } from "@/i18n";

type Visitor = VisitorRowView["visitor"];

/** A longer silence between two pages is the end of a visit. */
const PAUSE_MS = 30 * 60_000;

/** When the visit began that the newest page belongs to; the pages are newest first. */
export function visitBegan(pages: readonly VisitedPageView[]): string | undefined {
  let began = pages[0]?.at;
  for (const { at } of pages) {
    if (began === undefined || new Date(began).getTime() - new Date(at).getTime() > PAUSE_MS) break;
    began = at;
  }
  return began;
}

/**
 * Since when somebody in the list is here. The list does not tell when a visit began, only when the first one did: of who
 * came back it is not known.
 */
export function hereSince(visitor: Visitor, now: number): string | undefined {
  const fresh = now - new Date(visitor.created_at).getTime() < PAUSE_MS;
  return visitor.visits <= 1 || fresh ? visitor.created_at : undefined;
}

/** How long somebody has been here, in words. */
export function hereText({ t, short }: Pick<I18n, "t" | "short">, since: string, now: number): string {
  // "Here for now" is no sentence.
  return now - new Date(since).getTime() < 60_000
    ? t("visitors.justCame")
    : t("visitors.hereFor", { time: short(since, now) });
}

/** Whether a visitor is one of those who are looked for; `told` are words that the screen shows beside what they are. */
export function isWanted({ visitor }: VisitorRowView, words: string, told: readonly string[]): boolean {
  const wanted = fold(words).split(/\s+/u);
  const text = fold(
    [
      visitor.name,
      visitor.email,
      visitor.external_id,
      visitor.page_title,
      visitor.page_url,
      visitor.referrer,
      visitor.ip,
      ...visitor.utm.map(({ value }) => value),
      ...told,
    ].join("\n"),
  );
  return wanted.every((word) => text.includes(word));
}
