import { api, csrfToken, reportUnauthorised, unwrap } from "./client";
import { ApiError, errorFrom, isApiError } from "./problem";
import type { components } from "./schema";

type AttachmentView = components["schemas"]["AttachmentView"];
type UploadView = components["schemas"]["UploadView"];

export interface Upload {
  finished: Promise<AttachmentView>;
  abort: () => void;
}

/** An upload that can stand still and go on where it stopped. */
export interface PausableUpload extends Upload {
  pause: () => void;
  resume: () => void;
}

export interface UploadOptions {
  /** 0 to 1. */
  onProgress: (fraction: number) => void;
  /** A picture that stands in the text: it gets an id that the text names it by. */
  inline?: boolean;
}

interface Sending {
  finished: Promise<string>;
  abort: () => void;
}

/** `fetch` cannot report how much of a body has left, so this one uses `XMLHttpRequest`. */
function send(method: string, url: string, body: Blob, type: string, onSent: (bytes: number) => void): Sending {
  const request = new XMLHttpRequest();
  const finished = new Promise<string>((resolve, reject) => {
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve(request.responseText);
        return;
      }
      if (request.status === 401) reportUnauthorised();
      reject(errorFrom(request.status, request.responseText));
    };
    request.onerror = () => reject(new ApiError(0, "offline", "The server cannot be reached."));
    request.onabort = () => reject(new DOMException("Cancelled", "AbortError"));
  });
  request.open(method, url);
  request.setRequestHeader("Content-Type", type || "application/octet-stream");
  const token = csrfToken();
  if (token !== undefined) request.setRequestHeader("X-CSRF-Token", token);
  request.send(body);
  return { finished, abort: () => request.abort() };
}

/** Uploads a file in one go. */
export function uploadAttachment(file: File, { onProgress, inline = false }: UploadOptions): Upload {
  const url = `/api/v1/attachments?name=${encodeURIComponent(file.name || "file")}${inline ? "&inline=1" : ""}`;
  const sending = send("POST", url, file, file.type, (bytes) => onProgress(file.size === 0 ? 1 : bytes / file.size));
  return { ...sending, finished: sending.finished.then((text) => JSON.parse(text) as AttachmentView) };
}

/** Small enough that a lost connection costs little, large enough that the ways there and back do not count. */
const PIECE_BYTES = 1024 * 1024;

export interface PausableOptions extends UploadOptions {
  /** It stands still: by a wish, or because the connection was lost. */
  onPaused: (lost: boolean) => void;
  onResumed: () => void;
}

/** Whether trying the same piece again later may work. */
function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500 || error.status === 429);
}

/**
 * Uploads a file piece by piece. After a pause, a lost connection or a server that was away the next piece begins where
 * the server says that the last one ended.
 */
export function uploadInPieces(file: File, options: PausableOptions): PausableUpload {
  let id: number | undefined;
  let current: Sending | undefined;
  let paused = false;
  let aborted = false;
  let wake: (() => void) | undefined;
  const aside = new DOMException("Cancelled", "AbortError");

  const resume = () => {
    if (!paused) return;
    paused = false;
    options.onResumed();
    wake?.();
  };
  const stop = (lost: boolean) => {
    if (paused) return;
    paused = true;
    options.onPaused(lost);
  };
  const pause = () => {
    stop(false);
    current?.abort();
  };
  const whileAwake = async () => {
    while (paused && !aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (aborted) throw aside;
  };

  const begin = async (): Promise<UploadView> =>
    unwrap(
      api.POST("/api/v1/uploads", {
        body: {
          name: file.name || "file",
          content_type: file.type,
          size: file.size,
          inline: options.inline === true,
        },
      }),
    );
  const ask = async (): Promise<UploadView> =>
    unwrap(api.GET("/api/v1/uploads/{id}", { params: { path: { id: id ?? 0 } } }));
  const piece = async (offset: number): Promise<UploadView> => {
    const body = file.slice(offset, Math.min(file.size, offset + PIECE_BYTES));
    const url = `/api/v1/uploads/${id ?? 0}?offset=${offset}`;
    current = send("PATCH", url, body, "application/octet-stream", (bytes) =>
      options.onProgress(Math.min(1, (offset + bytes) / file.size)),
    );
    return JSON.parse(await current.finished) as UploadView;
  };

  const run = async (): Promise<AttachmentView> => {
    let offset: number | undefined;
    for (;;) {
      await whileAwake();
      try {
        const view = id === undefined ? await begin() : offset === undefined ? await ask() : await piece(offset);
        id = view.id;
        offset = view.received;
        options.onProgress(view.received / view.size);
        if (view.attachment) return view.attachment;
      } catch (error) {
        if (aborted) throw aside;
        // Where it is now only the server knows.
        offset = undefined;
        if (paused || isApiError(error, "wrong_offset")) continue;
        if (!isPassing(error)) throw error;
        stop(true);
      }
    }
  };
  const abort = () => {
    aborted = true;
    current?.abort();
    wake?.();
    if (id !== undefined) {
      // What stays behind is cleared away by the server after a day.
      void unwrap(api.DELETE("/api/v1/uploads/{id}", { params: { path: { id } } })).catch(() => undefined);
    }
  };
  window.addEventListener("online", resume);
  const finished = run().finally(() => window.removeEventListener("online", resume));
  return { finished, abort, pause, resume };
}
