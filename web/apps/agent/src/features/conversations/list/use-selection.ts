import type { ConversationSummary } from "@rapport/api";
import { useCallback, useMemo, useRef, useState } from "react";

export interface Selection {
  ids: number[];
  has: (id: number) => boolean;
  set: (id: number, selected: boolean, range: boolean) => void;
  all: () => void;
  clear: () => void;
}

/** The most that one bulk change takes. */
const MOST = 500;

/** Ticked rows. With shift, all rows between the last touched one and this one follow. */
export function useSelection(rows: readonly ConversationSummary[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const lastTouched = useRef<number>(undefined);
  const latest = useRef(rows);
  latest.current = rows;

  const set = useCallback((id: number, selected: boolean, range: boolean) => {
    const order = latest.current.map((row) => row.id);
    const from = lastTouched.current === undefined ? -1 : order.indexOf(lastTouched.current);
    const to = order.indexOf(id);
    lastTouched.current = id;
    const touched = range && from >= 0 && to >= 0 ? order.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
    setChosen((before) => {
      const next = new Set(before);
      for (const each of touched) {
        if (selected) next.add(each);
        else next.delete(each);
      }
      return next;
    });
  }, []);
  const clear = useCallback(() => setChosen(new Set()), []);
  const all = useCallback(() => setChosen(new Set(latest.current.slice(0, MOST).map((row) => row.id))), []);
  // Rows that left the list (solved, taken by a colleague) must not be changed unseen.
  const ids = useMemo(() => rows.filter((row) => chosen.has(row.id)).map((row) => row.id), [rows, chosen]);
  const has = useCallback((id: number) => chosen.has(id), [chosen]);
  return { ids, has, set, all, clear };
}
