import type { Proof } from "./protocol.ts";

/** HTTP below `/api/v1/chat`, on the frame's own origin. */

/** An answer that was no success, or none at all (`status` 0). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail = "",
    /** The whole body, for what a code brings along. */
    readonly body: Readonly<Record<string, unknown>> = {},
    /** Seconds. */
    readonly retryAfter?: number,
  ) {
    super(detail || code);
  }

  /** Whether the same may be tried again: nothing was wrong with what was asked. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export interface RequestOptions {
  body?: unknown;
  /** `Idempotency-Key`. */
  key?: string;
  signal?: AbortSignal;
  /** How long to wait, in milliseconds. */
  timeout?: number;
  keepalive?: boolean;
}

export interface Api {
  /** Throws a {@link Problem}. */
  request<T>(method: string, path: string, options?: RequestOptions): Promise<T>;
  readonly base: string;
}

const TIMEOUT = 20_000;

export function createApi(base: string, token: () => string | undefined): Api {
  async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const headers: Record<string, string> = { Accept: "application/json" };
    const bearer = token();
    if (bearer) headers["Authorization"] = `Bearer ${bearer}`;
    if (options.key) headers["Idempotency-Key"] = options.key;
    if (options.body !== undefined) headers["Content-Type"] = "application/json";
    const patience = new AbortController();
    const give = () => patience.abort();
    const timer = setTimeout(give, options.timeout ?? TIMEOUT);
    options.signal?.addEventListener("abort", give);
    try {
      const answer = await fetch(`${base}${path}`, {
        method,
        headers,
        signal: patience.signal,
        credentials: "omit",
        cache: "no-store",
        keepalive: options.keepalive ?? false,
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw problem(answer, text);
      return (text === "" ? undefined : JSON.parse(text)) as T;
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Problem(0, "offline", String(error));
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", give);
    }
  }
  return { request, base };
}

/** Asks again with the work done, where a server wants some before it listens to somebody new. */
export async function proving<T>(ask: (proof?: Proof) => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "proof_required") throw error;
    const { challenge, difficulty } = error.body;
    if (typeof challenge !== "string" || typeof difficulty !== "number") throw error;
    const { solve } = await import("./proof.ts");
    return ask({ challenge, nonce: await solve(challenge, difficulty) });
  }
}

function problem(answer: Response, text: string): Problem {
  const body = parse(text);
  const after = Number(answer.headers.get("Retry-After"));
  return new Problem(
    answer.status,
    typeof body["code"] === "string" ? body["code"] : `http_${answer.status}`,
    typeof body["detail"] === "string" ? body["detail"] : "",
    body,
    after > 0 ? after : undefined,
  );
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
