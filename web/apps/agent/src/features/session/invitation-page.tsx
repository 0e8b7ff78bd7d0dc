import { api, unwrap, type InvitationOfferView } from "@rapport/api";
import { Button, Field, Input, Notice, Select, Skeleton } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect, useState, type FormEvent } from "react";
import { isLocale, LOCALES, setLocale, useI18n, type Locale } from "@/i18n";
import { Door } from "@/shared/components/door";
import { NewPassword, PASSWORD_MIN } from "@/shared/components/new-password";
import { TimeZoneField } from "@/shared/components/time-zone";
import { useTitle } from "@/shared/hooks/use-title";
import { fieldProblem, problemText } from "@/shared/problems";
import { beginSession } from "@/shared/session";
import { BackToLogin } from "./forgot-password-page";
import { isUseless } from "./links";

const route = getRouteApi("/invitation/$token");

/** Where the letter of an invitation leads: a colleague says who they are, and is in. */
export default function InvitationPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const { token } = route.useParams();
  useTitle(t("invitation.title"));
  const offer = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => unwrap(api.POST("/api/v1/invitations/open", { body: { token } })),
    retry: false,
    staleTime: Infinity,
  });
  const language = offer.data?.locale;
  useEffect(() => {
    // The language that the inviter chose; it can be changed below.
    if (isLocale(language)) void setLocale(language);
  }, [language]);
  if (offer.isSuccess) return <Acceptance token={token} offer={offer.data} />;
  return (
    <Door chooseLanguage title={t("invitation.title")}>
      {offer.isPending && <Skeleton className="h-40 w-full" />}
      {offer.isError && (
        <Notice tone={isUseless(offer.error) ? "warning" : "danger"}>
          {isUseless(offer.error) ? t("invitation.useless") : problemText(i18n, offer.error)}
        </Notice>
      )}
      {offer.isError && <BackToLogin />}
    </Door>
  );
}

function Acceptance({ token, offer }: { token: string; offer: InvitationOfferView }) {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const navigate = useNavigate();
  const [name, setName] = useState(offer.name);
  const [password, setPassword] = useState("");
  const [zone, setZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone || offer.time_zone);
  const [tried, setTried] = useState(false);
  const missing = PASSWORD_MIN - [...password].length;
  const accept = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/invitations/accept", {
          body: { token, name: name.trim(), password, locale, time_zone: zone },
        }),
      ),
    onSuccess: async (session) => {
      await beginSession(session);
      // The link is used up: going back must not lead to it.
      await navigate({ to: "/conversations", search: {}, replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && missing <= 0) accept.mutate();
  };
  return (
    <Door
      title={t("invitation.welcome", { organisation: offer.organisation })}
      subtitle={t("invitation.by", { name: offer.invited_by })}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        {accept.isError && (
          <Notice tone="danger">
            {isUseless(accept.error) ? t("invitation.useless") : problemText(i18n, accept.error)}
          </Notice>
        )}
        <Field label={t("login.email")} hint={t("invitation.emailHint")}>
          <Input
            type="email"
            name="email"
            autoComplete="username"
            value={offer.email}
            readOnly
            className="text-muted"
          />
        </Field>
        <Field
          label={t("setup.name")}
          hint={t("invitation.nameHint")}
          error={tried && name.trim() === "" ? t("field.required") : fieldProblem(i18n, accept.error, "name")}
          required
        >
          <Input autoComplete="name" maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <NewPassword
          label={t("login.password")}
          value={password}
          onChange={setPassword}
          error={
            fieldProblem(i18n, accept.error, "password") ??
            (tried && missing > 0 ? t("password.more", { count: missing }) : undefined)
          }
        />
        <Field label={t("login.language")}>
          <Select value={locale} onChange={(event) => void setLocale(event.target.value as Locale)}>
            {LOCALES.map((item) => (
              <option key={item.key} value={item.key} lang={item.key}>
                {item.name}
              </option>
            ))}
          </Select>
        </Field>
        <TimeZoneField label={t("setup.timeZone")} value={zone} onChange={setZone} />
        <Button type="submit" variant="primary" size="lg" loading={accept.isPending}>
          {t("invitation.accept")}
        </Button>
      </form>
    </Door>
  );
}
