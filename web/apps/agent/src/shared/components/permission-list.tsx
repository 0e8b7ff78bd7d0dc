import { Checkbox } from "@rapport/ui";
import { useI18n } from "@/i18n";

export interface PermissionListProps {
  label: string;
  all: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  readOnly?: boolean;
}

/** Permissions with what they mean; a name that this version does not know is shown as it is. */
export function PermissionList({ label, all, chosen, onChange, readOnly = false }: PermissionListProps) {
  const { tCode } = useI18n();
  return (
    <fieldset disabled={readOnly}>
      <legend className="mb-2 text-sm font-medium">{label}</legend>
      <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
        {all.map((name) => (
          <Checkbox
            key={name}
            label={tCode("permission", name, name)}
            checked={chosen.includes(name)}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, name] : chosen.filter((other) => other !== name))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
