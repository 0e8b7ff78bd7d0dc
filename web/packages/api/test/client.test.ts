import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError, api, isApiError, onSessionExpired, setCsrfToken, unwrap } from "../src";
import { errorFrom } from "../src/problem";

const problem = {
  type: "urn:x",
  title: "Refused",
  status: 422,
  code: "invalid_fields",
  detail: "name: too long",
  errors: [
    { field: "name", code: "too_long", detail: "at most 60" },
    { field: "name", code: "other", detail: "x" },
  ],
};

function answer(make: (request: Request) => Response | Promise<Response>) {
  const seen: Request[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    seen.push(request);
    return Promise.resolve(make(request));
  });
  return seen;
}

afterEach(() => {
  vi.unstubAllGlobals();
  setCsrfToken(undefined);
});

describe("failures", () => {
  it("carry the server's code and the refused fields", () => {
    const error = errorFrom(422, problem);
    expect(error).toMatchObject({ status: 422, code: "invalid_fields", message: "name: too long" });
    expect(error.fields).toEqual({ name: { code: "too_long", detail: "at most 60" } });
    expect(isApiError(error, "invalid_fields")).toBe(true);
    expect(isApiError(new Error("x"))).toBe(false);
  });
  it("of something in between are not taken for the server's", () => {
    expect(errorFrom(502, "<html>Bad gateway</html>").code).toBe("unexpected_answer");
    expect(errorFrom(422, JSON.stringify(problem)).code).toBe("invalid_fields");
  });
});

describe("requests", () => {
  it("carry the session's token when they change something", async () => {
    setCsrfToken("secret");
    const seen = answer((request) =>
      request.method === "GET" ? Response.json({ items: [] }) : new Response(null, { status: 204 }),
    );
    await unwrap(api.GET("/api/v1/tags", { baseUrl: "http://x" }));
    await unwrap(api.DELETE("/api/v1/tags/{id}", { baseUrl: "http://x", params: { path: { id: 3 } } }));
    expect(seen.map((request) => request.headers.get("X-CSRF-Token"))).toEqual([null, "secret"]);
    expect(seen[1]?.url).toBe("http://x/api/v1/tags/3");
  });
  it("throw what the server refused", async () => {
    answer(() => Response.json(problem, { status: 422 }));
    await expect(unwrap(api.GET("/api/v1/tags", { baseUrl: "http://x" }))).rejects.toBeInstanceOf(ApiError);
  });
  it("tell when the session ended, but not for a refused sign-in", async () => {
    const expired = vi.fn();
    onSessionExpired(expired);
    answer(() => Response.json({ ...problem, status: 401, code: "session_required" }, { status: 401 }));
    await unwrap(api.GET("/api/v1/tags", { baseUrl: "http://x" })).catch(() => undefined);
    await unwrap(api.POST("/api/v1/session", { baseUrl: "http://x", body: { email: "a", password: "b" } })).catch(
      () => undefined,
    );
    expect(expired).toHaveBeenCalledTimes(1);
  });
  it("say that the server cannot be reached", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network")));
    await expect(unwrap(api.GET("/api/v1/tags", { baseUrl: "http://x" }))).rejects.toMatchObject({
      code: "offline",
      status: 0,
    });
  });
});
