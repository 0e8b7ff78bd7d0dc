import { Fragment } from "react";

const LINK = /\bhttps?:\/\/[^\s<>"'«»]+[^\s<>"'«».,;:!?)\]}]|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu;

/** Words of a customer or colleague, with links that can be followed. */
export function PlainText({ text, lang }: { text: string; lang?: string | null | undefined }) {
  return (
    <p lang={lang ?? undefined} className="break-words whitespace-pre-wrap">
      {linkify(text).map((part, index) => (
        // The parts of one text never move.
        <Fragment key={index}>
          {part.href === undefined ? (
            part.text
          ) : (
            <a
              href={part.href}
              target="_blank"
              rel="noopener noreferrer"
              className="text-accent underline underline-offset-2"
            >
              {part.text}
            </a>
          )}
        </Fragment>
      ))}
    </p>
  );
}

/** Cuts a text into plain parts and links. Only web and mail addresses become links. */
export function linkify(text: string): { text: string; href?: string }[] {
  const parts: { text: string; href?: string }[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const found = match[0];
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: found, href: /^https?:/iu.test(found) ? found : `mailto:${found}` });
    from = match.index + found.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
