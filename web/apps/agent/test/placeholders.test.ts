import { describe, expect, it } from "vitest";
import { byFolder } from "@/features/saved-replies/folders";
import { missingPieces, preview } from "@/shared/placeholders";

describe("places without a value", () => {
  const body = "Hello {{contact.first_name|there}},\nyour address {{contact.email}} in {{inbox.name}}.";

  it("are found in the filled text", () => {
    const pieces = missingPieces(body, "Hello Lan,\nyour address  in Support.", [{ placeholder: "contact.email" }]);
    expect(pieces?.find((piece) => piece.missing)).toEqual({ text: "", missing: "contact.email" });
    expect(pieces?.map((piece) => (piece.missing ? "[?]" : piece.text)).join("")).toBe(
      "Hello Lan,\nyour address [?] in Support.",
    );
  });

  it("are none where the text has words of its own for that case", () => {
    const missing = [{ placeholder: "contact.first_name", fallback: "there" }];
    const pieces = missingPieces(body, "Hello there,\nyour address a@b.example in Support.", missing);
    expect(pieces?.some((piece) => piece.missing !== undefined)).toBe(false);
  });

  it("are not guessed when text and template do not fit", () => {
    expect(missingPieces("Hi {{contact.email}}!", "Hello !", [{ placeholder: "contact.email" }])).toBeUndefined();
  });

  it("take signs of patterns for what they are", () => {
    const pieces = missingPieces("(1) $5.00 \\{{x}} {{contact.email}}?", "(1) $5.00 {{x}} ?", [
      { placeholder: "contact.email" },
    ]);
    expect(pieces?.map((piece) => piece.missing ?? piece.text)).toEqual(["(1) $5.00 {{x}}", " ", "contact.email", "?"]);
  });
});

describe("the preview", () => {
  const values = { "contact.first_name": "Lan", "inbox.name": "" };
  it("shows example values and fallbacks, and leaves the unknown", () => {
    const text = preview("Hi {{ contact.first_name | there }} at {{inbox.name|us}}: {{contact.nme}} \\{{x}}", values);
    expect(text.map((piece) => piece.text).join("")).toBe("Hi Lan at us: {{contact.nme}} {{x}}");
    expect(text.filter((piece) => piece.name !== undefined)).toHaveLength(2);
  });
});

it("orders folders by name, with what lies in none at the end", () => {
  const reply = (folder: string, name: string) => ({ folder, name });
  const sorted = byFolder(
    [reply("", "z"), reply("Orders/Returns", "b"), reply("Orders", "10"), reply("Orders", "9")],
    "en",
  );
  expect(sorted.map(({ folder, replies }) => [folder, replies.map((one) => one.name)])).toEqual([
    ["Orders", ["9", "10"]],
    ["Orders/Returns", ["b"]],
    ["", ["z"]],
  ]);
});
