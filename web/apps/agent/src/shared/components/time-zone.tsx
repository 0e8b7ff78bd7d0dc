import { Field, Select } from "@rapport/ui";
import { useMemo } from "react";

/** All zones that the browser knows, and the present value even when the browser does not know it. */
export function TimeZoneField({
  label,
  value,
  onChange,
  hint,
  empty,
}: {
  label: string;
  value: string;
  onChange: (zone: string) => void;
  hint?: string;
  /** What choosing none means, where that is a choice. */
  empty?: string;
}) {
  const zones = useMemo(() => {
    const known = Intl.supportedValuesOf("timeZone");
    return [...new Set(["UTC", ...known])];
  }, []);
  const all = value === "" || zones.includes(value) ? zones : [value, ...zones];
  return (
    <Field label={label} hint={hint}>
      <Select value={value} onChange={(event) => onChange(event.target.value)}>
        {(empty !== undefined || value === "") && <option value="">{empty ?? "–"}</option>}
        {all.map((zone) => (
          <option key={zone} value={zone}>
            {zone.replaceAll("_", " ")}
          </option>
        ))}
      </Select>
    </Field>
  );
}
