import type { AttachmentView } from "@rapport/api";
import { cx, IconButton, Notice } from "@rapport/ui";
import { ChevronLeft, ChevronRight, Download, X, ZoomIn, ZoomOut } from "lucide-react";
/* eslint-disable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex --
   the dialog takes the keys of everything inside it; the picture has a button that does what a double click does; the pane scrolls */
/* eslint-disable jsx-a11y/media-has-caption -- nobody writes captions for what a customer sends */
import { lazy, Suspense, useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useI18n } from "@/i18n";
import { ErrorBoundary } from "@/shared/components/error-boundary";
import { inlineUrl, previewOf } from "./kinds";

const PdfPages = lazy(() => import("./pdf-pages"));
const TextView = lazy(() => import("./text-view"));

const STEPS = [1, 1.5, 2, 3, 4] as const;

export interface ViewerProps {
  files: readonly AttachmentView[];
  /** Which of them is shown first. */
  start: number;
  onClose: () => void;
}

/**
 * Files over the whole window, one at a time. The browser's own dialog keeps the focus inside and gives it back. Arrows
 * go on to the next file, plus and minus zoom, Escape closes.
 */
export default function Viewer({ files, start, onClose }: ViewerProps) {
  const { t } = useI18n();
  const dialog = useRef<HTMLDialogElement>(null);
  const moved = useRef(false);
  const [at, setAt] = useState(start);
  const [zoom, setZoom] = useState(1);
  useEffect(() => {
    const element = dialog.current;
    // A dialog that is already open, as in strict mode, must not be opened again.
    if (element && !element.open) element.showModal();
  }, []);
  useEffect(() => {
    const element = dialog.current;
    // What had the focus may be gone with the last file, as the zoom of a picture is; the keys must go on working.
    if (element && (document.activeElement === document.body || !moved.current)) element.focus();
    moved.current = true;
  }, [at]);
  const file = files[at];
  if (!file) return null;
  const preview = previewOf(file);
  const zooms = preview === "image" || preview === "pdf";
  const go = (by: number) => {
    setAt((at + by + files.length) % files.length);
    setZoom(1);
  };
  const step = (by: number) => {
    const now = STEPS.findIndex((each) => each === zoom);
    setZoom(STEPS[Math.max(0, Math.min(STEPS.length - 1, now + by))] ?? 1);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // A player moves within its film by the same keys.
    if (event.target instanceof HTMLMediaElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const run = {
      ArrowLeft: () => go(-1),
      ArrowRight: () => go(1),
      "+": () => zooms && step(1),
      "=": () => zooms && step(1),
      "-": () => zooms && step(-1),
      "0": () => setZoom(1),
    }[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  };
  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      aria-label={t("attachment.viewer", { name: file.name })}
      onClose={onClose}
      onKeyDown={onKeyDown}
      className="fixed inset-0 m-0 flex size-full outline-none max-h-none max-w-none flex-col bg-canvas text-text backdrop:bg-overlay"
    >
      <header className="flex min-h-12 shrink-0 items-center gap-1 border-b border-line bg-surface pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-semibold" title={file.name}>
          {file.name}
        </h2>
        {files.length > 1 && (
          <span className="px-2 text-sm whitespace-nowrap text-muted tabular-nums" aria-live="polite">
            {t("attachment.place", { at: at + 1, of: files.length })}
          </span>
        )}
        {zooms && (
          <>
            <IconButton label={t("attachment.zoomOut")} disabled={zoom === STEPS[0]} onClick={() => step(-1)}>
              <ZoomOut size={16} aria-hidden />
            </IconButton>
            <IconButton label={t("attachment.zoomIn")} disabled={zoom === STEPS.at(-1)} onClick={() => step(1)}>
              <ZoomIn size={16} aria-hidden />
            </IconButton>
          </>
        )}
        <a
          href={file.url}
          download={file.name}
          aria-label={t("message.download", { name: file.name })}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded text-muted hover:bg-hover hover:text-text pointer-coarse:size-10"
        >
          <Download size={16} aria-hidden />
        </a>
        <IconButton label={t("action.close")} onClick={() => dialog.current?.close()}>
          <X size={16} aria-hidden />
        </IconButton>
      </header>
      <div className="relative flex min-h-0 flex-1">
        <Pan key={file.id} zoomed={zoom > 1} label={file.name}>
          <ErrorBoundary name={file.name} resetKey={file.id}>
            <Suspense fallback={null}>
              <Content file={file} zoom={zoom} onZoom={() => setZoom(zoom === 1 ? 2 : 1)} />
            </Suspense>
          </ErrorBoundary>
        </Pan>
        {files.length > 1 && (
          <>
            <Turn side="left" label={t("attachment.previous")} onClick={() => go(-1)} />
            <Turn side="right" label={t("attachment.next")} onClick={() => go(1)} />
          </>
        )}
      </div>
    </dialog>
  );
}

interface ContentProps {
  file: AttachmentView;
  zoom: number;
  onZoom: () => void;
}

function Content({ file, zoom, onZoom }: ContentProps) {
  const { t } = useI18n();
  const [broken, setBroken] = useState(false);
  if (broken) {
    return (
      <div className="m-auto max-w-md">
        <Notice tone="warning">{t("attachment.broken")}</Notice>
      </div>
    );
  }
  switch (previewOf(file)) {
    case "image":
      return (
        <img
          src={inlineUrl(file)}
          alt={file.name}
          draggable={false}
          onDoubleClick={onZoom}
          onError={() => setBroken(true)}
          style={zoom === 1 ? undefined : { width: `${zoom * 100}%` }}
          className={cx("m-auto shrink-0", zoom === 1 ? "max-h-full max-w-full object-contain" : "max-w-none")}
        />
      );
    case "pdf":
      return <PdfPages file={file} zoom={zoom} />;
    case "text":
      return <TextView file={file} />;
    case "audio":
      return (
        <audio
          controls
          autoPlay
          src={inlineUrl(file)}
          aria-label={file.name}
          onError={() => setBroken(true)}
          className="m-auto w-full max-w-lg"
        />
      );
    case "video":
      return (
        <video
          controls
          autoPlay
          playsInline
          src={inlineUrl(file)}
          aria-label={file.name}
          onError={() => setBroken(true)}
          className="m-auto max-h-full max-w-full"
        />
      );
    default:
      return null;
  }
}

/** What does not fit can be scrolled, and what is zoomed can be dragged about. */
function Pan({ zoomed, label, children }: { zoomed: boolean; label: string; children: React.ReactNode }) {
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (zoomed && event.pointerType === "mouse" && event.button === 0)
      event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const pane = event.currentTarget;
    if (pane.hasPointerCapture(event.pointerId)) pane.scrollBy(-event.movementX, -event.movementY);
  };
  return (
    // The pane scrolls, so it must be reachable by keyboard.
    <div
      role="group"
      aria-label={label}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      className={cx(
        "scroll-thin flex min-h-0 min-w-0 flex-1 overflow-auto p-4 -outline-offset-2",
        zoomed && "cursor-grab active:cursor-grabbing",
      )}
    >
      {children}
    </div>
  );
}

function Turn({ side, label, onClick }: { side: "left" | "right"; label: string; onClick: () => void }) {
  const Chevron = side === "left" ? ChevronLeft : ChevronRight;
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className={cx(
        "absolute top-1/2 inline-flex size-10 -translate-y-1/2 items-center justify-center rounded-full border border-line bg-raised text-muted shadow-float hover:text-text",
        side === "left" ? "left-3" : "right-5",
      )}
    >
      <Chevron size={20} aria-hidden />
    </button>
  );
}
