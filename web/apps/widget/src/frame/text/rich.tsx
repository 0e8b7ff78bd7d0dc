import type { ComponentChildren } from "preact";
import { safeUrl } from "./safe-url.ts";

/** Bounded repetitions: the time for a text grows with its length and no faster, whatever it holds. */
const LINK =
  /\b(?:https?:\/\/|www\.)[^\s<>"'`]{1,2000}|\b(?:mailto:)?[\p{L}\d._%+-]{1,64}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63}){1,5}|\btel:\+?[\d().-]{3,30}/giu;
/** Belongs to the sentence around a link and not to the link. */
const TRAILING = /[.,;:!?'"”»*_]+$/;

const EMOJI =
  /^(?:\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f)?(?:\u200d\p{Extended_Pictographic}\ufe0f?)*\s?){1,3}$/u;

/** Whether a text is nothing but one to three emoji: those are shown large. */
export function isEmoji(text: string): boolean {
  return text.length <= 40 && EMOJI.test(text);
}

/** Text with its links. It is never markup: whatever stands in it is shown as it is written. */
export function rich(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const shown = trimmed(match[0]);
    const href = safeUrl(addressOf(shown));
    if (!href) continue;
    parts.push(text.slice(from, match.index), <Link href={href}>{shown}</Link>);
    from = match.index + shown.length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== "");
}

/** A link of a stranger: it gets neither our window nor our address. */
export function Link({ href, children }: { href: string; children: ComponentChildren }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

function addressOf(shown: string): string {
  if (/^www\./i.test(shown)) return `https://${shown}`;
  if (/^(?:https?|mailto|tel):/i.test(shown)) return shown;
  return `mailto:${shown}`;
}

function trimmed(link: string): string {
  const plain = link.replace(TRAILING, "");
  // A bracket that was opened before the link closes behind it.
  const open = plain.split("(").length;
  const closed = plain.split(")").length;
  return closed > open && plain.endsWith(")") ? trimmed(plain.slice(0, -1)) : plain;
}
