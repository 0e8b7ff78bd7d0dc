import { csrfToken, reportUnauthorised } from "./client";
import { ApiError, errorFrom } from "./problem";
import type { components } from "./schema";

type AttachmentView = components["schemas"]["AttachmentView"];

export interface Upload {
  finished: Promise<AttachmentView>;
  abort: () => void;
}

/** Uploads a file. `fetch` cannot report how much of a body has left, so this one uses `XMLHttpRequest`. */
export function uploadAttachment(file: File, onProgress: (fraction: number) => void): Upload {
  const request = new XMLHttpRequest();
  const finished = new Promise<AttachmentView>((resolve, reject) => {
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve(JSON.parse(request.responseText) as AttachmentView);
        return;
      }
      if (request.status === 401) reportUnauthorised();
      reject(errorFrom(request.status, request.responseText));
    };
    request.onerror = () => reject(new ApiError(0, "offline", "The server cannot be reached."));
    request.onabort = () => reject(new DOMException("Cancelled", "AbortError"));
  });
  request.open("POST", `/api/v1/attachments?name=${encodeURIComponent(file.name || "file")}`);
  request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
  const token = csrfToken();
  if (token !== undefined) request.setRequestHeader("X-CSRF-Token", token);
  request.send(file);
  return { finished, abort: () => request.abort() };
}
