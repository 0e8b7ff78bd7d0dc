import { cx } from "./cx";

/** First letters of the first and the last word; customers' names come in every script, so by code point. */
function initials(name: string): string {
  const words = name
    .replace(/@.*$/u, "")
    .split(/[\s._-]+/u)
    .filter((word) => /\p{L}|\p{N}/u.test(word));
  const first = [...(words[0] ?? "?")][0] ?? "?";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toLocaleUpperCase();
}

/** The same person has the same colour everywhere. */
function hue(seed: string): number {
  let hash = 7;
  for (const char of seed) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 3600;
  return hash % 360;
}

const sizes = {
  xs: "size-5 text-[0.625rem]",
  sm: "size-6 text-[0.6875rem]",
  md: "size-8 text-xs",
  lg: "size-11 text-lg",
};

export interface AvatarProps {
  name: string;
  size?: keyof typeof sizes;
  className?: string;
  /** Says who it is when the name does not stand beside it. */
  labelled?: boolean;
  /** Where the photo is; the initials when there is none. */
  src?: string | undefined;
}

/** A photo, or initials on a colour. They are drawn, not text: who speaks a button's name aloud does not say them. */
export function Avatar({ name, size = "md", className, labelled = false, src }: AvatarProps) {
  if (src !== undefined) {
    return (
      <img
        src={src}
        alt={labelled ? name : ""}
        title={labelled ? name : undefined}
        className={cx("inline-block shrink-0 rounded-full bg-active object-cover", sizes[size], className)}
      />
    );
  }
  const angle = hue(name);
  return (
    <span
      role={labelled ? "img" : undefined}
      aria-label={labelled ? name : undefined}
      aria-hidden={labelled ? undefined : true}
      title={labelled ? name : undefined}
      style={{ background: `oklch(var(--avatar-bg) ${angle})`, color: `oklch(var(--avatar-text) ${angle})` }}
      data-initials={initials(name)}
      className={cx(
        "inline-flex shrink-0 items-center justify-center rounded-full leading-none font-semibold select-none before:content-[attr(data-initials)]",
        sizes[size],
        className,
      )}
    />
  );
}
