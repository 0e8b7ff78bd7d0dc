import { Checkbox, Field, Input, Select } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { useI18n } from "@/i18n";
import { CodeBlock } from "@/shared/components/code-block";
import { CopyField } from "@/shared/components/copy-field";
import { Section } from "@/shared/components/page";
import { teamsQuery } from "@/shared/lookups";
import { fieldProblem } from "@/shared/problems";
import { embedCode } from "./chat-form";
import type { TabProps } from "./chat-inbox-page";

/** The line for the company's page, and what colleagues see of the site. */
export function InstallTab({ form, set, error }: TabProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const teams = useQuery(teamsQuery).data ?? [];
  return (
    <>
      <Section title={t("site.embed")} about={t("site.embedAbout")}>
        <EmbedCode siteKey={form.site.site_key} />
        <CopyField label={t("site.key")} hint={t("site.keyHint")} value={form.site.site_key} />
      </Section>
      <Section title={t("inbox.general")}>
        <Field
          label={t("inbox.name")}
          hint={t("inbox.nameHint")}
          error={form.name.trim() === "" ? t("field.required") : fieldProblem(i18n, error, "name")}
        >
          <Input maxLength={100} value={form.name} onChange={({ target }) => set({ name: target.value })} />
        </Field>
        <Field label={t("inbox.team")} hint={t("inbox.teamHint")}>
          <Select value={form.teamId} onChange={({ target }) => set({ teamId: Number(target.value) })}>
            <option value={0}>{t("assign.noTeam")}</option>
            {teams.map((team) => (
              <option key={team.id} value={team.id}>
                {team.name}
              </option>
            ))}
          </Select>
        </Field>
        <Checkbox
          label={t("site.enabled")}
          hint={t("site.enabledHint")}
          checked={form.enabled}
          onChange={({ target }) => set({ enabled: target.checked })}
        />
      </Section>
    </>
  );
}

/** The one line that brings the widget. */
export function EmbedCode({ siteKey }: { siteKey: string }) {
  const { t } = useI18n();
  return <CodeBlock label={t("site.embedLine")} code={embedCode(location.origin, siteKey)} />;
}
