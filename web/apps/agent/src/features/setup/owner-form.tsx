import { api, unwrap } from "@rapport/api";
import { Button, Field, Input, Notice, Select } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { LOCALES, setLocale, useI18n, type Locale } from "@/i18n";
import { NewPassword, PASSWORD_MIN } from "@/shared/components/new-password";
import { TimeZoneField } from "@/shared/components/time-zone";
import { fieldProblem, problemText } from "@/shared/problems";
import { beginSession } from "@/shared/session";

/** Creates organisation and owner. Language and time zone are taken from the browser and can be changed. */
export function OwnerForm({ onDone }: { onDone: () => void }) {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const [form, setForm] = useState({ organisation: "", name: "", email: "", password: "" });
  const [zone, setZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/setup/owner", {
          body: {
            organisation: form.organisation.trim(),
            name: form.name.trim(),
            email: form.email.trim(),
            password: form.password,
            locale,
            time_zone: zone,
          },
        }),
      ),
    onSuccess: async (session) => {
      await beginSession(session);
      onDone();
    },
  });
  const set = (key: keyof typeof form) => (value: string) => setForm({ ...form, [key]: value });
  const complete =
    Object.values(form).every((value) => value.trim() !== "") && [...form.password].length >= PASSWORD_MIN;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (complete) create.mutate();
  };
  const error = (key: keyof typeof form) =>
    tried && form[key].trim() === "" ? t("field.required") : fieldProblem(i18n, create.error, key);
  const tooShort = tried && form.password !== "" && [...form.password].length < PASSWORD_MIN;
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {create.isError && <Notice tone="danger">{problemText(i18n, create.error)}</Notice>}
      <Field label={t("setup.organisation")} hint={t("setup.organisationHint")} error={error("organisation")} required>
        <Input
          autoComplete="organization"
          maxLength={200}
          value={form.organisation}
          onChange={(event) => set("organisation")(event.target.value)}
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("setup.name")} error={error("name")} required>
          <Input
            autoComplete="name"
            maxLength={200}
            value={form.name}
            onChange={(event) => set("name")(event.target.value)}
          />
        </Field>
        <Field label={t("setup.email")} error={error("email")} required>
          <Input
            type="email"
            autoComplete="username"
            value={form.email}
            onChange={(event) => set("email")(event.target.value)}
          />
        </Field>
      </div>
      <NewPassword
        label={t("setup.password")}
        value={form.password}
        onChange={set("password")}
        error={
          error("password") ??
          (tooShort ? t("password.more", { count: PASSWORD_MIN - [...form.password].length }) : undefined)
        }
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("setup.language")}>
          <Select value={locale} onChange={(event) => void setLocale(event.target.value as Locale)}>
            {LOCALES.map((item) => (
              <option key={item.key} value={item.key} lang={item.key}>
                {item.name}
              </option>
            ))}
          </Select>
        </Field>
        <TimeZoneField label={t("setup.timeZone")} value={zone} onChange={setZone} />
      </div>
      <div className="flex justify-end pt-1">
        <Button type="submit" variant="primary" size="lg" loading={create.isPending}>
          {t("setup.createOwner")}
        </Button>
      </div>
    </form>
  );
}
