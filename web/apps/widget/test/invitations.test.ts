import { describe, expect, it } from "vitest";
import { choose, holds, type Facts } from "@/loader/invitations";
import type { Invitation, InvitationWhen } from "@/chat/protocol";

const HOUR = 3_600_000;

const facts: Facts = {
  url: "https://shop.example/lamps/oak?color=red",
  seconds: 30,
  scrolled: 60,
  returning: false,
  cartValue: 120,
  languages: ["ro-RO", "en"],
  country: "RO",
};

const invitation = (when: InvitationWhen, change: Partial<Invitation> = {}): Invitation => ({
  id: "i1",
  when,
  text: { en: "Can I help?" },
  ...change,
});

describe("an invitation", () => {
  it.each<[string, InvitationWhen, boolean]>([
    ["nothing at all", {}, true],
    ["a part of the address", { url_contains: "/lamps/" }, true],
    ["a part of another address", { url_contains: "/tables/" }, false],
    ["a pattern", { url_matches: "https://*/lamps/*?color=*" }, true],
    ["a whole address", { url_matches: "https://shop.example/lamps/oak?color=red" }, true],
    ["a pattern that does not match the end", { url_matches: "https://*/lamps/" }, false],
    ["a pattern whose signs are only signs", { url_matches: "https://shop.example/lamps/o.k?color=(red|*)" }, false],
    ["enough seconds", { seconds_on_page: 30 }, true],
    ["more seconds", { seconds_on_page: 31 }, false],
    ["far enough", { scroll_percent: 60 }, true],
    ["further", { scroll_percent: 61 }, false],
    ["who is new", { returning: false }, true],
    ["who comes back", { returning: true }, false],
    ["enough in the cart", { min_cart_value: 120 }, true],
    ["more in the cart", { min_cart_value: 120.5 }, false],
    ["a language", { languages: ["vi", "ro"] }, true],
    ["another region of the language", { languages: ["ro-MD"] }, false],
    ["another language", { languages: ["vi"] }, false],
    ["no language in particular", { languages: [] }, true],
    ["a country", { countries: ["vn", "ro"] }, true],
    ["another country", { countries: ["VN"] }, false],
    ["all of several", { url_contains: "lamps", returning: false, countries: ["RO"] }, true],
    ["not all of several", { url_contains: "lamps", returning: true }, false],
    [
      "nothing, as the server writes it",
      { url_contains: null, returning: null, min_cart_value: null, countries: null },
      true,
    ],
  ])("asks for %s", (_name, when, wanted) => {
    expect(holds(invitation(when), facts)).toBe(wanted);
  });

  it("that looks at the cart or the country does not hold while those are unknown", () => {
    expect(holds(invitation({ min_cart_value: 0 }), { ...facts, cartValue: undefined })).toBe(false);
    expect(holds(invitation({ countries: ["RO"] }), { ...facts, country: undefined })).toBe(false);
  });

  it("does not come again before its time, and never without one", () => {
    const now = 100 * HOUR;
    const shown = (hours: number) => ({ i1: now - hours * HOUR });
    const twoHours = [invitation({}, { once_every_hours: 2 })];
    expect(choose(twoHours, facts, shown(1.9), now)).toBeUndefined();
    expect(choose(twoHours, facts, shown(2), now)?.id).toBe("i1");
    for (const hours of [0, null, undefined]) {
      const once = [{ ...invitation({}), once_every_hours: hours as number }];
      expect(choose(once, facts, {}, now)?.id).toBe("i1");
      expect(choose(once, facts, shown(90), now)).toBeUndefined();
    }
  });

  it("is the first that holds", () => {
    const all = [invitation({ returning: true }), invitation({}, { id: "i2" }), invitation({}, { id: "i3" })];
    expect(choose(all, facts, {}, 0)?.id).toBe("i2");
    expect(choose(all, facts, { i2: 1 }, HOUR)?.id).toBe("i3");
  });
});
