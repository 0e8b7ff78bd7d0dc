import { api, unwrap, type AgentView } from "@rapport/api";
import { Button, Field, Input, Notice, Select, showToast, Textarea } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { Keyboard } from "lucide-react";
import { Suspense, useState, type FormEvent } from "react";
import { OwnPhoto } from "@/features/chat";
import { LOCALES, setLocale, setTimeZone, useI18n, type Locale } from "@/i18n";
import { NewPassword, PASSWORD_MIN } from "@/shared/components/new-password";
import { Page, Section } from "@/shared/components/page";
import { TimeZoneField } from "@/shared/components/time-zone";
import { runCommand } from "@/shared/commands/registry";
import { fieldProblem, problemText, toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { sessionQuery, useSession } from "@/shared/session";
import {
  CONTRASTS,
  DENSITIES,
  setContrast,
  setDensity,
  setTheme,
  THEMES,
  useAppearance,
  type Contrast,
  type Density,
  type Theme,
} from "@/shared/theme";
import { SessionList } from "./session-list";

/** What changed goes into the session, where the whole application reads it. */
function takeIn(agent: AgentView): void {
  queryClient.setQueryData(sessionQuery.queryKey, (session) => session && { ...session, agent });
  void queryClient.invalidateQueries({ queryKey: ["agents"] });
}

/** What an agent decides about themselves. */
export default function ProfilePage() {
  const { t } = useI18n();
  return (
    <Page title={t("settings.profile")} about={t("profile.about")}>
      <Appearance />
      <Person />
      <Suspense fallback={null}>
        <OwnPhoto />
      </Suspense>
      <Password />
      <Section title={t("sessions.title")} about={t("sessions.about")}>
        <SessionList />
      </Section>
      <Section title={t("shortcuts.title")} about={t("profile.shortcutsAbout")}>
        <div>
          <Button icon={<Keyboard size={15} aria-hidden />} onClick={() => runCommand("app.shortcuts")}>
            {t("profile.showShortcuts")}
          </Button>
        </div>
      </Section>
    </Page>
  );
}

/** Takes effect at once; a button would only stand between the choice and seeing it. */
function Appearance() {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const { theme, contrast, density } = useAppearance();
  const { agent } = useSession();
  const save = useMutation({
    mutationFn: (body: { locale?: Locale; theme?: Theme; time_zone?: string }) =>
      unwrap(api.PATCH("/api/v1/me", { body })),
    onSuccess: takeIn,
    onError: (error) => toastProblem(i18n, error),
  });
  return (
    <Section title={t("profile.appearance")} about={t("profile.appearanceAbout")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("login.language")}>
          <Select
            value={locale}
            onChange={(event) => {
              const next = event.target.value as Locale;
              void setLocale(next);
              save.mutate({ locale: next });
            }}
          >
            {LOCALES.map((item) => (
              <option key={item.key} value={item.key} lang={item.key}>
                {item.name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t("theme.label")}>
          <Select
            value={theme}
            onChange={(event) => {
              const next = event.target.value as Theme;
              setTheme(next);
              save.mutate({ theme: next });
            }}
          >
            {THEMES.map((key) => (
              <option key={key} value={key}>
                {t(`theme.${key}`)}
              </option>
            ))}
          </Select>
        </Field>
        <TimeZoneField
          label={t("setup.timeZone")}
          hint={t("profile.timeZoneHint")}
          empty={t("profile.timeZoneDevice")}
          value={agent.time_zone ?? ""}
          onChange={(zone) => {
            setTimeZone(zone === "" ? undefined : zone);
            save.mutate({ time_zone: zone });
          }}
        />
        <Field label={t("density.label")} hint={t("density.hint")}>
          <Select value={density} onChange={(event) => setDensity(event.target.value as Density)}>
            {DENSITIES.map((key) => (
              <option key={key} value={key}>
                {t(`density.${key}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t("contrast.label")} hint={t("contrast.hint")}>
          <Select value={contrast} onChange={(event) => setContrast(event.target.value as Contrast)}>
            {CONTRASTS.map((key) => (
              <option key={key} value={key}>
                {t(`contrast.${key}`)}
              </option>
            ))}
          </Select>
        </Field>
      </div>
    </Section>
  );
}

function Person() {
  const i18n = useI18n();
  const { t } = i18n;
  const { agent } = useSession();
  const [name, setName] = useState(agent.name);
  const [signature, setSignature] = useState(agent.signature);
  const save = useMutation({
    mutationFn: () => unwrap(api.PATCH("/api/v1/me", { body: { name: name.trim(), signature } })),
    onSuccess: (next) => {
      takeIn(next);
      showToast({ tone: "success", message: t("action.saved") });
    },
  });
  const changed = name.trim() !== agent.name || signature !== agent.signature;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Section title={t("profile.person")} about={t("profile.personAbout")}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {save.isError && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
        <Field label={t("setup.name")} error={fieldProblem(i18n, save.error, "name")}>
          <Input value={name} maxLength={200} required onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label={t("login.email")} hint={t("profile.emailHint")}>
          <Input value={agent.email} readOnly className="text-muted" />
        </Field>
        <Field
          label={t("profile.signature")}
          hint={t("profile.signatureHint")}
          error={fieldProblem(i18n, save.error, "signature")}
        >
          <Textarea
            rows={4}
            maxLength={5000}
            value={signature}
            onChange={(event) => setSignature(event.target.value)}
          />
        </Field>
        <div>
          <Button type="submit" variant="primary" disabled={!changed || name.trim() === ""} loading={save.isPending}>
            {t("action.save")}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function Password() {
  const i18n = useI18n();
  const { t } = i18n;
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/me/password", { body: { current_password: current, new_password: next } })),
    onSuccess: () => {
      setCurrent("");
      setNext("");
      void queryClient.invalidateQueries({ queryKey: ["my-sessions"] });
      showToast({ tone: "success", message: t("profile.passwordChanged") });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Section title={t("login.password")} about={t("profile.passwordAbout")}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {change.isError && <Notice tone="danger">{problemText(i18n, change.error)}</Notice>}
        <Field label={t("profile.currentPassword")} error={fieldProblem(i18n, change.error, "current_password")}>
          <Input
            type="password"
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        </Field>
        <NewPassword
          label={t("profile.newPassword")}
          value={next}
          onChange={setNext}
          error={fieldProblem(i18n, change.error, "new_password")}
        />
        <div>
          <Button
            type="submit"
            variant="primary"
            disabled={current === "" || [...next].length < PASSWORD_MIN}
            loading={change.isPending}
          >
            {t("profile.changePassword")}
          </Button>
        </div>
      </form>
    </Section>
  );
}
