import { api, unwrap, type components } from "@rapport/api";
import { Button, Checkbox, Dialog, Field, Input, Notice, Select } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { formOf, isExample, usePlan, type PlanSearch } from "@/features/workforce";
import { useI18n } from "@/i18n";
import { teamsQuery } from "@/shared/lookups";
import { fieldProblem, problemText } from "@/shared/problems";
import { useCan } from "@/shared/session";
import { refresh, type MakeRoster } from "./queries";
import type { RosterWeek } from "./week";

export type Made = components["schemas"]["MadeRosterView"];

/** Hours of a full-time contract. */
const FULL_TIME = 40;

export interface MakeDialogProps {
  week: RosterWeek;
  /** The plan in the address. */
  search: PlanSearch;
  onMade: (made: Made) => void;
  onClose: () => void;
}

/** From the plan to a roster: for whom, with which contracts. */
export function MakeDialog({ week, search, onMade, onClose }: MakeDialogProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const counts = useCan()("conversations.read");
  const [tickets, setTickets] = useState(() => formOf(search).tickets);
  const form = { ...formOf(search), tickets };
  const planned = !isExample(form) || form.own;
  const plan = usePlan(form, { signedIn: true, counts, own: form.own, enabled: planned });
  const { chosen, hours, toggle, setHours, setTeam } = usePeople(week);
  const [replace, setReplace] = useState(false);
  const isPublished = week.shifts.some((shift) => shift.state === "published");
  const make = useMutation({
    mutationFn: () => {
      const body: MakeRoster = {
        agents: planned ? (plan.query.data?.intervals.map(({ agents }) => agents) ?? null) : null,
        people: week.people
          .filter(({ id }) => chosen.has(id))
          .map(({ id }) => ({ agent_id: id, hours_per_week: hours.get(id) ?? null })),
        replace_published: replace,
      };
      return unwrap(api.POST("/api/v1/workforce/rosters/{week}", { params: { path: { week: week.week } }, body }));
    },
    onSuccess: (made) => {
      onMade(made);
      onClose();
      return refresh();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  const error = make.error ?? (planned ? plan.query.error : null);
  return (
    <Dialog
      open
      size="md"
      onOpenChange={(open) => !open && onClose()}
      title={t("rosters.make")}
      description={t("rosters.makeAbout")}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button
            variant="primary"
            type="submit"
            form="make-roster"
            loading={make.isPending}
            disabled={chosen.size === 0 || (planned && (!plan.query.data || plan.query.isPlaceholderData))}
          >
            {t("rosters.makeFor", { people: chosen.size })}
          </Button>
        </>
      }
    >
      <form id="make-roster" onSubmit={submit} className="flex flex-col gap-4 pb-4">
        {error && <Notice tone="danger">{problemText(i18n, error)}</Notice>}
        <Field
          label={t("rosters.contacts")}
          error={fieldProblem(i18n, make.error, "agents")}
          hint={t(week.required.length > 0 ? "rosters.contactsHint" : "rosters.contactsFirst")}
        >
          <Input inputMode="numeric" value={tickets} onChange={(event) => setTickets(event.target.value)} />
        </Field>
        <p className="text-sm text-muted">
          {t("rosters.asInPlanner")}{" "}
          <Link to="/workforce" search={search} className="text-accent underline underline-offset-2">
            {t("rosters.openPlanner")}
          </Link>
        </p>
        <People week={week} chosen={chosen} hours={hours} toggle={toggle} setHours={setHours} setTeam={setTeam} />
        {isPublished && (
          <Checkbox
            label={t("rosters.replace")}
            hint={t("rosters.replaceHint")}
            checked={replace}
            onChange={(event) => setReplace(event.target.checked)}
          />
        )}
      </form>
    </Dialog>
  );
}

interface PeopleState {
  chosen: ReadonlySet<number>;
  hours: ReadonlyMap<number, number>;
  toggle: (agent: number) => void;
  setHours: (agent: number, hours: number) => void;
  setTeam: (members: readonly number[] | undefined) => void;
}

/** Who is planned, everybody at first, and for how many hours. */
function usePeople(week: RosterWeek): PeopleState {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(() => new Set(week.people.map(({ id }) => id)));
  const [hours, setAllHours] = useState<ReadonlyMap<number, number>>(new Map());
  return {
    chosen,
    hours,
    toggle: (agent) => {
      const next = new Set(chosen);
      if (!next.delete(agent)) next.add(agent);
      setChosen(next);
    },
    setHours: (agent, value) => setAllHours(new Map(hours).set(agent, value)),
    setTeam: (members) =>
      setChosen(new Set(week.people.map(({ id }) => id).filter((id) => members?.includes(id) ?? true))),
  };
}

function People({ week, chosen, hours, toggle, setHours, setTeam }: PeopleState & { week: RosterWeek }) {
  const { t } = useI18n();
  const teams = useQuery(teamsQuery).data ?? [];
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">{t("rosters.people")}</legend>
      {teams.length > 0 && (
        <Select
          aria-label={t("rosters.team")}
          defaultValue=""
          onChange={(event) => setTeam(teams.find(({ id }) => String(id) === event.target.value)?.agent_ids)}
          className="mb-2"
        >
          <option value="">{t("rosters.allTeams")}</option>
          {teams.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
      <ul className="divide-y divide-line rounded border border-line">
        {week.people.map(({ id, name, hours_per_week: known }) => (
          <li key={id} className="flex items-center gap-3 px-3 py-1.5">
            <Checkbox className="min-w-0 flex-1" label={name} checked={chosen.has(id)} onChange={() => toggle(id)} />
            <Input
              type="number"
              min={1}
              max={80}
              step={0.5}
              aria-label={t("rosters.hoursOf", { name })}
              value={hours.get(id) ?? known ?? FULL_TIME}
              onChange={(event) => setHours(id, Number(event.target.value))}
              className="max-w-20"
            />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
