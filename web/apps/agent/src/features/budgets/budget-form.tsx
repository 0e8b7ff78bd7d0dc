import { showToast } from "@rapport/ui";
import { useEffect, useRef, useState, type RefObject } from "react";
import { flushSync } from "react-dom";
import { useFigures } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { Begin } from "./begin";
import { BudgetTable } from "./budget-table";
import { LeaveWarning } from "./leave-warning";
import {
  amountsOf,
  emptyLine,
  monthsKnown,
  monthToEnter,
  sameLine,
  sumOf,
  withPlan,
  withText,
  type BudgetView,
  type Line,
} from "./lines";
import { MonthChoice } from "./month-choice";
import { PlanNotice, SaveNotices } from "./notices";
import { SaveBar, SheetActions } from "./sheet-actions";
import { Summary } from "./summary";
import { useBudgetForm, type BudgetFormState } from "./use-budget-form";
import type { PlanCosts } from "./use-plan-costs";
import { useSaveKey } from "./use-save-key";
import { useTroubles } from "./use-troubles";

interface BudgetFormProps {
  view: BudgetView;
  /** The costs of the plan in the address; undefined when there is none. */
  plan: PlanCosts | undefined;
  /** After it was saved. */
  onSaved: () => void;
}

/** The budget of a year: begun, filled in month by month, and held against what was spent. */
export function BudgetForm({ view, plan, onSaved }: BudgetFormProps) {
  const form = useBudgetForm(view);
  const isSaved = form.save.isSuccess && !form.changed;
  useEffect(() => {
    if (isSaved) onSaved();
  }, [isSaved, onSaved]);
  return (
    <>
      <LeaveWarning changed={form.changed} />
      {form.lines.length === 0 && !form.changed ? (
        <Begin year={view.year} plan={plan} onBegin={(lines) => form.edit(() => lines)} />
      ) : (
        <Sheet view={view} plan={plan} form={form} />
      )}
    </>
  );
}

function Sheet({ view, plan, form }: Omit<BudgetFormProps, "onSaved"> & { form: BudgetFormState }) {
  const { whole } = useFigures();
  const { year } = view;
  const { lines, edit } = form;
  const element = useRef<HTMLFormElement>(null);
  const [month, setMonth] = useState(() => monthToEnter(view.months, year, new Date()));
  const troubles = useTroubles(form, element, setMonth);
  const { add, remove } = useRows(form, element);
  const amounts = lines.map(amountsOf);
  const all = sumOf(amounts);
  const months = monthsKnown(all);
  const incomplete = amounts.filter(({ spent }) => spent.slice(0, months).includes(null)).length;
  useSaveKey(troubles.submit);
  return (
    <form
      ref={element}
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        troubles.submit();
      }}
    >
      <Summary all={all} months={months} incomplete={incomplete} view={view} changed={form.changed} />
      <PlanNotice
        year={year}
        plan={form.changed ? undefined : plan}
        lines={lines}
        onPut={() => edit((now) => withPlan(now, plan?.lines ?? [], whole))}
      />
      <SaveNotices form={form} />
      <MonthChoice
        month={month}
        known={(index) => all.spent[index] != null}
        wrong={(index) => lines.some((line) => troubles.isWrong(line, index) || troubles.refusal(line, index))}
        onChoose={setMonth}
      />
      <BudgetTable
        year={year}
        lines={lines}
        all={all}
        months={months}
        month={month}
        troubles={troubles}
        onChange={(key, field, text) =>
          edit((now) => now.map((line) => (line.key === key ? withText(line, field, text) : line)))
        }
        onRemove={remove}
      />
      <SheetActions year={year} lines={lines} onAdd={add} />
      <SaveBar {...form} />
    </form>
  );
}

/** Lines that come and go. The focus goes where the reader goes on. */
function useRows({ lines, edit }: BudgetFormState, element: RefObject<HTMLElement | null>) {
  const { t } = useI18n();
  const focus = (index: number) => {
    const names = element.current?.querySelectorAll<HTMLElement>("input[data-column=name]") ?? [];
    const next = names[Math.min(index, names.length - 1)];
    (next ?? element.current?.querySelector<HTMLElement>("[data-add]"))?.focus();
  };
  // Unless it came back by other ways meanwhile.
  const putBack = (line: Line, index: number) =>
    edit((now) => (now.some((one) => sameLine(one, line)) ? now : [...now.slice(0, index), line, ...now.slice(index)]));
  return {
    add: () => {
      flushSync(() => edit((now) => [...now, emptyLine()]));
      focus(lines.length);
    },
    remove: (key: string) => {
      const index = lines.findIndex((line) => line.key === key);
      const line = lines[index];
      if (!line) return;
      flushSync(() => edit((now) => now.filter((one) => one !== line)));
      focus(index);
      showToast({
        message: t("budget.removed", { name: line.name.trim() || t("budget.line", { number: index + 1 }) }),
        action: { label: t("action.undo"), run: () => putBack(line, index) },
      });
    },
  };
}
