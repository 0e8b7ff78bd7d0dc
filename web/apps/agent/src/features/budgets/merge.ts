import { cellOf, emptyLine, FIELDS, sameLine, saidIn, textOf, withText, type Field, type Line } from "./lines";

/** A field that both changed, to different things. */
export interface Clash {
  cell: string;
  name: string;
  field: Field;
  /** What the other one wrote. */
  theirs: string;
}

interface Merged {
  lines: Line[];
  clashes: Clash[];
}

const fold = ({ name }: Line) => name.trim().toLowerCase();

/**
 * What was typed here, put on top of what somebody else saved meanwhile, field by field. `base` is what both began with.
 * Nothing of theirs goes unless it was changed here too, and that is told as a clash.
 */
export function mergeLines(base: readonly Line[], mine: readonly Line[], theirs: readonly Line[]): Merged {
  const clashes: Clash[] = [];
  const lines: Line[] = [];
  const known = new Set<string>();
  theirs.forEach((their, index) => {
    const before = sameAs(their, index, base, theirs);
    const own = mine.find((line) =>
      before ? line.key === before.key : isNew(line, base) && fold(line) === fold(their),
    );
    if (before) known.add(before.key);
    if (own) known.add(own.key);
    if (own) lines.push(mergeLine(before, own, their, clashes));
    // Taken away here: that holds unless it was changed there.
    else if (!before || !sameLine(before, their)) lines.push(their);
  });
  for (const own of mine) {
    if (known.has(own.key)) continue;
    const before = base.find(({ key }) => key === own.key);
    // Taken away there: that holds unless it was changed here.
    if (!before || !sameLine(before, own)) lines.push(own);
  }
  return { lines, clashes };
}

const isNew = (line: Line, base: readonly Line[]) => !base.some(({ key }) => key === line.key);

/** The line that another one was before: that of the same name, or the one in its place when it was only renamed. */
function sameAs(their: Line, index: number, base: readonly Line[], theirs: readonly Line[]): Line | undefined {
  const named = base.find((line) => fold(line) === fold(their));
  if (named) return named;
  const placed = base[index];
  return placed && !theirs.some((line) => fold(line) === fold(placed)) ? placed : undefined;
}

function mergeLine(before: Line | undefined, own: Line, their: Line, clashes: Clash[]): Line {
  const base = before ?? emptyLine();
  let merged = their;
  for (const field of FIELDS) {
    const [was, mine, theirs] = [saidIn(base, field), saidIn(own, field), saidIn(their, field)];
    if (mine === was || mine === theirs) continue;
    merged = withText(merged, field, textOf(own, field));
    if (theirs !== was) {
      clashes.push({ cell: cellOf(their, field), name: their.name, field, theirs: textOf(their, field) });
    }
  }
  return merged;
}
