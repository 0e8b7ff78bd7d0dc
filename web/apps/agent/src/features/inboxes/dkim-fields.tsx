import { Field, Input, Textarea } from "@rapport/ui";
import { useI18n } from "@/i18n";
import { fieldProblem } from "@/shared/problems";
import type { PartProps } from "./way-fields";

/** The key that answers are signed with. Folded away: most providers sign themselves. */
export function DkimFields({ form, set, error }: PartProps) {
  const i18n = useI18n();
  const { t } = i18n;
  return (
    <details className="rounded border border-line px-4 py-2.5" open={form.dkimDomain !== ""}>
      <summary className="text-sm font-medium">{t("inbox.dkim")}</summary>
      <p className="mt-1 mb-3 text-sm text-muted">{t("inbox.dkimHint")}</p>
      <div className="flex flex-col gap-3 pb-2">
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t("inbox.dkimDomain")} error={fieldProblem(i18n, error, "email.dkim.domain")}>
            <Input
              spellCheck={false}
              value={form.dkimDomain}
              onChange={(event) => set({ dkimDomain: event.target.value })}
            />
          </Field>
          <Field label={t("inbox.dkimSelector")} error={fieldProblem(i18n, error, "email.dkim.selector")}>
            <Input
              spellCheck={false}
              value={form.dkimSelector}
              onChange={(event) => set({ dkimSelector: event.target.value })}
            />
          </Field>
        </div>
        <Field
          label={t("inbox.dkimKey")}
          hint={t("inbox.dkimKeyHint")}
          error={fieldProblem(i18n, error, "email.dkim.private_key")}
        >
          <Textarea
            rows={4}
            spellCheck={false}
            className="font-mono text-xs"
            value={form.dkimKey}
            onChange={(event) => set({ dkimKey: event.target.value })}
          />
        </Field>
      </div>
    </details>
  );
}
