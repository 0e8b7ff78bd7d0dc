import { useEffect, useState, type RefObject } from "react";
import { useI18n } from "@/i18n";
import { cellOf, monthOfTrouble, refusedCells, saidIn, wrongCells, type Field, type Line } from "./lines";
import type { BudgetFormState } from "./use-budget-form";

export interface Troubles {
  /** Whether somebody tried to save what cannot be read. */
  tried: boolean;
  /** Whether a field holds something which is no number. */
  isWrong: (line: Line, field: Field) => boolean;
  /** Why the server refused what stands in a field. */
  refusal: (line: Line, field: Field) => string | undefined;
  /** Saves, or shows what keeps it from being saved. */
  submit: () => void;
}

/** What is wrong in the table, and the way there: a month that is not shown is opened, and its field gets the focus. */
export function useTroubles(
  { lines, changed, conflict, save }: BudgetFormState,
  element: RefObject<HTMLElement | null>,
  setMonth: (change: (shown: number) => number) => void,
): Troubles {
  const i18n = useI18n();
  const [tries, setTries] = useState(0);
  const wrong = wrongCells(lines);
  const refused = refusedCells(save.error, save.variables ?? []);
  useEffect(() => {
    if (tries > 0 || save.error) element.current?.querySelector<HTMLElement>("input[aria-invalid=true]")?.focus();
  }, [tries, save.error, element]);
  const show = (cells: ReadonlySet<string>) => setMonth((shown) => monthOfTrouble(lines, cells, shown));
  return {
    tried: tries > 0,
    isWrong: (line, field) => wrong.has(cellOf(line, field)),
    refusal: (line, field) => {
      const found = refused.get(cellOf(line, field));
      return found?.said === saidIn(line, field) ? i18n.tCode("field", found.code, found.detail) : undefined;
    },
    submit: () => {
      if (!changed || conflict || save.isPending) return;
      if (wrong.size > 0) {
        show(wrong);
        setTries(tries + 1);
        return;
      }
      setTries(0);
      save.mutate(lines, { onError: (error) => show(new Set(refusedCells(error, lines).keys())) });
    },
  };
}
