import { api, isApiError, unwrap } from "@rapport/api";
import { Button, Field, Input, Notice } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { useTitle } from "@/shared/hooks/use-title";
import { problemText } from "@/shared/problems";
import { beginSession, setupQuery } from "@/shared/session";
import { Door } from "@/shared/components/door";

const route = getRouteApi("/login");

/** Sign-in. Whoever was thrown out in the middle of something comes back to exactly that. */
export default function LoginPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const router = useRouter();
  const { next } = route.useSearch();
  const setup = useQuery(setupQuery).data;
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  useTitle(t("login.title"));
  const login = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/session", { body: { email: email.trim(), password } })),
    onSuccess: async (session) => {
      await beginSession(session);
      router.history.push(next ?? "/conversations");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate();
  };
  const refused = isApiError(login.error) && login.error.status === 401;
  return (
    <Door chooseLanguage title={t("login.title")} subtitle={setup?.organisation ?? undefined}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {next !== undefined && !login.isError && <Notice tone="info">{t("login.again")}</Notice>}
        {login.isError && (
          <Notice tone="danger">{refused ? t("login.refused") : problemText(i18n, login.error)}</Notice>
        )}
        <Field label={t("login.email")}>
          <Input
            type="email"
            name="email"
            autoComplete="username"
            required
            // The page has one purpose, and nothing stands before this field.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        <Field label={t("login.password")}>
          <Input
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        <Button type="submit" variant="primary" size="lg" loading={login.isPending}>
          {t("login.submit")}
        </Button>
        <p className="text-center text-sm">
          <Link to="/forgot-password" className="text-accent underline underline-offset-2">
            {t("login.forgot")}
          </Link>
        </p>
        {setup?.demo === true && (
          <p className="text-center text-sm text-muted">
            {t("login.demoHint")}{" "}
            <a href="/demo" target="_blank" rel="noopener" className="text-accent underline underline-offset-2">
              {t("demo.open")}
            </a>
          </p>
        )}
      </form>
    </Door>
  );
}
