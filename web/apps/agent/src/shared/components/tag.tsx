import type { TagView } from "@rapport/api";

/** The colour of a tag as a dot: any colour is allowed there, while text in it might be unreadable. */
export function TagDot({ color }: { color: string }) {
  return <span aria-hidden className="size-2 shrink-0 rounded-full" style={{ background: color }} />;
}

/** A tag by name, in grey: many of them must not drown the subject. */
export function TagLabel({ tag }: { tag: TagView }) {
  return (
    <span className="inline-flex h-5 max-w-40 min-w-0 items-center whitespace-nowrap gap-1.5 rounded-sm bg-hover px-1.5 text-xs text-muted">
      <TagDot color={tag.color} />
      <span className="truncate">{tag.name}</span>
    </span>
  );
}
