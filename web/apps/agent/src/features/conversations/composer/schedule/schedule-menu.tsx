import { Button, Checkbox, Input, Popover } from "@rapport/ui";
import { CalendarClock } from "lucide-react";
import { useId, useState, type ReactElement } from "react";
import { useI18n } from "@/i18n";
import { formatWhen, instant, localTime, presets, problemOf, type LocalTime } from "./times";
import { useZone } from "./use-zone";

export interface ScheduleChoice {
  at: string;
  cancelIfReplied: boolean;
  solve: boolean;
}

export interface ScheduleMenuProps {
  trigger: ReactElement<{ onClick?: () => void }>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onChoose: (choice: ScheduleChoice) => void;
}

/** When an answer leaves. Each line sends at once what is written: nothing has to be confirmed a second time. */
export function ScheduleMenu({ trigger, open, onOpenChange, onChoose }: ScheduleMenuProps) {
  const { t } = useI18n();
  return (
    <Popover
      trigger={trigger}
      open={open}
      onOpenChange={onOpenChange}
      align="end"
      side="top"
      label={t("schedule.title")}
      className="w-80 max-w-[calc(100vw-1rem)]"
    >
      <Choices
        onChoose={(choice) => {
          onOpenChange(false);
          onChoose(choice);
        }}
      />
    </Popover>
  );
}

function Choices({ onChoose }: { onChoose: (choice: ScheduleChoice) => void }) {
  const { t, locale } = useI18n();
  const zone = useZone();
  // What is proposed stands still while somebody reads it.
  const [now] = useState(() => new Date());
  const [own, setOwn] = useState<LocalTime>(() => localTime(new Date(now.getTime() + 24 * 3_600_000), zone));
  const [problem, setProblem] = useState<string>();
  const [cancelIfReplied, setCancelIfReplied] = useState(true);
  const [solve, setSolve] = useState(false);
  const id = useId();
  const zoneName = zone.replaceAll("_", " ");
  const choose = (at: Date) => onChoose({ at: at.toISOString(), cancelIfReplied, solve });
  const chooseOwn = () => {
    const at = instant(own, zone);
    const wrong = problemOf(at, new Date());
    setProblem(wrong && t(`field.${wrong}`));
    if (at && !wrong) choose(at);
  };
  const change = (part: Partial<LocalTime>) => {
    setProblem(undefined);
    setOwn({ ...own, ...part });
  };
  return (
    <div className="flex flex-col gap-1 p-1">
      <p className="flex items-baseline justify-between gap-3 px-2 pt-1 pb-0.5 text-sm">
        <span className="font-semibold">{t("schedule.title")}</span>
        <span className="truncate text-xs text-faint">{zoneName}</span>
      </p>
      <ul>
        {presets(now, zone).map(({ key, at }) => (
          <li key={key}>
            <button
              type="button"
              onClick={() => choose(at)}
              className="flex min-h-9 w-full items-center justify-between gap-3 rounded px-2 text-left text-base hover:bg-hover focus-visible:bg-hover"
            >
              <span>{t(`schedule.${key}`)}</span>
              <span className="shrink-0 text-sm text-muted tabular-nums">{formatWhen(at, locale, zone, false)}</span>
            </button>
          </li>
        ))}
      </ul>
      <form
        className="flex flex-col gap-2 border-t border-line px-2 pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          chooseOwn();
        }}
      >
        <fieldset className="flex flex-col gap-1.5">
          <legend className="mb-1 text-sm text-muted">{t("schedule.own")}</legend>
          <div className="flex gap-2">
            <Input
              type="date"
              aria-label={t("schedule.date")}
              value={own.date}
              aria-invalid={problem !== undefined || undefined}
              aria-describedby={problem === undefined ? undefined : id}
              onChange={(event) => change({ date: event.target.value })}
              className="min-w-0 flex-[3]"
            />
            <Input
              type="time"
              aria-label={t("schedule.time")}
              value={own.time}
              aria-invalid={problem !== undefined || undefined}
              onChange={(event) => change({ time: event.target.value })}
              className="min-w-0 flex-[2]"
            />
          </div>
          {problem !== undefined && (
            <p id={id} role="alert" className="text-sm text-danger">
              {problem}
            </p>
          )}
        </fieldset>
        <Checkbox
          label={t("schedule.cancelIfReplied")}
          checked={cancelIfReplied}
          onChange={(event) => setCancelIfReplied(event.target.checked)}
        />
        <Checkbox label={t("schedule.solve")} checked={solve} onChange={(event) => setSolve(event.target.checked)} />
        <Button type="submit" variant="primary" icon={<CalendarClock size={14} aria-hidden />} className="mb-1">
          {t("schedule.confirm")}
        </Button>
      </form>
    </div>
  );
}
