import { Checkbox, Field, Notice, Select, Textarea } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { useI18n, type I18n } from "@/i18n";
import { Section } from "@/shared/components/page";
import { inboxesQuery } from "@/shared/lookups";
import { fieldProblem } from "@/shared/problems";
import type { TabProps } from "./chat-inbox-page";
import { IdentitySecret } from "./identity-secret";

const CONTINUE_AFTER = [0, 30, 60, 120, 300, 900, 3_600];
const IDLE_AFTER = [0, 60, 120, 180, 300, 600];
/** Leading zero bits, as an ordinary browser finds them: at once, in a blink, in a second or two. */
const PROOFS = [
  { bits: 0, key: "none" },
  { bits: 14, key: "light" },
  { bits: 18, key: "normal" },
  { bits: 21, key: "strong" },
] as const;

/** A length of time in the reader's words; what somebody set by the API is among the choices too. */
function duration({ t, locale }: I18n, seconds: number): string {
  if (seconds === 0) return t("site.never");
  const unit = seconds % 3600 === 0 ? "hour" : seconds % 60 === 0 ? "minute" : "second";
  const size = { hour: 3600, minute: 60, second: 1 }[unit];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(seconds / size);
}

function withOwn(choices: readonly number[], own: number): number[] {
  return [...new Set([...choices, own])].sort((a, b) => a - b);
}

/** Who may chat, where, and what happens when somebody leaves. */
export function RulesTab({ form, set, setSite, keepSite, setWidget, error, inbox }: TabProps) {
  const i18n = useI18n();
  const { t, bytes } = i18n;
  const { site } = form;
  const { widget } = site;
  const mailboxes = (useQuery(inboxesQuery).data ?? []).filter((one) => one.capabilities.mail_intake);
  const problem = (name: string) => fieldProblem(i18n, error, `chat.${name}`);
  const proof = PROOFS.find(({ bits }) => bits === site.proof_bits);
  return (
    <>
      <Section title={t("site.identity")} about={t("site.identityAbout")}>
        <IdentitySecret
          inbox={inbox}
          onChanged={(has) => keepSite({ has_identity_secret: has, ...(!has && { identity_required: false }) })}
        />
        <Checkbox
          label={t("site.identityRequired")}
          hint={t(site.has_identity_secret ? "site.identityRequiredHint" : "site.identityNeedsSecret")}
          disabled={!site.has_identity_secret}
          checked={site.identity_required}
          onChange={({ target }) => setSite({ identity_required: target.checked })}
        />
      </Section>
      <Section title={t("site.continuity")} about={t("site.continuityAbout")}>
        <Field label={t("site.mailInbox")} hint={t("site.mailInboxHint")} error={problem("mail_inbox_id")}>
          <Select
            value={site.mail_inbox_id ?? 0}
            onChange={({ target }) => setSite({ mail_inbox_id: Number(target.value) || null })}
          >
            <option value={0}>{t("site.noMailInbox")}</option>
            {mailboxes.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t("site.continueAfter")} error={problem("continue_after_seconds")}>
          <Select
            disabled={site.mail_inbox_id == null}
            value={site.continue_after_seconds}
            onChange={({ target }) => setSite({ continue_after_seconds: Number(target.value) })}
          >
            {withOwn(CONTINUE_AFTER, site.continue_after_seconds).map((seconds) => (
              <option key={seconds} value={seconds}>
                {duration(i18n, seconds)}
              </option>
            ))}
          </Select>
        </Field>
      </Section>
      <Section title={t("site.chatting")} about={t("site.chattingAbout")}>
        <Field label={t("site.idle")} hint={t("site.idleHint")} error={problem("idle_warning_seconds")}>
          <Select
            value={site.idle_warning_seconds}
            onChange={({ target }) => setSite({ idle_warning_seconds: Number(target.value) })}
          >
            {withOwn(IDLE_AFTER, site.idle_warning_seconds).map((seconds) => (
              <option key={seconds} value={seconds}>
                {duration(i18n, seconds)}
              </option>
            ))}
          </Select>
        </Field>
        <Checkbox
          label={t("site.typingShown")}
          hint={t("site.typingShownHint")}
          checked={site.typing_shown}
          onChange={({ target }) => setSite({ typing_shown: target.checked })}
        />
        <Checkbox
          label={t("site.rating")}
          checked={widget.rating}
          onChange={({ target }) => setWidget({ rating: target.checked })}
        />
        <Checkbox
          label={t("site.transcript")}
          checked={widget.transcript}
          onChange={({ target }) => setWidget({ transcript: target.checked })}
        />
        <Field label={t("site.uploads")} error={fieldProblem(i18n, error, "chat.widget.max_upload_bytes")}>
          <Select
            value={widget.max_upload_bytes}
            onChange={({ target }) => setWidget({ max_upload_bytes: Number(target.value) })}
          >
            {withOwn(
              [0, 5, 10, 20, 50, 100].map((mib) => mib * 1024 * 1024),
              widget.max_upload_bytes,
            ).map((most) => (
              <option key={most} value={most}>
                {most === 0 ? t("site.noUploads") : t("site.uploadsUpTo", { size: bytes(most) })}
              </option>
            ))}
          </Select>
        </Field>
      </Section>
      <Section title={t("site.privacySection")} about={t("site.privacyAbout")}>
        <Checkbox
          label={t("site.tracking")}
          hint={t("site.trackingHint")}
          checked={widget.tracking}
          onChange={({ target }) => setWidget({ tracking: target.checked })}
        />
        <Checkbox
          label={t("site.consent")}
          hint={t("site.consentHint")}
          checked={widget.consent_required}
          onChange={({ target }) => setWidget({ consent_required: target.checked })}
        />
      </Section>
      <Section title={t("site.guard")} about={t("site.guardAbout")}>
        <Field
          label={t("site.origins")}
          hint={t("site.originsHint")}
          error={problem("origins") ?? problem("origins.0")}
        >
          <Textarea
            rows={3}
            spellCheck={false}
            className="font-mono text-sm"
            placeholder="https://shop.example.com"
            value={form.origins}
            onChange={({ target }) => set({ origins: target.value })}
          />
        </Field>
        {form.origins.trim() === "" && <Notice tone="info">{t("site.anySite")}</Notice>}
        <Field label={t("site.proof")} hint={t("site.proofHint")} error={problem("proof_bits")}>
          <Select value={site.proof_bits} onChange={({ target }) => setSite({ proof_bits: Number(target.value) })}>
            {PROOFS.map(({ bits, key }) => (
              <option key={bits} value={bits}>
                {t(`site.proof.${key}`)}
              </option>
            ))}
            {proof === undefined && (
              <option value={site.proof_bits}>{t("site.proof.own", { count: site.proof_bits })}</option>
            )}
          </Select>
        </Field>
      </Section>
    </>
  );
}
