import { uploadAttachment, uploadInPieces, type AttachmentView, type PausableUpload } from "@rapport/api";
import { useCallback, useEffect, useRef, useState } from "react";
import { useI18n } from "@/i18n";
import { problemText } from "@/shared/problems";

/** From here on an upload takes long enough to be stopped: it goes piece by piece. */
const IN_PIECES_FROM = 1024 * 1024;

export interface PendingUpload {
  key: number;
  file: File;
  /** 0 to 1. */
  progress: number;
  error: string | undefined;
  /** It stands still: because the agent wants it, or until the connection is back. */
  paused: "wish" | "lost" | undefined;
  /** How it is stopped and goes on; small files are done before anybody could. */
  control: Pick<PausableUpload, "pause" | "resume"> | undefined;
  abort: () => void;
}

export interface Uploads {
  pending: PendingUpload[];
  add: (files: Iterable<File>) => void;
  retry: (upload: PendingUpload) => void;
  dismiss: (key: number) => void;
  /** True while bytes are still on their way; sending must wait for them. */
  busy: boolean;
}

let nextKey = 1;

/** Files on their way to the server. What has arrived is handed to `onDone` and belongs to the draft. */
export function useUploads(onDone: (file: AttachmentView) => void): Uploads {
  const i18n = useI18n();
  const [pending, setPending] = useState<PendingUpload[]>([]);
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });
  const patch = useCallback((key: number, change: Partial<PendingUpload>) => {
    setPending((all) => all.map((one) => (one.key === key ? { ...one, ...change } : one)));
  }, []);
  const dismiss = useCallback((key: number) => setPending((all) => all.filter((one) => one.key !== key)), []);

  const start = useCallback(
    (file: File) => {
      const key = nextKey++;
      const onProgress = (progress: number) => patch(key, { progress });
      const inPieces = file.size >= IN_PIECES_FROM;
      const pausable = inPieces
        ? uploadInPieces(file, {
            onProgress,
            onPaused: (lost) => patch(key, { paused: lost ? "lost" : "wish" }),
            onResumed: () => patch(key, { paused: undefined }),
          })
        : undefined;
      const upload = pausable ?? uploadAttachment(file, { onProgress });
      const { abort } = upload;
      setPending((all) => [
        ...all,
        { key, file, progress: 0, error: undefined, paused: undefined, control: pausable, abort },
      ]);
      upload.finished.then(
        (attachment) => {
          dismiss(key);
          done.current(attachment);
        },
        (error: unknown) => {
          if (error instanceof DOMException) dismiss(key);
          else patch(key, { error: problemText(i18n, error) });
        },
      );
    },
    [dismiss, i18n, patch],
  );

  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) start(file);
    },
    [start],
  );
  const retry = useCallback(
    (upload: PendingUpload) => {
      dismiss(upload.key);
      start(upload.file);
    },
    [dismiss, start],
  );
  return { pending, add, retry, dismiss, busy: pending.some((upload) => upload.error === undefined) };
}
