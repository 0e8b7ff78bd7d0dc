import { createHash } from "node:crypto";
import english from "@/i18n/en.json";
import { afterEach, describe, expect, it, vi } from "vitest";
import { leadingZeroBits, sha256 } from "@/chat/sha256";
import { createStorage } from "@/chat/storage";
import { addEntries, emptyConversation, leavesGap } from "@/chat/timeline";
import type { ChatEntryView } from "@/chat/protocol";
import { onColor } from "@/color";
import { ago, day, loadLocale, opening, t } from "@/frame/i18n";
import { rowsOf } from "@/frame/parts/rows";
import { brandColor, contrast, legible } from "@/frame/theme";
import { utmOf } from "@/frame/ui";
import { direction, negotiate, pick } from "@/language";

describe("SHA-256", () => {
  it("is the one that everybody has, for every length around a block", () => {
    for (let length = 0; length < 200; length += 1) {
      const input = new Uint8Array(length).map((_, at) => at * 7);
      const wanted = createHash("sha256").update(input).digest("hex");
      const found = Array.from(sha256(input), (word) => word.toString(16).padStart(8, "0")).join("");
      expect(found).toBe(wanted);
    }
  });

  it("counts the zero bits at the beginning", () => {
    expect(leadingZeroBits(Uint32Array.of(0, 0x00ff_0000))).toBe(40);
    expect(leadingZeroBits(Uint32Array.of(0x8000_0000))).toBe(0);
  });
});

describe("colours", () => {
  const steps = [0, 40, 85, 128, 170, 212, 255];
  const hex = (value: number) => value.toString(16).padStart(2, "0");
  const all = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${hex(r)}${hex(g)}${hex(b)}`)));
  const full = (color: string) => (color === "#000" ? "#000000" : "#ffffff");

  it("of any brand carry letters that can be read", () => {
    for (const color of all) expect(contrast(color, full(onColor(color))), color).toBeGreaterThanOrEqual(4.5);
  });

  it("of any brand become letters that can be read on both grounds", () => {
    for (const color of all) {
      for (const ground of ["#ffffff", "#1b1e22"]) {
        expect(contrast(legible(color, ground), ground), `${color} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it("that are none are replaced", () => {
    expect(brandColor("red; background: url(//evil)", undefined, "#ABCDEF")).toBe("#ABCDEF");
    expect(brandColor(null, "#12")).toBe("#00677a");
  });
});

describe("languages", () => {
  afterEach(() => loadLocale(["en"]));

  it("are found by tag, then by language, in the order of the wishes", () => {
    expect(negotiate(["vi-VN", "en"], ["en", "vi"])).toBe("vi");
    expect(negotiate([undefined, "", "de", "RO"], ["en", "ro"])).toBe("ro");
    expect(negotiate(["pt"], ["pt-BR"])).toBe("pt-BR");
    expect(negotiate(["de"], ["en"])).toBeUndefined();
    expect(pick({ ro: "Bună" }, "vi", "en")).toBe("Bună");
    expect(["ar-EG", "he", "en", "arn"].map(direction)).toEqual(["rtl", "rtl", "ltr", "ltr"]);
  });

  it("hold the same keys with the same values to fill in", () => {
    const files = import.meta.glob<Record<string, string>>("../src/i18n/*.json", { eager: true, import: "default" });
    const others = Object.values(files);
    const values = (text = "") => new Set(Array.from(text.matchAll(/\{(\w+)[,}]/g), ([, name]) => name));
    expect(others.length).toBeGreaterThanOrEqual(3);
    for (const other of others) {
      expect(Object.keys(other)).toEqual(Object.keys(english));
      for (const [key, text] of Object.entries(english)) expect(values(other[key]), key).toEqual(values(text));
    }
  });

  it("count as they do", async () => {
    const minutes = () => [1, 2, 21].map((count) => t("wait.minutes", { count }));
    await loadLocale(["en"]);
    expect(minutes()).toEqual(["in about a minute", "in about 2 minutes", "in about 21 minutes"]);
    await loadLocale(["ro"]);
    expect(minutes()).toEqual(["în circa un minut", "în circa 2 minute", "în circa 21 de minute"]);
    await loadLocale(["vi-VN"]);
    expect(minutes()).toEqual(["sau khoảng 1 phút", "sau khoảng 2 phút", "sau khoảng 21 phút"]);
    expect(document.documentElement.lang).toBe("vi");
  });

  it("do not fill in what a value holds", async () => {
    await loadLocale(["en"]);
    expect(t("home.you", { text: "{count} # {text}" })).toBe("You: {count} # {text}");
  });

  it("tell times as near as needed", async () => {
    await loadLocale(["en-GB"]);
    const now = new Date(2026, 10, 27, 12);
    const at = (days: number, hours = 0) =>
      new Date(now.getTime() + days * 86_400_000 + hours * 3_600_000).toISOString();
    expect([at(0), at(-1), at(-3), at(-30)].map((one) => day(one, now))).toEqual([
      "Today",
      "Yesterday",
      "Tuesday",
      "28 October",
    ]);
    expect(ago(at(0, -3), now.getTime())).toBe("3 hr ago");
    expect(ago(at(-20), now.getTime())).toBe("7 Nov");
    expect(opening(at(0, 2), now)).toBe("14:00");
    expect(opening(at(3), now)).toContain("Monday");
  });
});

describe("what the frame keeps", () => {
  const kept = () => Object.keys(localStorage);

  it("is only kept once it may, and forgotten when it may not any more", () => {
    const storage = createStorage("site_1", false);
    storage.set("token", "t1");
    expect([kept(), storage.get("token")]).toEqual([[], "t1"]);
    storage.allow(true);
    expect(kept()).toEqual(["rapport.chat.site_1.token"]);
    storage.allow(false);
    expect([kept(), storage.get("token")]).toEqual([[], "t1"]);
  });

  it("is kept in memory where the browser closes its storage", () => {
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    const storage = createStorage("site_1", true);
    storage.set("token", "t1");
    expect(storage.get("token")).toBe("t1");
  });

  it("that is broken counts as nothing", () => {
    localStorage.setItem("rapport.chat.site_1.token", "{broken");
    expect(createStorage("site_1", true).get("token")).toBeUndefined();
  });
});

const entry = (seq: number, change: Partial<ChatEntryView> = {}): ChatEntryView => ({
  seq,
  at: new Date(Date.UTC(2026, 10, 27, 10, seq)).toISOString(),
  kind: "message",
  from: "agent",
  message: { id: seq, text: `m${seq}` },
  ...change,
});

describe("a conversation", () => {
  it("takes entries in any order and as often as they come", () => {
    let conversation = emptyConversation("c1");
    for (const seqs of [[3, 1], [2], [1, 2, 3], []]) {
      conversation = addEntries(conversation, { entries: seqs.map((seq) => entry(seq)), last_seq: 3 }).conversation;
    }
    expect(conversation.entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(leavesGap(conversation, { after_seq: 3, entries: [], last_seq: 4 })).toBe(false);
    expect(leavesGap(conversation, { after_seq: 4, entries: [], last_seq: 5 })).toBe(true);
  });

  it("is shown in groups, under days, with what is on its way at the end", () => {
    const entries = [
      entry(1, { from: "visitor", key: "k1" }),
      entry(2, { from: "visitor" }),
      entry(3, { agent: { name: "Ana" } }),
      entry(4, { kind: "transferred", from: "system", message: null, agent: { name: "Minh" } }),
      entry(5, { agent: { name: "Minh" } }),
      entry(9, { agent: { name: "Ana" } }),
      entry(20, { agent: { name: "Ana" } }),
    ];
    const base = { kind: "say" as const, conversation: "c1", files: [], body: { text: "x", attachment_ids: [] } };
    const rows = rowsOf(entries, [
      { ...base, key: "k1", at: entry(1).at },
      { ...base, key: "k2", at: entry(21).at },
    ]);
    const told = rows.map((row) =>
      row.type === "message"
        ? `${row.key}${row.first ? " first" : ""}${row.last ? " last" : ""} ${row.state}`
        : row.type,
    );
    expect(told).toEqual([
      "day",
      "k1 first sent",
      "s2 last sent",
      "s3 first last sent",
      "event",
      "s5 first last sent",
      "s9 first last sent",
      "s20 first last sent",
      "k2 first last sending",
    ]);
  });
});

describe("a campaign", () => {
  it("is read from the address, and only that", () => {
    expect(utmOf("https://shop.example/?utm_source=mail&utm_campaign=autumn&x=1#utm_term=no")).toEqual({
      source: "mail",
      campaign: "autumn",
    });
    expect(utmOf("https://shop.example/")).toBeUndefined();
  });
});
