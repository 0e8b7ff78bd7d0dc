/** What a file is to a reader, and how much of it can be shown without harm. */
import type { AttachmentView } from "@rapport/api";
import {
  File,
  FileArchive,
  FileAudio,
  FileImage,
  FileSpreadsheet,
  FileText,
  FileVideo,
  type LucideIcon,
} from "lucide-react";

/** How a file is shown; files that cannot be shown are only handed out. */
export type Preview = "image" | "pdf" | "audio" | "video" | "text";

/** Formats that every browser draws and that can hold no script. SVG is left out for that reason. The server hands out the same ones. */
const IMAGES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"]);

/** Read as words, never as a document: not even HTML is more than its letters then. */
const TEXTS = new Set([
  "text/plain",
  "text/csv",
  "text/markdown",
  "text/calendar",
  "text/x-log",
  "text/html",
  "text/xml",
  "text/vcard",
  "application/json",
  "application/xml",
  "message/rfc822",
]);
const TEXT_ENDINGS = /\.(?:txt|csv|tsv|md|log|json|xml|ya?ml|ini|ics|vcf|eml)$/iu;

export function previewOf(file: AttachmentView): Preview | undefined {
  const type = file.content_type;
  if (IMAGES.has(type)) return "image";
  if (type === "application/pdf") return "pdf";
  if (type.startsWith("audio/")) return "audio";
  if (type.startsWith("video/")) return "video";
  if (TEXTS.has(type) || TEXT_ENDINGS.test(file.name)) return "text";
  return undefined;
}

/** The icon and the short name of a file's kind, as in "PDF" or "XLSX". */
export function lookOf(file: AttachmentView): { icon: LucideIcon; kind: string } {
  const type = file.content_type;
  const ending = /\.([a-z0-9]{1,5})$/iu.exec(file.name)?.[1];
  const kind = (ending ?? type.split("/")[1] ?? type).replace(/^x-/u, "").slice(0, 8).toUpperCase();
  return { icon: iconOf(type), kind };
}

function iconOf(type: string): LucideIcon {
  if (type.startsWith("image/")) return FileImage;
  if (type.startsWith("audio/")) return FileAudio;
  if (type.startsWith("video/")) return FileVideo;
  if (/zip|compressed|tar|rar|7z/u.test(type)) return FileArchive;
  if (/sheet|excel|csv/u.test(type)) return FileSpreadsheet;
  return /^text\/|pdf|word|document/u.test(type) ? FileText : File;
}

/** The address that shows a file instead of saving it. */
export function inlineUrl(file: AttachmentView): string {
  return `${file.url}${file.url.includes("?") ? "&" : "?"}inline=1`;
}
