import { Button, Checkbox, cx, fold, Input } from "@rapport/ui";
import { CircleAlert } from "lucide-react";
import { useId, useState } from "react";
import { useI18n } from "@/i18n";
import type { Standing } from "./reading";

/** From so many on, one looks for a name rather than reading all of them. */
const MANY = 12;

export interface PeopleFieldProps {
  people: readonly { id: number; name: string }[];
  chosen: ReadonlySet<number>;
  /** Whether somebody is at work at the time; nothing while that is not known. */
  standing: (agent: number) => Standing | undefined;
  error: string | undefined;
  onChange: (chosen: ReadonlySet<number>) => void;
}

/** Who takes part, with everybody's shift beside their name. What is chosen at once is chosen among those who are shown. */
export function PeopleField({ people, chosen, standing, error, onChange }: PeopleFieldProps) {
  const { t } = useI18n();
  const id = useId();
  const [words, setWords] = useState("");
  const shown = people.filter(({ name }) => fold(name).includes(fold(words.trim())));
  const toggle = (agent: number) => {
    const next = new Set(chosen);
    if (!next.delete(agent)) next.add(agent);
    onChange(next);
  };
  return (
    <fieldset className="min-w-0" aria-describedby={error === undefined ? undefined : `${id}-error`}>
      <legend className="mb-1.5 text-sm font-medium">{t("rosters.meetingPeople")}</legend>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <AtOnce people={shown} chosen={chosen} standing={standing} onChange={onChange} />
        <span className="ml-auto text-sm text-muted tabular-nums">
          {t("rosters.meetingChosen", { chosen: chosen.size, all: people.length })}
        </span>
      </div>
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" className="mb-2 flex items-start gap-1 text-xs text-danger">
          <CircleAlert size={13} className="mt-px shrink-0" aria-hidden />
          {error}
        </p>
      )}
      {people.length >= MANY && (
        <Input
          type="search"
          aria-label={t("rosters.meetingFind")}
          placeholder={t("rosters.meetingFind")}
          value={words}
          onChange={({ target }) => setWords(target.value)}
          // It looks for a name and saves nothing.
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
          className="mb-2"
        />
      )}
      {shown.length === 0 && <p className="py-2 text-sm text-faint">{t("rosters.meetingNoMatch")}</p>}
      {shown.length > 0 && (
        <ul className="scroll-thin max-h-64 divide-y divide-line overflow-y-auto rounded border border-line">
          {shown.map((one) => (
            <PersonRow
              key={one.id}
              name={one.name}
              chosen={chosen.has(one.id)}
              standing={standing(one.id)}
              onToggle={() => toggle(one.id)}
            />
          ))}
        </ul>
      )}
    </fieldset>
  );
}

/** All, none, or those who are at work then. */
function AtOnce({ people, chosen, standing, onChange }: Omit<PeopleFieldProps, "error">) {
  const { t } = useI18n();
  const choose = (wanted: (agent: number) => boolean) => {
    const next = new Set(chosen);
    for (const { id } of people) {
      if (wanted(id)) next.add(id);
      else next.delete(id);
    }
    onChange(next);
  };
  return (
    <>
      <Button size="sm" onClick={() => choose(() => true)}>
        {t("rosters.meetingAll")}
      </Button>
      <Button size="sm" onClick={() => choose(() => false)}>
        {t("rosters.meetingNobody")}
      </Button>
      <Button
        size="sm"
        disabled={people.every(({ id }) => standing(id) === undefined)}
        onClick={() => choose((agent) => standing(agent)?.kind === "works")}
      >
        {t("rosters.meetingAtWork")}
      </Button>
    </>
  );
}

interface PersonRowProps {
  name: string;
  chosen: boolean;
  standing: Standing | undefined;
  onToggle: () => void;
}

function PersonRow({ name, chosen, standing, onToggle }: PersonRowProps) {
  const id = useId();
  const said = useStanding(standing);
  return (
    <li className="flex items-center justify-between gap-3 px-3 py-1.5">
      <Checkbox className="min-w-0" label={name} aria-describedby={id} checked={chosen} onChange={onToggle} />
      <span
        id={id}
        className={cx(
          "shrink-0 text-xs tabular-nums",
          chosen && standing?.kind !== "works" ? "text-warning" : "text-muted",
        )}
      >
        {said}
      </span>
    </li>
  );
}

/** "08:00–16:30"; "only 08:00–12:00" of those who are not at work for all of it. */
function useStanding(standing: Standing | undefined): string {
  const { t, list } = useI18n();
  switch (standing?.kind) {
    case undefined:
      return "";
    case "works":
      return list(standing.times);
    case "elsewhere":
      return t("rosters.meetingOnly", { times: list(standing.times) });
    case "away":
      return t("rosters.away");
    case "free":
      return t("intraday.barUnplanned");
  }
}
