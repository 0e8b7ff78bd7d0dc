import createClient, { type Middleware } from "openapi-fetch";
import { ApiError, errorFrom } from "./problem";
import type { paths } from "./schema";

/** What the client must know that is not in the request: the token of the session, and what to do when it ended. */
interface Session {
  csrfToken: string | undefined;
  onExpired: (() => void) | undefined;
}

const session: Session = { csrfToken: undefined, onExpired: undefined };

/** The token of the present session, or none; kept in memory only, where no other site can read it. */
export function setCsrfToken(token: string | undefined): void {
  session.csrfToken = token;
}

export function csrfToken(): string | undefined {
  return session.csrfToken;
}

/** Called when an answer says that nobody is signed in any more. */
export function onSessionExpired(handler: () => void): void {
  session.onExpired = handler;
}

/** For requests that do not pass through the client below, such as uploads with progress. */
export function reportUnauthorised(): void {
  session.onExpired?.();
}

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

const authentication: Middleware = {
  onRequest({ request }) {
    if (!SAFE_METHODS.has(request.method) && session.csrfToken !== undefined) {
      request.headers.set("X-CSRF-Token", session.csrfToken);
    }
    return request;
  },
  onResponse({ response, schemaPath }) {
    // A refused sign-in also answers 401; that one belongs to the login form.
    if (response.status === 401 && schemaPath !== "/api/v1/session") session.onExpired?.();
    return undefined;
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return error;
    return new ApiError(0, "offline", "The server cannot be reached.");
  },
};

/** The typed client: paths, parameters and bodies are checked against the OpenAPI document. */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  credentials: "same-origin",
  // Looked up at each call, so that what replaces it later (a test, a monitor) is used.
  fetch: (request) => globalThis.fetch(request),
});
api.use(authentication);

interface FetchAnswer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * Turns an answer into its body, or throws an {@link ApiError}. The status decides, not the presence of a body: an
 * answer without content has none and is a success.
 */
export async function unwrap<T>(answer: Promise<FetchAnswer<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await answer;
  if (response.ok) return data as NonNullable<T>;
  throw errorFrom(response.status, error);
}
