import type * as emoji from "./emoji.tsx";

export type EmojiPicker = typeof emoji;

/** Loaded when it is first opened. */
export function lazyEmoji(): Promise<EmojiPicker> {
  return import("./emoji.tsx");
}
