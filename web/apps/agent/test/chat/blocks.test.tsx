import type { ChatBlockView } from "@rapport/api";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { endsAt, suggested } from "@/features/chat/blocks/block";
import { BlockDialog } from "@/features/chat/blocks/block-dialog";
import BlocksPage from "@/features/chat/blocks/blocks-page";
import { entriesFor, SETTINGS_GROUPS } from "@/features/settings";
import { I18nProvider, setLocale } from "@/i18n";
import { inboxesQuery } from "@/shared/lookups";
import { queryClient } from "@/shared/query-client";
import { sessionQuery } from "@/shared/session";
import { session, site } from "../fixtures";

const BLOCK: ChatBlockView = {
  id: 3,
  inbox_id: 1,
  kind: "country",
  value: "VN",
  reason: "Spam",
  created_by: "Binh",
  created_at: "2026-03-01T10:00:00Z",
  expires_at: null,
};
const VISITOR = { ip: "192.0.2.7", country: "RO", inbox_id: 1 };

let blocks: ChatBlockView[];
let asked: { method: string; path: string; body?: unknown }[];
let refusal: Record<string, unknown> | undefined;

beforeEach(async () => {
  await setLocale("en");
  blocks = [BLOCK];
  asked = [];
  refusal = undefined;
  queryClient.setQueryData(sessionQuery.queryKey, session());
  queryClient.setQueryData(inboxesQuery.queryKey, [site(), site({ id: 2, name: "Blog" })]);
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname;
    if (request.method === "DELETE") {
      asked.push({ method: "DELETE", path });
      blocks = [];
      return new Response(null, { status: 204 });
    }
    if (request.method === "POST") {
      asked.push({ method: "POST", path, body: await request.json() });
      if (refusal) return Response.json({ status: 422, title: "x", detail: "x", ...refusal }, { status: 422 });
      return Response.json(BLOCK, { status: 201 });
    }
    if (path.endsWith("/inboxes")) return Response.json({ items: [site(), site({ id: 2, name: "Blog" })] });
    return Response.json({ items: path.endsWith("/chat-blocks") ? blocks : [] });
  });
});

function show(what: React.ReactNode) {
  render(
    <QueryClientProvider client={queryClient}>
      <I18nProvider>{what}</I18nProvider>
    </QueryClientProvider>,
  );
  return userEvent.setup();
}
const dialog = () => screen.findByRole("dialog", {}, { timeout: 5_000 });

describe("what is said of who is not let in", () => {
  it("suggests what is known, and a range that one line has", () => {
    expect(suggested(VISITOR, "ip")).toBe("192.0.2.7");
    expect(suggested(VISITOR, "range")).toBe("192.0.2.7/24");
    expect(suggested({ ...VISITOR, ip: "2001:db8::1" }, "range")).toBe("2001:db8::1/64");
    expect(suggested({ ...VISITOR, ip: "" }, "range")).toBe("");
    expect(suggested(VISITOR, "country")).toBe("RO");
  });

  it("ends by itself, unless it is for good", () => {
    expect(endsAt("day", Date.parse("2026-03-01T10:00:00Z"))).toBe("2026-03-02T10:00:00.000Z");
    expect(endsAt("good", 0)).toBeNull();
  });

  it("is a page for those who lead teams or set up inboxes", () => {
    const pages = (permission: string) =>
      SETTINGS_GROUPS.flatMap((group) => entriesFor(group, (one) => one === permission)).map(({ to }) => to);
    expect(pages("teams.manage")).toContain("/settings/blocked-visitors");
    expect(pages("inboxes.manage")).toContain("/settings/blocked-visitors");
    expect(pages("conversations.reply")).not.toContain("/settings/blocked-visitors");
  });
});

describe("the list of blocks", () => {
  it("says who, where, how long and why, and lets in again after asking", async () => {
    const user = show(<BlocksPage />);
    expect(await screen.findByText("Vietnam (VN)")).toBeTruthy();
    expect(screen.getByText("Shop · for good")).toBeTruthy();
    expect(screen.getByText(/^Spam · by Binh/u)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Let VN in again" }));
    await user.click(within(await dialog()).getByRole("button", { name: "Let in again" }));
    expect(await screen.findByText("Nobody is blocked")).toBeTruthy();
    expect(asked).toEqual([{ method: "DELETE", path: "/api/v1/chat-blocks/3" }]);
  }, 15_000);
});

describe("a block of the list", () => {
  it("says when it is over, and is left alone by who does not see every site", async () => {
    blocks = [{ ...BLOCK, inbox_id: null, expires_at: "2026-03-02T10:00:00Z" }];
    const some = session({ agent: { ...session().agent, all_inboxes: false } });
    queryClient.setQueryData(sessionQuery.queryKey, some);
    show(<BlocksPage />);
    expect(await screen.findByText(/^Every site · ended /u)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Let VN in again" })).toBeNull();
  });
});

describe("blocking", () => {
  it("begins with what is known of the visitor", async () => {
    const close = vi.fn();
    const user = show(<BlockDialog visitor={VISITOR} onClose={close} />);
    const form = within(await dialog());
    expect(form.getByLabelText<HTMLInputElement>("IP address").value).toBe("192.0.2.7");
    await user.selectOptions(form.getByLabelText("Block by"), "Range of addresses");
    await user.selectOptions(form.getByLabelText("Where"), "Every site");
    await user.selectOptions(form.getByLabelText("How long"), "For good");
    await user.type(form.getByLabelText("Reason"), "Spam");
    await user.click(form.getByRole("button", { name: "Block" }));
    await waitFor(() => expect(close).toHaveBeenCalled());
    const body = { kind: "range", value: "192.0.2.7/24", reason: "Spam", inbox_id: null, expires_at: null };
    expect(asked).toEqual([{ method: "POST", path: "/api/v1/chat-blocks", body }]);
  }, 15_000);

  it("names the country of a code, and begins with it where no address may be seen", async () => {
    show(<BlockDialog visitor={{ ...VISITOR, ip: "" }} onClose={vi.fn()} />);
    const form = within(await dialog());
    expect(form.getByLabelText<HTMLInputElement>("Country code").value).toBe("RO");
    expect(form.getByText("Romania")).toBeTruthy();
  });

  it("offers every site only to those who see every site", async () => {
    queryClient.setQueryData(
      sessionQuery.queryKey,
      session({ agent: { ...session().agent, all_inboxes: false, inbox_ids: [1, 2] } }),
    );
    show(<BlockDialog onClose={vi.fn()} />);
    const where = within(await dialog()).getByLabelText<HTMLSelectElement>("Where");
    expect([...where.options].map(({ text }) => text)).toEqual(["Shop", "Blog"]);
    expect(where.value).toBe("1");
  });

  it("shows what is refused at its field", async () => {
    refusal = {
      code: "invalid",
      errors: [
        { field: "value", code: "invalid_ip", detail: "x" },
        { field: "inbox_id", code: "every_site", detail: "x" },
      ],
    };
    const user = show(<BlockDialog onClose={vi.fn()} />);
    const form = within(await dialog());
    await user.type(form.getByLabelText("IP address"), "nowhere");
    await user.click(form.getByRole("button", { name: "Block" }));
    const said = (await form.findAllByRole("alert")).map((one) => one.textContent);
    expect(said).toEqual(["This is not an address such as 203.0.113.7.", "Choose a site: you do not see all of them."]);
  }, 15_000);
});
