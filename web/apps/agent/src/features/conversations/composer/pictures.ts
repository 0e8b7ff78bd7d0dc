import type { AttachmentView } from "@rapport/api";

/** Where a picture of the text is; undefined when the file is not there. */
export function addressOf(files: readonly AttachmentView[], cid: string): string | undefined {
  const file = files.find((one) => one.content_id === cid);
  return file && `${file.url}?inline=1`;
}
