import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Package } from "lucide-react";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { CardFrame } from "@/features/conversations/sidebar/card-frame";
import { lookOf, previewOf } from "@/features/conversations/view/attachments/kinds";
import { decode } from "@/features/conversations/view/attachments/text-view";
import { chunksOf, groupEntries, isSameItem } from "@/features/conversations/view/group-entries";
import { keyOf } from "@/features/settings/attribute-dialog";
import { I18nProvider, setLocale } from "@/i18n";
import { arrange, moved } from "@/shared/cards/arrangement";
import { cardsFor, defineCard } from "@/shared/cards/registry";
import { typed } from "@/shared/components/attribute-fields";
import { timeElsewhere } from "@/shared/components/local-time";
import { conversation, entry, message } from "../fixtures";

beforeAll(() => setLocale("en"));

describe("cards", () => {
  it("stand in the reader's order, new ones where their area wanted them", () => {
    const cards = ["contact", "notes", "orders", "earlier"].map((id) => ({ id }));
    const ids = (order: string[]) => arrange(cards, order).map((card) => card.id);
    expect(ids([])).toEqual(["contact", "notes", "orders", "earlier"]);
    expect(ids(["earlier", "contact", "notes"])).toEqual(["earlier", "contact", "notes", "orders"]);
    expect(ids(["gone", "notes", "contact", "earlier"])).toEqual(["notes", "orders", "contact", "earlier"]);
  });
  it("are moved within bounds", () => {
    expect(moved(["a", "b", "c"], "c", 0)).toEqual(["c", "a", "b"]);
    expect(moved(["a", "b", "c"], "a", 9)).toEqual(["b", "c", "a"]);
    expect(moved(["a", "b", "c"], "a", -1)).toEqual(["a", "b", "c"]);
  });
  it("are only there for those who may see them, and where they have something to say", () => {
    const load = () => Promise.resolve({ default: () => null });
    const shared = { title: "cards.contact", icon: Package, load } as const;
    defineCard({ ...shared, id: "test-audit", order: 1, needs: "audit.read" });
    defineCard({ ...shared, id: "test-solved", order: 2, when: (each) => each.status === "solved" });
    const ids = (status: string, allowed: boolean) =>
      cardsFor(conversation({ status }), () => allowed).flatMap((card) => (card.id.startsWith("test-") ? card.id : []));
    expect(ids("solved", true)).toEqual(["test-audit", "test-solved"]);
    expect(ids("open", true)).toEqual(["test-audit"]);
    expect(ids("solved", false)).toEqual(["test-solved"]);
  });
  it("keep what breaks in them to themselves, and try again when asked", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    let broken = true;
    const Fragile = () => {
      if (broken) throw new Error("no");
      return <p>all well</p>;
    };
    defineCard({
      id: "test-fragile",
      title: "cards.attributes",
      icon: Package,
      order: 3,
      load: () => Promise.resolve({ default: Fragile }),
    });
    const card = cardsFor(conversation(), () => true).find((each) => each.id === "test-fragile");
    if (!card) throw new Error("the card is not known");
    render(
      <I18nProvider>
        <CardFrame card={card} conversation={conversation()} folded={false} index={0} onMove={() => undefined} />
        <p>the others</p>
      </I18nProvider>,
    );
    await screen.findByText("“Attributes” could not be shown. Everything else goes on.");
    expect(screen.getByText("the others")).toBeTruthy();
    broken = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(screen.getByText("all well")).toBeTruthy());
    errors.mockRestore();
  });
});

describe("the time at the customer's", () => {
  const at = (time: string) => Date.parse(`2026-03-02T${time}:00Z`);
  it("says the day when it is another one, and when it is night", () => {
    const saigon = (time: string) => timeElsewhere(at(time), "Asia/Ho_Chi_Minh", "en-GB", "Europe/Bucharest");
    expect(saigon("08:00")).toEqual({ time: "15:00", days: 0, night: false });
    expect(saigon("16:30")).toEqual({ time: "23:30", days: 0, night: true });
    expect(saigon("18:30")).toEqual({ time: "01:30", days: 1, night: true });
    expect(timeElsewhere(at("01:00"), "America/New_York", "en-GB", "Europe/Bucharest")).toEqual({
      time: "20:00",
      days: -1,
      night: false,
    });
  });
  it("is left out where the browser does not know the zone", () => {
    expect(timeElsewhere(at("08:00"), "Mars/Olympus", "en-GB")).toBeUndefined();
  });
});

describe("attributes", () => {
  it("are typed as people write them", () => {
    expect(typed("number", " 12,5 ")).toBe(12.5);
    expect(typed("number", "1 000")).toBe(1000);
    expect(typed("number", "many")).toBeUndefined();
    expect(typed("number", "")).toBeNull();
    expect(typed("yes_no", "false")).toBe(false);
    expect(typed("text", " a ")).toBe("a");
  });
  it("get a key from their name", () => {
    expect(keyOf("Số khách hàng (mới)")).toBe("so_khach_hang_moi");
    expect(keyOf("2 addresses")).toBe("addresses");
    expect(keyOf("!!!")).toBe("");
  });
});

describe("files", () => {
  const file = (name: string, content_type: string) => ({
    id: 1,
    name,
    content_type,
    size: 1,
    inline: false,
    content_id: null,
    url: "/api/v1/attachments/1",
  });
  it("are shown only in ways in which they can do nothing", () => {
    expect(previewOf(file("a.png", "image/png"))).toBe("image");
    expect(previewOf(file("a.svg", "image/svg+xml"))).toBeUndefined();
    expect(previewOf(file("a.html", "text/html"))).toBe("text");
    expect(previewOf(file("a.pdf", "application/pdf"))).toBe("pdf");
    expect(previewOf(file("server.log", "application/octet-stream"))).toBe("text");
    expect(previewOf(file("a.exe", "application/octet-stream"))).toBeUndefined();
  });
  it("say what they are", () => {
    expect(lookOf(file("Prices.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")).kind).toBe(
      "XLSX",
    );
    expect(lookOf(file("voice", "audio/x-wav")).kind).toBe("WAV");
  });
  it("are read in the encoding that they are in", () => {
    const bytes = (...values: number[]) => new Uint8Array(values).buffer;
    expect(decode(bytes(0xc4, 0x90))).toBe("Đ");
    expect(decode(bytes(0x41, 0xc4))).toBe("A");
    expect(decode(bytes(0xe9, 0x74, 0xe9))).toBe("été");
  });
});

describe("a long timeline", () => {
  const said = (seq: number) => entry(seq, { kind: "message", message: message({ id: seq }) });
  it("has no line of the unread before entries that are not there", () => {
    const types = (from: number, readSeq: number) =>
      groupEntries([said(from), said(from + 1)], readSeq).map((i) => i.type);
    expect(types(50, 10)).toEqual(["message", "message"]);
    expect(types(11, 10)).toEqual(["unread", "message", "message"]);
    expect(types(10, 10)).toEqual(["message", "unread", "message"]);
  });
  it("is cut at the same places whatever comes before or behind", () => {
    const keys = (from: number, to: number) =>
      chunksOf(
        groupEntries(
          Array.from({ length: to - from + 1 }, (_, index) => said(from + index)),
          undefined,
        ),
      ).map((chunk) => [chunk.key, chunk.items.length]);
    expect(keys(20, 60)).toEqual([
      [0, 5],
      [1, 25],
      [2, 11],
    ]);
    expect(keys(1, 61)).toEqual([
      [0, 24],
      [1, 25],
      [2, 12],
    ]);
  });
  it("draws an item anew only when its entries changed", () => {
    const one = said(1);
    const [a] = groupEntries([one], undefined);
    const [b] = groupEntries([one], undefined);
    const [c] = groupEntries([{ ...one, message: message({ id: 1, delivery: "sent" }) }], undefined);
    if (!a || !b || !c) throw new Error("nothing was grouped");
    expect(isSameItem(a, b)).toBe(true);
    expect(isSameItem(a, c)).toBe(false);
  });
});
