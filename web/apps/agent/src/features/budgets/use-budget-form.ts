import { api, isApiError, unwrap } from "@rapport/api";
import { showToast } from "@rapport/ui";
import { useMutation, type UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import { useFigures } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { queryClient } from "@/shared/query-client";
import { linesOf, requestOf, sameLines, type BudgetView, type Line } from "./lines";
import { mergeLines, type Clash } from "./merge";
import { budgetQuery } from "./queries";

interface Form {
  /** What the server said last. */
  seen: BudgetView;
  /** The revision that the lines were made from, and how they stood in it. */
  revision: number | null;
  saved: Line[];
  lines: Line[];
}

export interface BudgetFormState {
  lines: Line[];
  edit: (change: (lines: Line[]) => Line[]) => void;
  /** Whether anything is not saved. */
  changed: boolean;
  /** Somebody else saved while there is something here that is not. */
  conflict: boolean;
  /** What both changed, after what was typed here was put on top. */
  clashes: Clash[] | undefined;
  putOnTop: () => void;
  /** Drops what was typed. */
  discard: () => void;
  save: UseMutationResult<BudgetView, Error, Line[]>;
}

/** The lines as they are typed, beside what the server has. What somebody else saves is taken over while nothing is typed. */
export function useBudgetForm(view: BudgetView): BudgetFormState {
  const { t } = useI18n();
  const { whole } = useFigures();
  const read = (from: BudgetView, before?: Line[]): Form => {
    const lines = linesOf(from.lines, whole, before);
    return { seen: view, revision: from.revision ?? null, saved: lines, lines };
  };
  const [form, setForm] = useState(() => read(view));
  const [clashes, setClashes] = useState<Clash[]>();
  const changed = !sameLines(form.saved, form.lines);
  const { queryKey } = budgetQuery(view.year);
  const save = useMutation({
    mutationFn: (lines: Line[]) =>
      unwrap(
        api.PUT("/api/v1/workforce/budgets/{year}", {
          params: { path: { year: view.year } },
          body: { revision: form.revision, lines: requestOf(lines) },
        }),
      ),
    onSuccess: async (stored, sent) => {
      // What was asked for before may come in after this, and be older.
      await queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(queryKey, stored);
      setClashes(undefined);
      setForm((now) => {
        const next = read(stored, sent);
        // What was typed meanwhile stays, and is not saved yet.
        return { ...next, seen: now.seen, lines: now.lines === sent ? next.lines : now.lines };
      });
      showToast({ tone: "success", message: t("action.saved") });
    },
    onError: (error) => {
      if (isApiError(error, "budget_changed")) void queryClient.invalidateQueries({ queryKey });
    },
  });
  const isNewer = (view.revision ?? 0) > (form.revision ?? 0);
  if (view !== form.seen) {
    const takeOver = !changed && !save.isPending && (view.revision ?? 0) >= (form.revision ?? 0);
    setForm(takeOver ? read(view, form.lines) : { ...form, seen: view });
  }
  const begin = (next: Form, told?: Clash[]) => {
    setForm(next);
    setClashes(told);
    save.reset();
  };
  return {
    lines: form.lines,
    edit: (change) => setForm((now) => ({ ...now, lines: change(now.lines) })),
    changed,
    conflict: changed && isNewer && !save.isPending,
    clashes,
    putOnTop: () => {
      const next = read(view);
      const merged = mergeLines(form.saved, form.lines, next.lines);
      begin({ ...next, lines: merged.lines }, merged.clashes);
    },
    discard: () => begin(read(view)),
    save,
  };
}
