import { describe, expect, it } from "vitest";
import { checkForm, emailRequest, emptyForm, withGuess, withPreset } from "@/features/inboxes/form-state";
import { browserName } from "@/shared/browser-name";
import { contrastWithWhite } from "@/shared/brand";
import { formats, regional } from "@/i18n/intl";
import { passwordStrength } from "@/shared/components/new-password";

const server = { port: 993, security: "tls", username: "", auth: "password", has_secret: false };

describe("the inbox form", () => {
  const form = { ...emptyForm(), name: "Support", address: "help@acme.example" };

  it("fills in what the provider is known for", () => {
    const filled = withPreset(form, {
      provider: "X",
      imap: { ...server, host: "imap.x" },
      smtp: { ...server, host: "smtp.x", port: 465 },
      sign_in: "password",
    });
    expect(filled.imap).toMatchObject({ host: "imap.x", port: "993", username: "help@acme.example" });
    expect(filled.smtp).toMatchObject({ host: "smtp.x", port: "465" });
  });
  it("guesses from the domain otherwise", () => {
    expect(withGuess(form).imap).toMatchObject({ host: "imap.acme.example", username: "help@acme.example" });
  });
  it("says what is missing, by the server's field names", () => {
    expect(checkForm(form)).toMatchObject({
      "email.imap.host": "required",
      "email.imap.password": "required",
      "email.smtp.host": "required",
    });
    expect(checkForm({ ...form, incoming: "push", sends: false })).toEqual({});
    expect(checkForm({ ...form, address: "no" })["address"]).toBe("invalid_email");
    const stored = withGuess(form);
    expect(checkForm({ ...stored, sends: false, imap: { ...stored.imap, hasSecret: true, port: "70000" } })).toEqual({
      "email.imap.port": "invalid",
    });
  });
  it("leaves an unchanged secret and unused servers out of the request", () => {
    const request = emailRequest({ ...withGuess(form), sends: false, aliases: "a@x.example, b@x.example\n" });
    expect(request.smtp).toBeNull();
    expect(request.imap).toMatchObject({ password: null, port: 993 });
    expect(request.aliases).toEqual(["a@x.example", "b@x.example"]);
    expect(request.dkim).toBeNull();
  });
});

describe("the password measure", () => {
  it.each([
    ["short", 0],
    ["aaaaaaaaaaaaaa", 1],
    ["password12", 1],
    ["correct horse battery", 3],
  ])("%s: %d", (password, strength) => {
    expect(passwordStrength(password)).toBe(strength);
  });
});

describe("the name of a browser", () => {
  it.each([
    ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iOS"],
    ["curl/8.0", "curl/8.0"],
  ])("%s", (agent, name) => {
    expect(browserName(agent)).toBe(name);
  });
});

describe("times and sizes", () => {
  const now = Date.parse("2026-03-10T12:00:00Z");
  const ago = (seconds: number) => new Date(now - seconds * 1000);
  const en = formats("en");

  it("are short in lists", () => {
    expect([0, 59, 60, 3_599, 3_600, 86_400 * 3].map((seconds) => en.short(ago(seconds), now))).toEqual([
      "now",
      "now",
      "1m",
      "59m",
      "1h",
      "3d",
    ]);
  });
  it("are written as in the reader's region, in the language that was chosen", () => {
    expect(regional("en", ["ro-RO", "en-GB", "en-US"])).toBe("en-GB");
    expect(regional("vi", ["ro-RO", "en-GB"])).toBe("vi");
    expect(regional("en", ["en-US@posix", "en"])).toBe("en");
  });
  it("are said in words elsewhere", () => {
    expect(en.relative(ago(3_600 * 5), now)).toBe("5 hours ago");
    expect(en.relative(ago(-3), now)).toBe("now");
  });
  it("are those of the zone that was chosen, days included", () => {
    const [hanoi, lima] = [formats("en", "Asia/Ho_Chi_Minh"), formats("en", "America/Lima")];
    const evening = "2026-03-09T20:30:00Z";
    // In Hanoi it is the same day already, in Lima still the day before.
    expect(hanoi.stamp(evening, now)).toBe("3:30 AM");
    expect(lima.stamp(evening, now)).toBe("Mar 9, 3:30 PM");
  });
  it("count bytes by thousands", () => {
    expect([en.bytes(1), en.bytes(999), en.bytes(48_211), en.bytes(2_348_211)]).toEqual([
      "1 byte",
      "999 bytes",
      "48 kB",
      "2.3 MB",
    ]);
  });
});

describe("the colour of a brand", () => {
  it("is measured as the server measures it", () => {
    const rounded = (color: string) => contrastWithWhite(color)?.toFixed(2);
    expect(["#000000", "#777777", "#767676", "#2563EB", "#ffffff"].map(rounded)).toEqual([
      "21.00",
      "4.48",
      "4.54",
      "5.17",
      "1.00",
    ]);
    expect(["", "red", "#12345", "#12345g"].map(rounded)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
