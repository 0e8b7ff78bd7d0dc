import { Checkbox } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { useI18n } from "@/i18n";
import { inboxesQuery, teamsQuery } from "@/shared/lookups";

function toggled(list: number[], id: number, on: boolean): number[] {
  return on ? [...list, id] : list.filter((other) => other !== id);
}

export interface Chosen {
  teams: number[];
  inboxes: number[];
}

interface MembershipsProps {
  form: Chosen;
  showInboxes: boolean;
  onChange: (change: Partial<Chosen>) => void;
}

/** Teams, and the inboxes where the role does not see all of them anyway. */
export function Memberships({ form, showInboxes, onChange }: MembershipsProps) {
  const { t } = useI18n();
  const teams = useQuery(teamsQuery).data ?? [];
  const inboxes = useQuery(inboxesQuery).data ?? [];
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {teams.length > 0 && (
        <fieldset className="min-w-0">
          <legend className="mb-1 text-sm font-medium">{t("teams.title")}</legend>
          <div className="flex flex-col gap-1.5">
            {teams.map((team) => (
              <Checkbox
                key={team.id}
                label={team.name}
                checked={form.teams.includes(team.id)}
                onChange={(event) => onChange({ teams: toggled(form.teams, team.id, event.target.checked) })}
              />
            ))}
          </div>
        </fieldset>
      )}
      {showInboxes && inboxes.length > 0 && (
        <fieldset className="min-w-0">
          <legend className="mb-1 text-sm font-medium">{t("inboxes.title")}</legend>
          <div className="flex flex-col gap-1.5">
            {inboxes.map((inbox) => (
              <Checkbox
                key={inbox.id}
                label={inbox.name}
                checked={form.inboxes.includes(inbox.id)}
                onChange={(event) => onChange({ inboxes: toggled(form.inboxes, inbox.id, event.target.checked) })}
              />
            ))}
          </div>
        </fieldset>
      )}
    </div>
  );
}
