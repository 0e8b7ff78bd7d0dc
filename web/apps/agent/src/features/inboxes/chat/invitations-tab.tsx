import type { WidgetInvitation } from "@rapport/api";
import { Button, Checkbox, EmptyState, Field, Input, Select, Textarea } from "@rapport/ui";
import { Hand, Plus } from "lucide-react";
import { useI18n } from "@/i18n";
import { Section } from "@/shared/components/page";
import { fieldProblem } from "@/shared/problems";
import { Item } from "./before-tab";
import { changed, emptyInvitation, withWord } from "./chat-form";
import type { TabProps } from "./chat-inbox-page";
import { LanguageBar } from "./language-bar";

/** As many as the server takes. */
const MOST = 50;

/** When visitors are spoken to first, and with which words. */
export function InvitationsTab({ form, setWidget, error, locale, setLocale }: TabProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const { widget } = form.site;
  const { invitations } = widget;
  return (
    <Section title={t("site.invitations")} about={t("site.invitationsAbout")}>
      {invitations.length > 0 && <LanguageBar locales={widget.locales} current={locale} onChoose={setLocale} />}
      {invitations.length === 0 && (
        <EmptyState className="py-6" icon={<Hand aria-hidden />} title={t("site.noInvitations")}>
          {t("site.noInvitationsText")}
        </EmptyState>
      )}
      {invitations.map((invitation, index) => (
        <Item
          key={index}
          name={t("site.invitationNumber", { number: index + 1 })}
          onRemove={() => setWidget({ invitations: invitations.filter((_, at) => at !== index) })}
        >
          <Invitation
            invitation={invitation}
            locale={locale}
            problem={(name) => fieldProblem(i18n, error, `chat.widget.invitations.${String(index)}.${name}`)}
            onChange={(change) => setWidget({ invitations: changed(invitations, index, change) })}
          />
        </Item>
      ))}
      {invitations.length < MOST && (
        <div>
          <Button
            size="sm"
            icon={<Plus size={14} aria-hidden />}
            onClick={() => setWidget({ invitations: [...invitations, emptyInvitation()] })}
          >
            {t("site.addInvitation")}
          </Button>
        </div>
      )}
    </Section>
  );
}

interface InvitationProps {
  invitation: WidgetInvitation;
  locale: string;
  problem: (name: string) => string | undefined;
  onChange: (change: Partial<WidgetInvitation>) => void;
}

/** What somebody typed as a number; nothing when there is none. */
const amount = (value: number) => (Number.isFinite(value) ? value : null);
const words = (text: string) => text.split(/[\s,;]+/u).filter((word) => word !== "");

function Invitation({ invitation, locale, problem, onChange }: InvitationProps) {
  const { t } = useI18n();
  const { when } = invitation;
  const set = (change: Partial<typeof when>) => onChange({ when: { ...when, ...change } });
  return (
    <>
      <Field label={t("site.invitationText")} error={problem("text")}>
        <Textarea
          rows={2}
          lang={locale}
          maxLength={300}
          value={invitation.text[locale] ?? ""}
          onChange={({ target }) => onChange({ text: withWord(invitation.text, locale, target.value) })}
        />
      </Field>
      <p className="text-xs text-faint">{t("site.allMustHold")}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t("site.when.url")} error={problem("when.url_contains")}>
          <Input
            placeholder="/checkout"
            value={when.url_contains ?? ""}
            onChange={({ target }) => set({ url_contains: target.value || null })}
          />
        </Field>
        <Field label={t("site.when.seconds")} error={problem("when.seconds_on_page")}>
          <Input
            type="number"
            min={0}
            value={when.seconds_on_page ?? ""}
            onChange={({ target }) => set({ seconds_on_page: amount(target.valueAsNumber) })}
          />
        </Field>
        <Field label={t("site.when.scroll")} error={problem("when.scroll_percent")}>
          <Input
            type="number"
            min={0}
            max={100}
            value={when.scroll_percent ?? ""}
            onChange={({ target }) => set({ scroll_percent: amount(target.valueAsNumber) })}
          />
        </Field>
        <Field label={t("site.when.cart")} error={problem("when.min_cart_value")}>
          <Input
            type="number"
            min={0}
            value={when.min_cart_value ?? ""}
            onChange={({ target }) => set({ min_cart_value: amount(target.valueAsNumber) })}
          />
        </Field>
        <Field label={t("site.when.returning")}>
          <Select
            value={String(when.returning)}
            onChange={({ target }) => set({ returning: target.value === "null" ? null : target.value === "true" })}
          >
            <option value="null">{t("site.when.everybody")}</option>
            <option value="true">{t("site.when.back")}</option>
            <option value="false">{t("site.when.new")}</option>
          </Select>
        </Field>
        <Field
          label={t("site.when.countries")}
          hint={t("site.when.countriesHint")}
          error={problem("when.countries") ?? problem("when.countries.0")}
        >
          <Input
            placeholder="VN, RO"
            defaultValue={when.countries.join(", ")}
            onBlur={({ target }) => set({ countries: words(target.value.toUpperCase()) })}
          />
        </Field>
        <Field
          label={t("site.when.languages")}
          hint={t("site.when.languagesHint")}
          error={problem("when.languages") ?? problem("when.languages.0")}
        >
          <Input
            placeholder="vi, ro"
            defaultValue={when.languages.join(", ")}
            onBlur={({ target }) => set({ languages: words(target.value) })}
          />
        </Field>
        <Field label={t("site.onceEvery")} hint={t("site.onceEveryHint")} error={problem("once_every_hours")}>
          <Input
            type="number"
            min={0}
            max={8760}
            value={invitation.once_every_hours}
            onChange={({ target }) =>
              onChange({ once_every_hours: Math.max(0, Math.round(target.valueAsNumber) || 0) })
            }
          />
        </Field>
        <Field label={t("site.agentName")} hint={t("site.agentNameHint")}>
          <Input
            maxLength={100}
            value={invitation.agent_name}
            onChange={({ target }) => onChange({ agent_name: target.value })}
          />
        </Field>
        <div className="self-center">
          <Checkbox
            label={t("site.opens")}
            hint={t("site.opensHint")}
            checked={invitation.open}
            onChange={({ target }) => onChange({ open: target.checked })}
          />
        </div>
      </div>
    </>
  );
}
