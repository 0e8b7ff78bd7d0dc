import { CircleAlert } from "lucide-react";
import { cx } from "@rapport/ui";
import { useI18n } from "@/i18n";
import { useMonths } from "./use-months";

interface MonthChoiceProps {
  /** Counted from 0. */
  month: number;
  known: (month: number) => boolean;
  wrong: (month: number) => boolean;
  onChoose: (month: number) => void;
}

/** Which month's spending stands in the table. */
export function MonthChoice({ month, known, wrong, onChoose }: MonthChoiceProps) {
  const { t } = useI18n();
  const months = useMonths();
  const name = (index: number) => {
    const params = { month: months.long[index] ?? "" };
    if (wrong(index)) return t("budget.monthWrong", params);
    return known(index) ? t("budget.monthKnown", params) : params.month;
  };
  return (
    <fieldset className="min-w-0 print:hidden">
      <legend className="mb-1.5 text-sm font-medium">{t("budget.month")}</legend>
      <div className="grid w-full grid-cols-6 gap-px overflow-hidden rounded border border-line-strong bg-line sm:w-fit lg:grid-cols-12">
        {months.short.map((short, index) => (
          <label
            key={short}
            className={cx(
              "relative flex h-9 items-center justify-center bg-surface px-1 text-sm text-muted transition-colors hover:bg-hover hover:text-text sm:w-16 pointer-coarse:h-11",
              "has-checked:bg-accent-solid has-checked:font-medium has-checked:text-on-accent",
              "has-focus-visible:outline-2 has-focus-visible:-outline-offset-4 has-focus-visible:outline-accent has-checked:has-focus-visible:outline-on-accent",
            )}
          >
            <input
              type="radio"
              name="month"
              className="absolute inset-0 size-full cursor-pointer appearance-none outline-none"
              aria-label={name(index)}
              checked={index === month}
              onChange={() => onChoose(index)}
            />
            <span aria-hidden>{short}</span>
            <Mark wrong={wrong(index)} known={known(index)} chosen={index === month} />
          </label>
        ))}
      </div>
      <p className="mt-1 text-xs text-faint">{t("budget.monthAbout")}</p>
    </fieldset>
  );
}

/** What is to be known of a month before it is opened. */
function Mark({ wrong, known, chosen }: { wrong: boolean; known: boolean; chosen: boolean }) {
  if (wrong) {
    return <CircleAlert size={12} aria-hidden className={cx("absolute top-1 right-1", chosen ? "" : "text-danger")} />;
  }
  if (!known) return null;
  return (
    <span aria-hidden className={cx("absolute bottom-1 size-1 rounded-full", chosen ? "bg-on-accent" : "bg-accent")} />
  );
}
