/** The outbox in a browser: its database, its locks between tabs, its requests. Loaded after the sign-in. */
import { api, ApiError, csrfToken, errorFrom, reportUnauthorised, setCsrfToken, unwrap } from "@rapport/api";
import { connectionNow } from "@/shared/live/presence";
import type { OutboxFile, OutboxItem } from "./item";
import type { OutboxListener } from "./index";
import { Outbox, type Answer } from "./outbox";
import { memoryStore, openStore, type OutboxStore } from "./store";

/** Longer than any request works; one that hangs must not hold up what could go another way. */
const PATIENCE_MS = 45_000;
/** Nobody can say what happened, or it was only not possible at this moment. */
const PASSING = new Set([408, 425, 429, 502, 503, 504]);
const PASSING_CODES = new Set(["idempotency_in_progress"]);

export async function run(
  agentId: number,
  listener: OutboxListener & { changed: (items: OutboxItem[]) => void },
): Promise<Outbox> {
  const channel = new BroadcastChannel(`rapport.outbox.${agentId}`);
  const outbox = new Outbox({
    agentId,
    store: await anyStore(),
    ready: () => ready(agentId),
    send: (item) => send(agentId, item),
    upload,
    alone: (work) => alone(`rapport.outbox.${agentId}`, work),
    tell: () => channel.postMessage("changed"),
    onChange: listener.changed,
    onDone: listener.done,
    onRefused: listener.refused,
    now: () => Date.now(),
  });
  channel.onmessage = () => void outbox.refresh().catch(() => undefined);
  await outbox.refresh();
  void outbox.flush();
  return outbox;
}

async function anyStore(): Promise<OutboxStore> {
  try {
    const store = await openStore();
    // Asked quietly: without it a browser that runs out of room may throw unsent words away.
    void (navigator as { storage?: StorageManager }).storage?.persist().catch(() => undefined);
    return store;
  } catch {
    return memoryStore();
  }
}

/**
 * One tab at a time. On plain HTTP there are no locks; then two tabs may send the same, and the server, which knows the key,
 * does it once.
 */
async function alone(name: string, work: () => Promise<void>): Promise<void> {
  const { locks } = navigator as { locks?: LockManager };
  if (locks) await locks.request(name, work);
  else await work();
}

/** Asked before something leaves, so that what did not leave is known not to have left. */
async function ready(agentId: number): Promise<"ready" | "away" | "signed_out"> {
  if (connectionNow() === "online" && csrfToken() !== undefined) return "ready";
  if (!navigator.onLine) return "away";
  return whoIsThere(agentId);
}

/** The cookie may by now be somebody else's: their name must not stand under these words. */
async function whoIsThere(agentId: number): Promise<"ready" | "away" | "signed_out"> {
  try {
    const session = await unwrap(api.GET("/api/v1/session", { signal: AbortSignal.timeout(PATIENCE_MS) }));
    if (session.agent.id !== agentId) return "signed_out";
    setCsrfToken(session.csrf_token);
    return "ready";
  } catch (error) {
    return error instanceof ApiError && error.status === 401 ? "signed_out" : "away";
  }
}

async function send(agentId: number, item: OutboxItem): Promise<Answer> {
  const first = await request(item);
  // The token of an older session, or of somebody else's.
  if (first.type !== "refused" || first.refusal.code !== "csrf_token_wrong") return first;
  const state = await whoIsThere(agentId);
  if (state === "ready") return request(item);
  return { type: state };
}

async function request(item: OutboxItem): Promise<Answer> {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": item.key };
  return ask(item.path, { method: item.method, headers, body: item.body });
}

async function upload(file: OutboxFile): Promise<Answer> {
  return ask(`/api/v1/attachments?name=${encodeURIComponent(file.name || "file")}`, {
    method: "POST",
    headers: { "Content-Type": file.type || "application/octet-stream" },
    body: file.blob,
  });
}

async function ask(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Answer> {
  let status: number;
  let text: string;
  try {
    const request = new Request(new URL(path, location.origin), {
      ...init,
      headers: { ...init.headers, "X-CSRF-Token": csrfToken() ?? "" },
      credentials: "same-origin",
    });
    const response = await globalThis.fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    status = response.status;
    text = await response.text();
  } catch {
    return { type: "away" };
  }
  if (status >= 200 && status < 300) return { type: "done", body: text === "" ? undefined : JSON.parse(text) };
  if (status === 401) {
    reportUnauthorised();
    return { type: "signed_out" };
  }
  const { code, message, problem } = errorFrom(status, text);
  if (PASSING.has(status) || PASSING_CODES.has(code)) return { type: "away" };
  return { type: "refused", refusal: { status, code, detail: message, problem } };
}
