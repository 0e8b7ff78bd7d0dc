import { Problem } from "../chat/api.ts";
import type { ChatFileView } from "../chat/protocol.ts";

/** `fetch` does not tell how far an upload is, so this is the older way. */
export function uploadFile(
  base: string,
  token: string,
  file: File,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<ChatFileView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${base}/api/v1/chat/attachments?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new Problem(0, "offline"));
    request.onload = () => {
      const body = JSON.parse(request.responseText || "{}") as ChatFileView & { code?: string; detail?: string };
      if (request.status < 300) resolve(body);
      else reject(new Problem(request.status, body.code ?? "upload", body.detail));
    };
    signal.addEventListener("abort", () => {
      request.abort();
      reject(new Problem(0, "aborted"));
    });
    request.send(file);
  });
}
