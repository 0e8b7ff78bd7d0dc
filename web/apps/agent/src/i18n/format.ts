/**
 * Formats the messages of the catalogues: `{name}`, `{count, plural, one {# file} other {# files}}` and
 * `{kind, select, mail {…} other {…}}`, nested as needed. That is the part of ICU MessageFormat that we use; a library
 * for all of it would weigh more than the catalogue.
 */

export type Params = Record<string, string | number>;

type Node = string | { name: string; choose?: { kind: "plural" | "select"; cases: Record<string, Node[]> } };

const HASH = "#";

class Parser {
  private at = 0;
  constructor(private readonly text: string) {}

  /** Reads until the end or the brace that closes the surrounding case. */
  nodes(insidePlural: boolean): Node[] {
    const nodes: Node[] = [];
    let plain = "";
    const flush = () => {
      if (plain !== "") nodes.push(plain);
      plain = "";
    };
    while (this.at < this.text.length && this.text[this.at] !== "}") {
      const char = this.text[this.at];
      if (char === "{") {
        flush();
        nodes.push(this.placeholder());
      } else if (char === HASH && insidePlural) {
        flush();
        nodes.push({ name: HASH });
        this.at += 1;
      } else {
        plain += char;
        this.at += 1;
      }
    }
    flush();
    return nodes;
  }

  private placeholder(): Node {
    this.expect("{");
    const name = this.word();
    if (this.text[this.at] === "}") {
      this.at += 1;
      return { name };
    }
    this.expect(",");
    const kind = this.word();
    if (kind !== "plural" && kind !== "select") throw new SyntaxError(`unknown format "${kind}" in "${this.text}"`);
    this.expect(",");
    const cases: Record<string, Node[]> = {};
    for (;;) {
      const key = this.word();
      if (key === "") break;
      this.expect("{");
      cases[key] = this.nodes(kind === "plural");
      this.expect("}");
    }
    this.expect("}");
    if (!cases["other"]) throw new SyntaxError(`no case "other" in "${this.text}"`);
    return { name, choose: { kind, cases } };
  }

  private word(): string {
    const match = /\s*([^\s,{}]*)\s*/uy;
    match.lastIndex = this.at;
    const found = match.exec(this.text);
    this.at = match.lastIndex;
    return found?.[1] ?? "";
  }

  private expect(char: string): void {
    if (this.text[this.at] !== char) throw new SyntaxError(`expected "${char}" at ${this.at} in "${this.text}"`);
    this.at += 1;
  }

  get finished(): boolean {
    return this.at >= this.text.length;
  }
}

/** Throws on a message that cannot be read; a test reads all of them, so that none reaches a screen. */
export function parseMessage(text: string): Node[] {
  const parser = new Parser(text);
  const nodes = parser.nodes(false);
  if (!parser.finished) throw new SyntaxError(`stray "}" in "${text}"`);
  return nodes;
}

/** Names of the values that a message needs; the catalogues are compared by them. */
export function placeholders(nodes: Node[]): Set<string> {
  const names = new Set<string>();
  for (const node of nodes) {
    if (typeof node === "string" || node.name === HASH) continue;
    names.add(node.name);
    for (const inner of Object.values(node.choose?.cases ?? {})) {
      for (const name of placeholders(inner)) names.add(name);
    }
  }
  return names;
}

const parsed = new Map<string, Node[]>();

/** The message with its values. Numbers are written as the language does; pass text for what is no quantity. */
export function formatMessage(locale: string, text: string, params: Params = {}): string {
  if (!text.includes("{")) return text;
  let nodes = parsed.get(text);
  if (!nodes) {
    nodes = parseMessage(text);
    parsed.set(text, nodes);
  }
  return render(locale, nodes, params, 0);
}

function render(locale: string, nodes: Node[], params: Params, count: number): string {
  let out = "";
  for (const node of nodes) {
    if (typeof node === "string") out += node;
    else if (node.name === HASH) out += new Intl.NumberFormat(locale).format(count);
    else if (!node.choose) out += plain(locale, params[node.name]);
    else out += choose(locale, node.choose, params, params[node.name] ?? "");
  }
  return out;
}

function plain(locale: string, value: string | number | undefined): string {
  if (typeof value === "number") return new Intl.NumberFormat(locale).format(value);
  return value ?? "";
}

function choose(
  locale: string,
  { kind, cases }: { kind: "plural" | "select"; cases: Record<string, Node[]> },
  params: Params,
  value: string | number,
): string {
  const count = Number(value);
  const key = kind === "select" ? String(value) : new Intl.PluralRules(locale).select(count);
  const exact = kind === "plural" ? cases[`=${count}`] : undefined;
  return render(locale, exact ?? cases[key] ?? cases["other"] ?? [], params, count);
}
