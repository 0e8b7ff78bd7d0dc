import { Button, Checkbox, IconButton } from "@rapport/ui";
import { ArrowDown, ArrowUp, CircleAlert } from "lucide-react";
import { useI18n } from "@/i18n";
import { CHOOSABLE, COLUMN_LABELS, STANDARD, type Column } from "../list/columns";

export interface ColumnsFieldProps {
  /** In their order. */
  columns: readonly string[];
  onChange: (columns: string[]) => void;
  problem: string | undefined;
}

/** What the rows of a view show, and in a table in which order. Who and what about is always there. */
export function ColumnsField({ columns, onChange, problem }: ColumnsFieldProps) {
  const { t } = useI18n();
  const chosen = columns.filter((name): name is Column => (CHOOSABLE as readonly string[]).includes(name));
  const rest = CHOOSABLE.filter((column) => !chosen.includes(column));
  const move = (column: Column, by: -1 | 1) => {
    const at = chosen.indexOf(column);
    const next = chosen.filter((other) => other !== column);
    next.splice(Math.max(0, at + by), 0, column);
    onChange(next);
  };
  return (
    <fieldset>
      <div className="mb-2 flex items-center justify-between gap-2">
        <legend className="contents">
          <span className="text-sm font-medium">{t("views.columns")}</span>
        </legend>
        <Button size="sm" variant="ghost" onClick={() => onChange([...STANDARD])}>
          {t("views.columnsUsual")}
        </Button>
      </div>
      <ul className="grid gap-x-4 rounded border border-line p-2 sm:grid-cols-2">
        {[...chosen, ...rest].map((column) => {
          const at = chosen.indexOf(column);
          const label = t(COLUMN_LABELS[column]);
          const fixed = column === "contact" || column === "subject";
          return (
            <li key={column} className="group flex min-h-8 items-center gap-1 rounded px-1 hover:bg-hover">
              <Checkbox
                className="min-w-0 flex-1"
                label={label}
                checked={at >= 0}
                disabled={fixed && at >= 0}
                onChange={(event) =>
                  onChange(event.target.checked ? [...chosen, column] : chosen.filter((other) => other !== column))
                }
              />
              {at >= 0 && (
                <span className="flex shrink-0">
                  <IconButton
                    size="sm"
                    label={t("views.columnUp", { name: label })}
                    disabled={at === 0}
                    onClick={() => move(column, -1)}
                  >
                    <ArrowUp size={14} aria-hidden />
                  </IconButton>
                  <IconButton
                    size="sm"
                    label={t("views.columnDown", { name: label })}
                    disabled={at === chosen.length - 1}
                    onClick={() => move(column, 1)}
                  >
                    <ArrowDown size={14} aria-hidden />
                  </IconButton>
                </span>
              )}
            </li>
          );
        })}
      </ul>
      {problem !== undefined && (
        <p role="alert" className="mt-1 flex items-start gap-1 text-xs text-danger">
          <CircleAlert size={13} className="mt-px shrink-0" aria-hidden />
          {problem}
        </p>
      )}
    </fieldset>
  );
}
