import { describe, expect, it } from "vitest";
import { readOperators, typingAt, valueOf, withOperator, wordsOf } from "@/features/search/operators";
import { isDay } from "@/features/search/problems";

const shown = (text: string) =>
  readOperators(text).tokens.map(({ operator, value, negated }) => `${negated ? "-" : ""}${operator}=${value}`);

describe("the text of a search", () => {
  it("is taken apart as the server does it", () => {
    const cases: [string, string[]][] = [
      ["lamp from:lan broken", ["from=lan"]],
      ['tag:"khách VIP" đèn', ["tag=khách VIP"]],
      ["-is:closed -tag:spam", ["-is=closed", "-tag=spam"]],
      ["FROM:Lan@Example.com", ["from=Lan@Example.com"]],
      ["#1042 number:7", ["number=1042", "number=7"]],
      ["-#9 x", ["-number=9"]],
      ['"from:lan is:open" after:2026-03', ["after=2026-03"]],
      ['subject:"giao chậm', ["subject=giao chậm"]],
      ["body:lamp re: https://x.test #1a # -# x:y", []],
      ["lampfrom:lan", []],
      ["lamp tag:", ["tag="]],
      ["tag: vip", ["tag="]],
      ["in:contacts minh", ["in=contacts"]],
    ];
    for (const [text, expected] of cases) expect(shown(text), text).toEqual(expected);
  });

  it("tells slips from words", () => {
    const meant = (text: string) => readOperators(text).strays.map(({ name, meant }) => `${name}>${meant}`);
    expect(meant("form:lan")).toEqual(["form>from"]);
    expect(meant("staus:open inobx:Support")).toEqual(["staus>status", "inobx>inbox"]);
    expect(meant("re:hello https://x.test body:lamp fw:x")).toEqual([]);
    expect(meant("form:")).toEqual([]);
  });

  it("is changed by the controls, and nothing else in it", () => {
    // Before the words, so that the last one stays a beginning.
    expect(withOperator("lam", "status", "open")).toBe("status:open lam");
    expect(withOperator("", "inbox", "Căsuța mea")).toBe('inbox:"Căsuța mea"');
    expect(withOperator("status:open lam", "status", "pending")).toBe("status:pending lam");
    expect(withOperator("a status:open b status:closed", "status", "spam")).toBe("a status:spam b");
    expect(withOperator('tag:"khách VIP" đèn', "tag", undefined)).toBe("đèn");
    expect(withOperator("-tag:spam x", "tag", "vip")).toBe("tag:vip -tag:spam x");
    expect(withOperator("x", "tag", undefined)).toBe("x");
    expect(valueOf('-tag:spam tag:"khách VIP"', "tag")).toBe("khách VIP");
    expect(valueOf("tag:", "tag")).toBeUndefined();
    expect(wordsOf('from:lan đèn hỏng tag:"a b" #7')).toBe("đèn hỏng");
  });

  it("knows what is being typed", () => {
    const at = (text: string) => {
      const caret = text.indexOf("|");
      const typing = typingAt(text.replace("|", ""), caret);
      return typing && [typing.operator, typing.typed, typing.from, typing.to];
    };
    expect(at("lamp fr|")).toEqual([undefined, "fr", 5, 7]);
    expect(at("-ta|")).toEqual([undefined, "ta", 1, 3]);
    expect(at("l|")).toBeUndefined();
    expect(at("lamp |")).toBeUndefined();
    expect(at("đèn|")).toBeUndefined();
    expect(at("from:|")).toEqual(["from", "", 5, 5]);
    expect(at("x from:la| y")).toEqual(["from", "la", 7, 9]);
    expect(at('tag:"khách V|')).toEqual(["tag", "khách V", 4, 12]);
    expect(at('tag:"khách VIP"|')).toBeUndefined();
    expect(at("#10|")).toBeUndefined();
  });

  it("knows days that there are", () => {
    expect(["2026-03-14", "2026-03", "2028-02-29"].map(isDay)).toEqual([true, true, true]);
    expect(["2026-02-30", "2026-13", "2026-3", "soon", "", "2026-03-1"].map(isDay)).toEqual(Array(6).fill(false));
  });
});
