import type { components } from "./schema";

/** What the server says about a refused request (RFC 9457). */
export type Problem = components["schemas"]["Problem"];

/**
 * A request that failed. Either the server said why (`problem`), or it could not be reached or understood, and then
 * `code` is `offline` or `unexpected_answer`, so that one place can put every failure into words.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: Problem | undefined;

  constructor(status: number, code: string, message: string, problem?: Problem) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.problem = problem;
  }

  /** Refused fields by path, first reason of each. */
  get fields(): Record<string, { code: string; detail: string }> {
    const fields: Record<string, { code: string; detail: string }> = {};
    for (const error of this.problem?.errors ?? []) {
      fields[error.field] ??= { code: error.code, detail: error.detail };
    }
    return fields;
  }
}

/** Whether a parsed body has the shape of a problem; proxies in between answer with HTML of their own. */
function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && typeof body.code === "string";
}

/** Makes the error for an answer that is not a success. */
export function errorFrom(status: number, body: unknown): ApiError {
  let parsed = body;
  if (typeof body === "string") {
    try {
      parsed = JSON.parse(body);
    } catch {
      parsed = undefined;
    }
  }
  if (isProblem(parsed)) return new ApiError(status, parsed.code, parsed.detail || parsed.title, parsed);
  return new ApiError(status, "unexpected_answer", `HTTP ${status}`);
}

/** Narrows an unknown error; with `code` only to that one refusal. */
export function isApiError(error: unknown, code?: string): error is ApiError {
  return error instanceof ApiError && (code === undefined || error.code === code);
}
