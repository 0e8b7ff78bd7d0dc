import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import OwnPhoto from "@/features/chat/photo/own-photo";
import { shrink } from "@/features/chat/photo/shrink";
import { I18nProvider, setLocale } from "@/i18n";
import { inboxesQuery } from "@/shared/lookups";
import { queryClient } from "@/shared/query-client";
import { sessionQuery } from "@/shared/session";
import { session, site } from "../fixtures";

const CAPACITY = { takes_chats: true, chat_limit: 3, auto_accept: false };
const URL_OF_IT = "/api/v1/chat/photos/abc";
let asked: { method: string; type: string | null }[];
let refusal: Record<string, unknown> | undefined;
let photo: string | null;

beforeEach(async () => {
  await setLocale("en");
  asked = [];
  refusal = undefined;
  photo = null;
  queryClient.setQueryData(sessionQuery.queryKey, session());
  queryClient.setQueryData(inboxesQuery.queryKey, [site()]);
  vi.stubGlobal("fetch", (request: Request) => {
    const path = new URL(request.url).pathname;
    if (path.endsWith("/photo")) {
      asked.push({ method: request.method, type: request.headers.get("Content-Type") });
      if (refusal)
        return Promise.resolve(Response.json({ status: 422, title: "x", detail: "x", ...refusal }, { status: 422 }));
      photo = request.method === "PUT" ? URL_OF_IT : null;
    }
    if (path.endsWith("/inboxes")) return Promise.resolve(Response.json({ items: [site()] }));
    return Promise.resolve(Response.json({ ...CAPACITY, photo_url: photo }));
  });
});

function show() {
  render(
    <QueryClientProvider client={queryClient}>
      <I18nProvider>
        <OwnPhoto />
      </I18nProvider>
    </QueryClientProvider>,
  );
  return userEvent.setup();
}
const file = () => new File(["12345678"], "me.png", { type: "image/png" });
const upload = async (user: ReturnType<typeof userEvent.setup>) => user.upload(screen.getByLabelText("Photo"), file());
const shown = () => document.querySelector("img")?.getAttribute("src");

describe("one's own photo", () => {
  it("is given and taken away", async () => {
    const user = show();
    await screen.findByRole("button", { name: "Choose a photo" });
    expect(shown()).toBeUndefined();
    await upload(user);
    await waitFor(() => expect(shown()).toBe(URL_OF_IT));
    expect(asked).toEqual([{ method: "PUT", type: "image/png" }]);
    await user.click(screen.getByRole("button", { name: "Remove the photo" }));
    await waitFor(() => expect(shown()).toBeUndefined());
    expect(asked.at(-1)?.method).toBe("DELETE");
  });

  it("is refused in words that fit it", async () => {
    refusal = { code: "invalid", errors: [{ field: "photo", code: "not_a_picture", detail: "x" }] };
    const user = show();
    await screen.findByRole("button", { name: "Choose a photo" });
    await upload(user);
    expect((await screen.findByRole("alert")).textContent).toBe("This is not a PNG, JPEG or WebP picture.");
  });

  it("is asked of nobody who has no visitors", () => {
    queryClient.setQueryData(inboxesQuery.queryKey, []);
    show();
    expect(screen.queryByText("Photo")).toBeNull();
  });
});

describe("a picture from a phone", () => {
  it("becomes a small square from its middle", async () => {
    const small = new Blob(["small"], { type: "image/jpeg" });
    const drawn = vi.fn();
    vi.stubGlobal("createImageBitmap", () => Promise.resolve({ width: 4000, height: 3000, close: () => undefined }));
    const context = { fillRect: vi.fn(), drawImage: drawn };
    vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(context as never);
    vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation((done) => done(small));
    expect(await shrink(file())).toBe(small);
    expect(drawn.mock.calls[0]?.slice(1)).toEqual([500, 0, 3000, 3000, 0, 0, 512, 512]);
    vi.restoreAllMocks();
  });

  it("goes as it is when the browser cannot draw it", async () => {
    vi.stubGlobal("createImageBitmap", () => Promise.reject(new DOMException("no")));
    const heic = file();
    expect(await shrink(heic)).toBe(heic);
  });
});
