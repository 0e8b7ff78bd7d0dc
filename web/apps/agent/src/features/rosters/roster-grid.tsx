import { cx, IconButton } from "@rapport/ui";
import { Plus } from "lucide-react";
import { useEffect, useRef, useState, type DragEvent, type ReactNode } from "react";
import { useI18n } from "@/i18n";
import { Coverage } from "./coverage";
import { meetingsIn } from "./meetings/reading";
import { SHIFT_TYPE, ShiftBlock } from "./shift-block";
import type { ShiftChanges } from "./use-shift-changes";
import { useWords } from "./use-words";
import {
  coverageOf,
  dayOf,
  daysOf,
  hoursOf,
  hoursPaid,
  isAway,
  isOdd,
  moved,
  timesOf,
  type Move,
  type RosterWeek,
  type Shift,
} from "./week";

export interface Cell {
  agent: { id: number; name: string };
  day: string;
}

export interface RosterGridProps {
  week: RosterWeek;
  /** Whether the reader may change it. */
  editable: boolean;
  changes: ShiftChanges;
  onOpen: (shift: Shift) => void;
  onAdd: (cell: Cell) => void;
}

/** A week: a row for each agent, a column for each day, and under it what each day needs and has. */
export function RosterGrid({ week, editable, changes, onOpen, onAdd }: RosterGridProps) {
  const { t } = useI18n();
  const words = useWords();
  const days = daysOf(week.week);
  const { said, move } = useMoves(week, changes);
  const hours = hoursOf(week);
  const most = Math.max(1, ...week.required, ...week.rostered);
  const drop = (cell: Cell, id: number) => {
    const shift = week.shifts.find((one) => one.id === id);
    if (!shift) return;
    const by = days.indexOf(cell.day) - days.indexOf(dayOf(shift));
    move(shift, { agent: cell.agent, days: by });
  };
  return (
    <>
      <p role="status" className="sr-only">
        {said}
      </p>
      <div
        role="region"
        aria-label={t("rosters.grid")}
        tabIndex={0}
        className="relative overflow-x-auto rounded border border-line bg-surface"
      >
        <table className="w-full min-w-[60rem] table-fixed border-collapse text-sm">
          <thead>
            <tr className="border-b border-line bg-canvas text-left text-xs text-muted">
              <th scope="col" className="sticky left-0 z-10 w-40 bg-canvas px-3 py-2 font-medium max-md:w-28">
                {t("rosters.who")}
              </th>
              {days.map((day) => (
                <th key={day} scope="col" className="px-2 py-2 font-medium whitespace-nowrap">
                  {words.day(day)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {week.people.map((agent) => (
              <tr key={agent.id} className="border-b border-line">
                <th scope="row" className="sticky left-0 z-10 bg-surface px-3 py-1.5 text-left font-medium">
                  <span className="block truncate">{agent.name}</span>
                  <span className="block text-xs font-normal text-faint tabular-nums">
                    {t("rosters.hours", { hours: words.hours(hoursPaid(week, agent.id)) })}
                  </span>
                </th>
                {days.map((day) => (
                  <DayCell
                    key={day}
                    cell={{ agent, day }}
                    away={isAway(week, agent.id, day)}
                    editable={editable}
                    onDrop={drop}
                    onAdd={onAdd}
                  >
                    {week.shifts
                      .filter((shift) => shift.agent_id === agent.id && dayOf(shift) === day)
                      .map((shift) => (
                        <ShiftBlock
                          key={shift.id}
                          shift={shift}
                          meetings={meetingsIn(shift, week.meetings)}
                          editable={editable}
                          onOpen={onOpen}
                          onMove={move}
                          onRemove={changes.remove}
                        />
                      ))}
                  </DayCell>
                ))}
              </tr>
            ))}
          </tbody>
          {week.required.length > 0 && (
            <tfoot>
              <tr>
                <th
                  scope="row"
                  className="sticky left-0 z-10 bg-surface px-3 py-2 text-left text-xs font-medium text-muted"
                >
                  {t("rosters.coverage")}
                </th>
                {days.map((day, index) => (
                  <td key={day} className="px-2 py-2 align-bottom">
                    <Coverage coverage={coverageOf(week, index)} day={index} hours={hours} most={most} />
                  </td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
    </>
  );
}

/** Moves shifts, says where they went, and keeps the focus with the one that was moved by a key. */
function useMoves(week: RosterWeek, changes: ShiftChanges) {
  const { t } = useI18n();
  const words = useWords();
  const [said, setSaid] = useState("");
  const follow = useRef<number>(undefined);
  useEffect(() => {
    const id = follow.current;
    if (id === undefined) return;
    follow.current = undefined;
    const block = document.querySelector<HTMLElement>(`[data-shift="${String(id)}"]`);
    block?.focus();
  }, [week]);
  const move = (shift: Shift, wanted: Move, rows = 0) => {
    const row = week.people.findIndex((agent) => agent.id === shift.agent_id) + rows;
    const agent = wanted.agent ?? week.people[row];
    if (!agent) return;
    const after = moved(shift, { ...wanted, agent });
    const unchanged =
      after.agent_id === shift.agent_id &&
      after.local_start === shift.local_start &&
      after.local_end === shift.local_end;
    if (unchanged || isOdd(after) || !daysOf(week.week).includes(dayOf(after))) return;
    follow.current = shift.id;
    changes.change(after);
    setSaid(
      t("rosters.moved", {
        name: after.agent_name,
        day: words.longDay(dayOf(after)),
        time: timesOf(after),
      }),
    );
  };
  return { said, move };
}

interface DayCellProps {
  cell: Cell;
  away: boolean;
  editable: boolean;
  onDrop: (cell: Cell, shift: number) => void;
  onAdd: (cell: Cell) => void;
  children: ReactNode[];
}

/** What somebody does on a day; shifts can be dropped on it unless they are away. */
function DayCell({ cell, away, editable, onDrop, onAdd, children }: DayCellProps) {
  const { t } = useI18n();
  const words = useWords();
  const [over, setOver] = useState(false);
  const takes = (event: DragEvent) => editable && !away && event.dataTransfer.types.includes(SHIFT_TYPE);
  return (
    <td
      data-cell={`${String(cell.agent.id)}.${cell.day}`}
      onDragOver={(event) => {
        if (!takes(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (!takes(event)) return;
        event.preventDefault();
        onDrop(cell, Number(event.dataTransfer.getData(SHIFT_TYPE)));
      }}
      className={cx("group px-1.5 py-1.5 align-top", away && "bg-active", over && "bg-accent-soft")}
    >
      <div className="flex min-h-7 flex-col gap-1">
        {away && <span className="px-1.5 py-1 text-xs text-muted">{t("rosters.away")}</span>}
        {children}
        {editable && !away && children.length === 0 && (
          <IconButton
            size="sm"
            label={t("rosters.addFor", { name: cell.agent.name, day: words.longDay(cell.day) })}
            onClick={() => onAdd(cell)}
            className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
          >
            <Plus size={14} aria-hidden />
          </IconButton>
        )}
      </div>
    </td>
  );
}
