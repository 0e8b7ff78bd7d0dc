/**
 * Pictures that stand in the text. From the moment they are pasted they are there, with the progress of their upload on
 * top; once they have arrived, the text names them by their `cid:`, as the mail will.
 */
import { uploadAttachment, type AttachmentView } from "@rapport/api";
import { Node, type Editor } from "@tiptap/core";

/** Larger ones are attached: many mail servers refuse heavy mails, and nobody reads a text around a poster. */
const MOST_BYTES = 5 * 1024 * 1024;
const TYPES: readonly string[] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

export function canStandInText(file: File): boolean {
  return TYPES.includes(file.type) && file.size <= MOST_BYTES && file.size > 0;
}

/** A picture on its way. The document only holds the key: what changes with each packet is no change of the text. */
interface Pending {
  url: string;
  progress: number;
  show: ((progress: number) => void) | undefined;
  abort: () => void;
}

const pending = new Map<string, Pending>();
/** Pictures of this session are shown from memory: no second way to the server and back. */
const urls = new Map<string, string>();
let nextKey = 1;

export interface ImageOptions {
  /** Where the picture with that id is; undefined when there is none. */
  addressOf: (cid: string) => string | undefined;
  uploadingLabel: () => string;
}

export const Picture = Node.create<ImageOptions>({
  name: "image",
  inline: true,
  group: "inline",
  atom: true,
  draggable: true,
  addOptions: () => ({ addressOf: () => undefined, uploadingLabel: () => "" }),
  addAttributes: () => ({ cid: { default: null }, alt: { default: "" }, upload: { default: null, rendered: false } }),
  parseHTML: () => [
    {
      tag: "img[src^='cid:']",
      getAttrs: (element) => ({
        cid: element.getAttribute("src")?.slice(4) ?? null,
        alt: element.getAttribute("alt") ?? "",
      }),
    },
  ],
  renderHTML: ({ node }) => ["img", { src: `cid:${String(node.attrs["cid"])}`, alt: String(node.attrs["alt"]) }],
  addNodeView() {
    return ({ node }) => {
      const { cid, alt, upload } = node.attrs as { cid: string | null; alt: string; upload: string | null };
      const dom = document.createElement("span");
      dom.className = "inline-picture";
      const image = document.createElement("img");
      image.alt = alt;
      const source = cid !== null ? (urls.get(cid) ?? this.options.addressOf(cid)) : pending.get(upload ?? "")?.url;
      if (source !== undefined) image.src = source;
      dom.append(image);
      const running = cid === null ? pending.get(upload ?? "") : undefined;
      if (running) {
        const bar = document.createElement("span");
        bar.className = "inline-picture-progress";
        bar.setAttribute("role", "progressbar");
        bar.setAttribute("aria-label", `${this.options.uploadingLabel()} ${alt}`);
        running.show = (progress) => {
          const percent = Math.round(progress * 100);
          bar.setAttribute("aria-valuenow", String(percent));
          bar.style.width = `${percent}%`;
        };
        running.show(running.progress);
        dom.append(bar);
      }
      return { dom };
    };
  },
});

function placeOf(editor: Editor, key: string): number | undefined {
  let found: number | undefined;
  editor.state.doc.descendants((node, position) => {
    if (node.type.name === "image" && node.attrs["upload"] === key) found = position;
    return found === undefined;
  });
  return found;
}

export interface ImageEvents {
  onArrived: (file: AttachmentView) => void;
  /** It could not be uploaded as a picture: it goes the way of all files, which says why and can try again. */
  onFailed: (file: File) => void;
}

/** Puts a picture where the cursor stands, or where it was dropped, and uploads it. */
export function insertPicture(editor: Editor, file: File, at: number | undefined, events: ImageEvents): void {
  const key = `u${nextKey++}`;
  const alt = file.name || "image.png";
  const url = URL.createObjectURL(file);
  const { finished, abort } = uploadAttachment(file, {
    inline: true,
    onProgress: (progress) => {
      const one = pending.get(key);
      if (!one) return;
      one.progress = progress;
      one.show?.(progress);
    },
  });
  pending.set(key, { url, progress: 0, show: undefined, abort });
  const content = { type: "image", attrs: { alt, upload: key } };
  if (at === undefined) editor.chain().focus().insertContent(content).run();
  else editor.chain().focus().insertContentAt(at, content).run();
  finished.then(
    (arrived) => {
      pending.delete(key);
      const place = editor.isDestroyed ? undefined : placeOf(editor, key);
      // Taken out again while it was on its way.
      if (place === undefined || arrived.content_id == null) return;
      urls.set(arrived.content_id, url);
      events.onArrived(arrived);
      const attributes = { cid: arrived.content_id, alt, upload: null };
      // Undoing must not bring back a picture that is still on its way.
      editor.view.dispatch(editor.state.tr.setNodeMarkup(place, undefined, attributes).setMeta("addToHistory", false));
    },
    () => {
      pending.delete(key);
      if (editor.isDestroyed) return;
      const place = placeOf(editor, key);
      if (place === undefined) return;
      editor.view.dispatch(editor.state.tr.delete(place, place + 1).setMeta("addToHistory", false));
      events.onFailed(file);
    },
  );
}

/** Whether a picture in the text is still on its way. */
export function hasPendingPictures(editor: Editor): boolean {
  let found = false;
  editor.state.doc.descendants((node) => {
    if (node.type.name === "image" && node.attrs["cid"] === null) found = true;
    return !found;
  });
  return found;
}
