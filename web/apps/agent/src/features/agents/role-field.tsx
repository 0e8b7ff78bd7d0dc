import { Field, Select } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { useI18n } from "@/i18n";
import { rolesQuery } from "./queries";

/** The role that is chosen, an agent's as long as none is. */
export function useRole(chosen: number) {
  const roles = useQuery(rolesQuery).data ?? [];
  const roleId = chosen || (roles.find(({ key }) => key === "agent")?.id ?? roles[0]?.id ?? 0);
  return { roles, roleId, role: roles.find(({ id }) => id === roleId) };
}

interface RoleFieldProps extends ReturnType<typeof useRole> {
  error: string | undefined;
  onChange: (roleId: number) => void;
}

/** What somebody may do, with whether they see every inbox. */
export function RoleField({ roles, roleId, role, error, onChange }: RoleFieldProps) {
  const { t, tCode } = useI18n();
  return (
    <Field
      label={t("agents.role")}
      hint={role && t(role.all_inboxes ? "agents.seesAll" : "agents.seesChosen")}
      error={error}
    >
      <Select value={roleId} onChange={(event) => onChange(Number(event.target.value))}>
        {roles.map(({ id, key, name }) => (
          <option key={id} value={id}>
            {tCode("role", key, name)}
          </option>
        ))}
      </Select>
    </Field>
  );
}
