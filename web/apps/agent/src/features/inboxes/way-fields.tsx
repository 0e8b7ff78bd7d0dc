import { Checkbox, Field, Select } from "@rapport/ui";
import { useI18n } from "@/i18n";
import type { FormProblems, InboxForm } from "./form-state";
import { ServerFields } from "./server-fields";

export interface PartProps {
  form: InboxForm;
  set: (change: Partial<InboxForm>) => void;
  error: unknown;
}

/** Whether mail is fetched or pushed. */
export function IncomingField({ form, set }: Omit<PartProps, "error">) {
  const { t } = useI18n();
  return (
    <Field label={t("inbox.incoming")}>
      <Select
        value={form.incoming}
        onChange={(event) => set({ incoming: event.target.value === "push" ? "push" : "imap" })}
      >
        <option value="imap">{t("inbox.incoming.imap")}</option>
        <option value="push">{t("inbox.incoming.push")}</option>
      </Select>
    </Field>
  );
}

/** Whether answers leave through a server, and which. */
export function SendingFields({ form, set, problems, error }: PartProps & { problems: FormProblems }) {
  const { t } = useI18n();
  return (
    <>
      <Checkbox
        label={t("inbox.sends")}
        hint={t("inbox.sendsHint")}
        checked={form.sends}
        onChange={(event) => set({ sends: event.target.checked })}
      />
      {form.sends && (
        <ServerFields
          kind="smtp"
          address={form.address}
          value={form.smtp}
          onChange={(smtp) => set({ smtp })}
          problems={problems}
          error={error}
        />
      )}
    </>
  );
}
