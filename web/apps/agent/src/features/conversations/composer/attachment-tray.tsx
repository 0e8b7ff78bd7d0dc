import type { AttachmentView } from "@rapport/api";
import { cx } from "@rapport/ui";
import { CircleAlert, File, Pause, Play, RotateCw, X } from "lucide-react";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n";
import type { PendingUpload, Uploads } from "./use-uploads";

export interface AttachmentTrayProps {
  files: readonly AttachmentView[];
  uploads: Uploads;
  onRemove: (file: AttachmentView) => void;
}

/** Files of the answer: those that are there and those on their way. */
export function AttachmentTray({ files, uploads, onRemove }: AttachmentTrayProps) {
  const { t, bytes } = useI18n();
  if (files.length === 0 && uploads.pending.length === 0) return null;
  return (
    <ul aria-label={t("composer.attachments")} className="flex max-h-28 flex-wrap gap-1.5 overflow-y-auto px-4 pb-2">
      {files.map((file) => (
        <Chip key={file.id} name={file.name} detail={bytes(file.size)}>
          <ChipButton label={t("composer.removeFile", { name: file.name })} onClick={() => onRemove(file)}>
            <X size={13} aria-hidden />
          </ChipButton>
        </Chip>
      ))}
      {uploads.pending.map((upload) => (
        <UploadChip key={upload.key} upload={upload} uploads={uploads} />
      ))}
    </ul>
  );
}

function UploadChip({ upload, uploads }: { upload: PendingUpload; uploads: Uploads }) {
  const { t } = useI18n();
  const failed = upload.error !== undefined;
  const percent = Math.round(upload.progress * 100);
  return (
    <Chip
      name={upload.file.name}
      detail={upload.error ?? (upload.paused ? t(`composer.paused.${upload.paused}`, { percent }) : `${percent}%`)}
      failed={failed}
      progress={failed ? undefined : percent}
    >
      {!failed && upload.control && (
        <ChipButton
          label={t(upload.paused ? "composer.resumeFile" : "composer.pauseFile", { name: upload.file.name })}
          onClick={upload.paused ? upload.control.resume : upload.control.pause}
        >
          {upload.paused ? <Play size={13} aria-hidden /> : <Pause size={13} aria-hidden />}
        </ChipButton>
      )}
      {failed && (
        <ChipButton label={t("action.retry")} onClick={() => uploads.retry(upload)}>
          <RotateCw size={13} aria-hidden />
        </ChipButton>
      )}
      <ChipButton
        label={t("composer.removeFile", { name: upload.file.name })}
        onClick={() => (failed ? uploads.dismiss(upload.key) : upload.abort())}
      >
        <X size={13} aria-hidden />
      </ChipButton>
    </Chip>
  );
}

interface ChipProps {
  name: string;
  detail: string;
  failed?: boolean;
  progress?: number | undefined;
  children: ReactNode;
}

function Chip({ name, detail, failed = false, progress, children }: ChipProps) {
  const Icon = failed ? CircleAlert : File;
  return (
    <li
      className={cx(
        "relative flex h-8 max-w-72 items-center gap-1.5 overflow-hidden rounded border bg-surface pr-1 pl-2 text-sm",
        failed ? "border-danger" : "border-line",
      )}
    >
      <Icon size={14} aria-hidden className={cx("shrink-0", failed ? "text-danger" : "text-faint")} />
      <span className="truncate" title={name}>
        {name}
      </span>
      <span className={cx("shrink-0 text-xs tabular-nums", failed ? "truncate text-danger" : "text-faint")}>
        {detail}
      </span>
      {children}
      {progress !== undefined && (
        <span
          role="progressbar"
          aria-label={name}
          aria-valuenow={progress}
          style={{ width: `${progress}%` }}
          className="absolute bottom-0 left-0 h-0.5 bg-accent-solid transition-[width]"
        />
      )}
    </li>
  );
}

function ChipButton({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className="inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-faint hover:bg-hover hover:text-text"
    >
      {children}
    </button>
  );
}
