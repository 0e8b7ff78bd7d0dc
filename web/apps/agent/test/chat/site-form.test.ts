import type { ChatInboxView } from "@rapport/api";
import { describe, expect, it } from "vitest";
import {
  embedCode,
  emptyField,
  emptyInvitation,
  formFromSite,
  keyFrom,
  siteRequest,
  tabOf,
  withWord,
} from "@/features/inboxes/chat/chat-form";
import { hoursOf, nextSpan, problemOf, usualWeek, weekFrom } from "@/features/inboxes/chat/hours";

const site: ChatInboxView = {
  site_key: "k",
  has_identity_secret: false,
  identity_required: false,
  mail_inbox_id: null,
  continue_after_seconds: 120,
  idle_warning_seconds: 180,
  typing_shown: false,
  proof_bits: 0,
  origins: ["https://a.example"],
  widget: {},
};
const inbox = { name: "Shop", enabled: true, team_id: null } as Parameters<typeof formFromSite>[0];

describe("the form of a site", () => {
  it("gives new questions and topics a key from their words, and never one that is taken", () => {
    expect(keyFrom("Số điện thoại?", [])).toBe("so_dien_thoai");
    expect(keyFrom("名前", [])).toBe("item");
    expect(keyFrom("Order", ["order", "order_2"])).toBe("order_3");
  });

  it("keeps the keys that there are, and makes those that are missing when it is saved", () => {
    const form = formFromSite(inbox, site);
    const label = { en: "Order number" };
    form.site.widget.fields = [
      { ...emptyField(), key: "order_number", label },
      { ...emptyField(), label },
    ];
    form.site.widget.invitations = [{ ...emptyInvitation(), text: { en: "Hello there" } }];
    const { widget } = siteRequest(form);
    expect(widget?.fields?.map((field) => field.key)).toEqual(["order_number", "order_number_2"]);
    expect(widget?.invitations?.[0]?.id).toBe("hello_there");
  });

  it("reads sites one a line or however they were pasted, and says none as 0", () => {
    const form = {
      ...formFromSite(inbox, site),
      origins: " https://a.example\n\nhttps://b.example, https://c.example",
    };
    expect(siteRequest(form)).toMatchObject({
      origins: ["https://a.example", "https://b.example", "https://c.example"],
      mail_inbox_id: 0,
    });
  });

  it("takes words out that were emptied, so that the product's own speak", () => {
    expect(withWord({ en: "Hi", vi: "Chào" }, "en", "")).toEqual({ vi: "Chào" });
    expect(withWord({ vi: "Chào" }, "en", "Hi")).toEqual({ vi: "Chào", en: "Hi" });
  });

  it.each([
    ["name", "install"],
    ["chat.widget.look.color", "look"],
    ["chat.widget.texts.vi.greeting", "look"],
    ["chat.widget.topics.2.label", "before"],
    ["chat.widget.invitations.0.text", "invitations"],
    ["chat.origins.0", "rules"],
    ["chat.widget.max_upload_bytes", "rules"],
  ])("finds the tab on which %s stands", (field, tab) => {
    expect(tabOf(field)).toBe(tab);
  });

  it("is one line in the page", () => {
    expect(embedCode("https://desk.example", "abc")).toBe(
      '<script async src="https://desk.example/chat/abc/widget.js"></script>',
    );
  });
});

describe("the hours of a week", () => {
  it("come back as they went, midnight included", () => {
    const hours = [
      { day: "mon", from: "09:00", to: "12:00" },
      { day: "mon", from: "13:00", to: "24:00" },
      { day: "sun", from: "10:00", to: "14:00" },
    ];
    expect(hoursOf(weekFrom(hours))).toEqual(hours);
  });
  it("begin as most have them", () => {
    expect(hoursOf(usualWeek()).map(({ day }) => day)).toEqual(["mon", "tue", "wed", "thu", "fri"]);
  });
  it("are refused where they cannot be", () => {
    expect(problemOf([{ from: "09:00", to: "17:00" }])).toBeUndefined();
    expect(problemOf([{ from: "18:00", to: "00:00" }])).toBeUndefined();
    expect(problemOf([{ from: "18:00", to: "02:00" }])).toBe("order");
    expect(problemOf([{ from: "", to: "17:00" }])).toBe("empty");
    expect(
      problemOf([
        { from: "13:00", to: "17:00" },
        { from: "09:00", to: "14:00" },
      ]),
    ).toBe("overlap");
  });
  it("go on behind the last ones of the day", () => {
    expect(nextSpan([{ from: "09:00", to: "12:00" }])).toEqual({ from: "13:00", to: "16:00" });
    expect(nextSpan([])).toEqual({ from: "09:00", to: "17:00" });
  });
});
