import type { AttachmentView } from "@rapport/api";
import { cx } from "@rapport/ui";
import { Download, Play } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useI18n } from "@/i18n";
import { ErrorBoundary } from "@/shared/components/error-boundary";
import { inlineUrl, lookOf, previewOf } from "./attachments/kinds";

const Viewer = lazy(() => import("./attachments/viewer"));
const PdfThumbnail = lazy(() => import("./attachments/pdf-thumbnail"));

/** Beyond this a first page costs more than a look at it is worth. */
const PDF_AT_ONCE = 20 * 1024 * 1024;

/** Files of a message: pictures of what can be drawn, players for what can be heard, and for all others what kind of thing it is. */
export function AttachmentList({ files }: { files: readonly AttachmentView[] }) {
  const { t } = useI18n();
  const [open, setOpen] = useState<number>();
  if (files.length === 0) return null;
  const images = files.filter((file) => previewOf(file) === "image");
  const others = files.filter((file) => previewOf(file) !== "image");
  const shown = [...images, ...others].filter((file) => previewOf(file) !== undefined);
  const start = shown.findIndex((file) => file.id === open);
  return (
    <ErrorBoundary name={t("message.attachments")}>
      <div role="group" aria-label={t("message.attachments")} className="mt-3 flex flex-col gap-2">
        {images.length > 0 && (
          <ul className="flex flex-wrap gap-2">
            {images.map((file) => (
              <ImageTile key={file.id} file={file} large={images.length === 1} onOpen={() => setOpen(file.id)} />
            ))}
          </ul>
        )}
        {others.length > 0 && (
          <ul className="flex flex-wrap gap-2">
            {others.map((file) => (
              <FileCard key={file.id} file={file} onOpen={() => setOpen(file.id)} />
            ))}
          </ul>
        )}
      </div>
      {start >= 0 && (
        <Suspense fallback={null}>
          <Viewer files={shown} start={start} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </ErrorBoundary>
  );
}

interface TileProps {
  file: AttachmentView;
  onOpen: () => void;
}

/** Its room is there before the picture is, so nothing moves when that comes. */
function ImageTile({ file, large, onOpen }: TileProps & { large: boolean }) {
  const { t, bytes } = useI18n();
  const [broken, setBroken] = useState(false);
  if (broken) return <FileCard file={file} onOpen={onOpen} />;
  return (
    <li>
      <button
        type="button"
        onClick={onOpen}
        aria-label={t("attachment.open", { name: file.name })}
        title={`${file.name} · ${bytes(file.size)}`}
        className={cx(
          "block overflow-hidden rounded border border-line bg-canvas transition-shadow hover:shadow-float",
          large ? "h-44 w-66 max-w-full" : "h-28 w-36",
        )}
      >
        <img
          src={inlineUrl(file)}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setBroken(true)}
          className="size-full object-cover"
        />
      </button>
    </li>
  );
}

function FileCard({ file, onOpen }: TileProps) {
  const { t, bytes } = useI18n();
  const preview = previewOf(file);
  const { icon: Icon, kind } = lookOf(file);
  const about = (
    <span className="min-w-0 flex-1">
      <span className="block truncate text-sm font-medium" title={file.name}>
        {file.name}
      </span>
      <span className="block truncate text-xs text-faint">{`${kind} · ${bytes(file.size)}`}</span>
    </span>
  );
  const face = (
    <>
      {preview !== "pdf" && (
        <span className="flex size-12 shrink-0 items-center justify-center border-r border-line bg-canvas text-faint">
          {preview === "video" ? (
            <Play size={20} strokeWidth={1.5} aria-hidden />
          ) : (
            <Icon size={20} strokeWidth={1.5} aria-hidden />
          )}
        </span>
      )}
      {preview === "pdf" && <Icon size={16} strokeWidth={1.5} aria-hidden className="ml-3 shrink-0 text-faint" />}
      {about}
    </>
  );
  const main = "flex h-12 min-w-0 flex-1 items-center gap-2.5 pr-1 text-left -outline-offset-2 hover:bg-hover";
  return (
    <li className="w-66 max-w-full overflow-hidden rounded border border-line bg-surface">
      {preview === "pdf" && file.size <= PDF_AT_ONCE && (
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          onClick={onOpen}
          className="block h-36 w-full overflow-hidden border-b border-line bg-canvas"
        >
          <ErrorBoundary name={file.name}>
            <Suspense fallback={null}>
              <PdfThumbnail file={file} />
            </Suspense>
          </ErrorBoundary>
        </button>
      )}
      <div className="flex items-center">
        {preview === undefined ? (
          <a href={file.url} download={file.name} className={main}>
            {face}
          </a>
        ) : (
          <button type="button" onClick={onOpen} className={main}>
            <span className="sr-only">{t("attachment.openFile")}</span>
            {face}
          </button>
        )}
        <a
          href={file.url}
          download={file.name}
          aria-label={t("message.download", { name: file.name })}
          className="flex h-12 w-10 shrink-0 items-center justify-center text-faint -outline-offset-2 hover:bg-hover hover:text-text"
        >
          <Download size={15} aria-hidden />
        </a>
      </div>
      {preview === "audio" && (
        // Nothing is fetched before somebody wants to hear it.
        // eslint-disable-next-line jsx-a11y/media-has-caption -- nobody writes captions for what a customer sends
        <audio
          controls
          preload="none"
          src={inlineUrl(file)}
          aria-label={file.name}
          className="block h-10 w-full border-t border-line bg-canvas px-1"
        />
      )}
    </li>
  );
}
