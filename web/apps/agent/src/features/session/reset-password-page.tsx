import { api, unwrap } from "@rapport/api";
import { Button, Notice, Skeleton } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { Door } from "@/shared/components/door";
import { NewPassword, PASSWORD_MIN } from "@/shared/components/new-password";
import { useTitle } from "@/shared/hooks/use-title";
import { fieldProblem, problemText } from "@/shared/problems";
import { beginSession } from "@/shared/session";
import { BackToLogin } from "./forgot-password-page";
import { isUseless } from "./links";

const route = getRouteApi("/reset-password/$token");

/** Sets a new password by the link of a mail, and signs in with it. */
export default function ResetPasswordPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const { token } = route.useParams();
  useTitle(t("reset.title"));
  const link = useQuery({
    queryKey: ["password-reset", token],
    queryFn: () => unwrap(api.POST("/api/v1/password-resets/open", { body: { token } })),
    retry: false,
    staleTime: Infinity,
  });
  return (
    <Door chooseLanguage title={t("reset.title")} subtitle={link.data?.email}>
      {link.isPending && <Skeleton className="h-24 w-full" />}
      {link.isError &&
        (isUseless(link.error) ? (
          <div className="flex flex-col gap-4">
            <Notice tone="warning">{t("reset.useless")}</Notice>
            <Link to="/forgot-password" className="text-center text-accent underline underline-offset-2">
              {t("reset.askAgain")}
            </Link>
          </div>
        ) : (
          <Notice tone="danger">{problemText(i18n, link.error)}</Notice>
        ))}
      {link.isSuccess && <NewPasswordForm token={token} email={link.data.email} />}
      <BackToLogin />
    </Door>
  );
}

function NewPasswordForm({ token, email }: { token: string; email: string }) {
  const i18n = useI18n();
  const { t } = i18n;
  const navigate = useNavigate();
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const missing = PASSWORD_MIN - [...password].length;
  const save = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/password-resets/use", { body: { token, password } })),
    onSuccess: async (session) => {
      await beginSession(session);
      // The link is used up: going back must not lead to it.
      await navigate({ to: "/conversations", search: {}, replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing <= 0) save.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {save.isError && (
        <Notice tone="danger">{isUseless(save.error) ? t("reset.useless") : problemText(i18n, save.error)}</Notice>
      )}
      {/* For password managers, which look for the name of the account. */}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <NewPassword
        label={t("profile.newPassword")}
        value={password}
        onChange={setPassword}
        error={
          fieldProblem(i18n, save.error, "password") ??
          (tried && missing > 0 ? t("password.more", { count: missing }) : undefined)
        }
      />
      <p className="text-sm text-muted">{t("reset.text")}</p>
      <Button type="submit" variant="primary" size="lg" loading={save.isPending}>
        {t("reset.submit")}
      </Button>
    </form>
  );
}
