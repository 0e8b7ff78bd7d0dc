import { cx } from "@rapport/ui";
import { useNavigate } from "@tanstack/react-router";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useI18n } from "@/i18n";
import type { Sort } from "../data/filters";
import { COLUMN_LABELS, tracks, type Column } from "./columns";

/** Orders that a column can give: the first one when it is pressed, the next one when it is pressed again. */
const SORTS: Partial<Record<Column, readonly Sort[]>> = {
  activity: ["newest", "oldest"],
  waiting: ["waiting"],
  priority: ["priority"],
};
const RISING: readonly Sort[] = ["oldest", "waiting"];

export interface TableHeadProps {
  columns: readonly Column[];
  sort: Sort;
  /** What the list has without being asked. */
  usual: Sort;
}

/** The names of the columns; those by which the list can be ordered do it. */
export function TableHead({ columns, sort, usual }: TableHeadProps) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const choose = (next: Sort) =>
    void navigate({ to: ".", search: (search) => ({ ...search, sort: next === usual ? undefined : next }) });
  return (
    <div role="rowgroup" className="shrink-0 overflow-y-scroll scroll-thin border-b border-line bg-canvas">
      <div
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: tracks(columns) }}
        className="grid h-8 items-center pr-3 text-xs font-medium text-muted compact:h-7"
      >
        <span role="columnheader">
          <span className="sr-only">{t("column.select")}</span>
        </span>
        {columns.map((column) => {
          const sorts = SORTS[column];
          const at = sorts?.indexOf(sort) ?? -1;
          const label = t(COLUMN_LABELS[column]);
          const rising = RISING.includes(sort);
          return (
            <span
              key={column}
              role="columnheader"
              aria-sort={at < 0 ? undefined : rising ? "ascending" : "descending"}
              className="min-w-0 pr-3"
            >
              {sorts ? (
                <button
                  type="button"
                  onClick={() => choose(sorts[(at + 1) % sorts.length] ?? "newest")}
                  className={cx(
                    "-ml-1 inline-flex h-6 max-w-full items-center gap-1 rounded px-1 hover:bg-hover hover:text-text",
                    at >= 0 && "text-text",
                  )}
                >
                  <span className="truncate">{label}</span>
                  {at >= 0 && (rising ? <ArrowUp size={12} aria-hidden /> : <ArrowDown size={12} aria-hidden />)}
                </button>
              ) : (
                <span className="block truncate">{label}</span>
              )}
            </span>
          );
        })}
      </div>
    </div>
  );
}
