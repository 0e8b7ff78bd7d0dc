/** What the editor can hold. */
import { Mark, type Extensions } from "@tiptap/core";
import { Placeholder } from "@tiptap/extensions";
import StarterKit from "@tiptap/starter-kit";
import { Picture, type ImageOptions } from "./image";
import { safeHref } from "./paste";

/** A place of a saved reply that there was no value for: it must be filled or taken out before the answer leaves. */
const Missing = Mark.create({
  name: "missing",
  // What is typed over it is the value; what is typed behind it is not.
  inclusive: false,
  parseHTML: () => [{ tag: "mark" }],
  renderHTML: () => ["mark", 0],
});

/** Notes are plain: the server keeps them as text, and formatting that is lost on saving would be a lie. */
const PLAIN = {
  blockquote: false,
  bold: false,
  bulletList: false,
  code: false,
  codeBlock: false,
  italic: false,
  link: false,
  listItem: false,
  listKeymap: false,
  orderedList: false,
} as const;

export function extensionsFor(
  kind: "reply" | "note",
  placeholder: () => string,
  pictures: Partial<ImageOptions> = {},
): Extensions {
  return [
    ...(kind === "reply" ? [Picture.configure(pictures)] : []),
    StarterKit.configure({
      dropcursor: false,
      gapcursor: false,
      heading: false,
      horizontalRule: false,
      strike: false,
      trailingNode: false,
      underline: false,
      ...(kind === "note"
        ? PLAIN
        : {
            link: {
              openOnClick: false,
              defaultProtocol: "https",
              isAllowedUri: (uri: string) => safeHref(uri) !== undefined || !/^[a-z][\w+.-]*:/iu.test(uri),
            },
          }),
    }),
    Missing,
    // A function: the text changes with language and kind without a new editor.
    Placeholder.configure({ placeholder }),
  ];
}
