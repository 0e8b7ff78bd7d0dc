import { Select } from "@rapport/ui";
import { useI18n, type MessageKey } from "@/i18n";
import { useLookups } from "@/shared/lookups";
import { useCan, useSession, type Permission } from "@/shared/session";

/** Whose something is that can be personal, a team's or everyone's. */
export interface Ownership {
  owner?: string | null;
  team_id?: number | null;
}

export interface OwnerSelectProps {
  value: Ownership;
  onChange: (value: { owner: string; team_id: number | null }) => void;
  /** Without this permission there is only one's own. */
  permission: Permission;
  /** The team that has it now, which may be none of the reader's. */
  teamNow: number | null | undefined;
  labels: { personal: MessageKey; everyone: MessageKey };
  /** The permission reaches to teams of which the reader is no member. */
  allTeams?: boolean;
}

/** Offers only what would not be refused: one's own, and with the permission everyone's and those of teams. */
export function OwnerSelect({ value, onChange, permission, teamNow, labels, allTeams = false }: OwnerSelectProps) {
  const { t } = useI18n();
  const can = useCan();
  const { agent } = useSession();
  const { teams } = useLookups();
  const own = new Set(agent.team_ids);
  if (teamNow != null) own.add(teamNow);
  // Who manages what is shared may give it to any team; what somebody else reads they would not find again otherwise.
  const offered = allTeams ? new Set([...own, ...teams.keys()]) : own;
  return (
    <Select
      value={value.owner === "team" ? `team:${value.team_id ?? ""}` : (value.owner ?? "personal")}
      onChange={(event) => {
        const [owner = "personal", team] = event.target.value.split(":");
        onChange({ owner, team_id: team ? Number(team) : null });
      }}
    >
      <option value="personal">{t(labels.personal)}</option>
      {can(permission) && (
        <>
          {[...offered].map((id) => (
            <option key={id} value={`team:${id}`}>
              {`${t("conversation.team")}: ${teams.get(id)?.name ?? id}`}
            </option>
          ))}
          <option value="everyone">{t(labels.everyone)}</option>
        </>
      )}
    </Select>
  );
}
