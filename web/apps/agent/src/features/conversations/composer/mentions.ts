interface Named {
  id: number;
  name: string;
  active: boolean;
}

const LETTER = /[\p{L}\p{N}]/u;

/** Who is named by `@` and the whole name. Of “@Ana Pop” and “@Ana” the longer one is meant, when both are colleagues. */
export function mentionsIn(text: string, agents: Named[]): number[] {
  const byLength = agents.filter((agent) => agent.active).sort((a, b) => b.name.length - a.name.length);
  const found = new Set<number>();
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    // An address of mail names nobody.
    if (at > 0 && LETTER.test(text.charAt(at - 1))) continue;
    const rest = text.slice(at + 1).normalize("NFC");
    const named = byLength.find(({ name }) => {
      const wanted = name.normalize("NFC");
      return rest.startsWith(wanted) && !LETTER.test(rest.charAt(wanted.length));
    });
    if (named) found.add(named.id);
  }
  return [...found];
}
