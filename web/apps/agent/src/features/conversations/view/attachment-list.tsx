import type { AttachmentView } from "@rapport/api";
import { Download, File, FileArchive, FileAudio, FileImage, FileText, FileVideo, type LucideIcon } from "lucide-react";
import { useI18n } from "@/i18n";
import { inlineUrl } from "./html-document";

/** Formats that every browser draws and that can hold no script. SVG is left out for that reason. */
const THUMBNAILS = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);

const ICONS = {
  image: FileImage,
  audio: FileAudio,
  video: FileVideo,
  archive: FileArchive,
  text: FileText,
  other: File,
} satisfies Record<string, LucideIcon>;

function kindOf(type: string): keyof typeof ICONS {
  const family = type.split("/")[0];
  if (family === "image" || family === "audio" || family === "video" || family === "text") return family;
  if (/zip|compressed|tar|rar|7z/u.test(type)) return "archive";
  return /pdf|word|document|sheet/u.test(type) ? "text" : "other";
}

/** Files of a message: a picture of what can be drawn safely, for all others what kind of thing it is. */
export function AttachmentList({ files }: { files: readonly AttachmentView[] }) {
  const { t } = useI18n();
  if (files.length === 0) return null;
  return (
    <ul aria-label={t("message.attachments")} className="mt-3 flex flex-wrap gap-2">
      {files.map((file) => (
        <AttachmentCard key={file.id} file={file} />
      ))}
    </ul>
  );
}

function AttachmentCard({ file }: { file: AttachmentView }) {
  const { t, bytes } = useI18n();
  const Icon = ICONS[kindOf(file.content_type)];
  const drawable = THUMBNAILS.has(file.content_type);
  return (
    <li className="flex h-12 w-60 max-w-full items-center overflow-hidden rounded border border-line bg-surface">
      <a
        href={drawable ? inlineUrl(file) : file.url}
        target="_blank"
        rel="noopener noreferrer"
        className="flex h-full min-w-0 flex-1 items-center gap-2.5 pr-1 -outline-offset-2 hover:bg-hover"
      >
        {drawable ? (
          <img
            src={inlineUrl(file)}
            alt=""
            loading="lazy"
            className="size-12 shrink-0 border-r border-line object-cover"
          />
        ) : (
          <span className="flex size-12 shrink-0 items-center justify-center border-r border-line bg-canvas text-faint">
            <Icon size={20} strokeWidth={1.5} aria-hidden />
          </span>
        )}
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm font-medium" title={file.name}>
            {file.name}
          </span>
          <span className="block text-xs text-faint">{bytes(file.size)}</span>
        </span>
      </a>
      <a
        href={file.url}
        download={file.name}
        aria-label={t("message.download", { name: file.name })}
        className="flex h-full w-10 shrink-0 items-center justify-center text-faint -outline-offset-2 hover:bg-hover hover:text-text"
      >
        <Download size={15} aria-hidden />
      </a>
    </li>
  );
}
