import { api, unwrap } from "@rapport/api";
import { Button, Field, Input, Notice } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { MailCheck } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { Door } from "@/shared/components/door";
import { useTitle } from "@/shared/hooks/use-title";
import { fieldProblem, problemText } from "@/shared/problems";
import { setupQuery } from "@/shared/session";

/** Asks for a link by mail. What it says afterwards is the same whether there is such an account or not. */
export default function ForgotPasswordPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const setup = useQuery(setupQuery).data;
  const [email, setEmail] = useState("");
  useTitle(t("forgot.title"));
  const ask = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/password-resets", { body: { email: email.trim() } })),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (email.trim() !== "") ask.mutate();
  };
  const wrongField = fieldProblem(i18n, ask.error, "email");
  return (
    <Door chooseLanguage title={t("forgot.title")} subtitle={setup?.organisation ?? undefined}>
      {ask.isSuccess ? (
        <div role="status" className="flex flex-col items-center gap-3 text-center">
          <MailCheck size={32} strokeWidth={1.5} aria-hidden className="text-accent" />
          <p className="font-medium break-words">{t("forgot.sent", { email: email.trim() })}</p>
          <p className="text-sm text-muted">{t("forgot.sentText")}</p>
          <Button onClick={() => ask.reset()}>{t("forgot.again")}</Button>
        </div>
      ) : setup?.can_send_mail === false ? (
        <Notice tone="warning">{t("forgot.cannotSend")}</Notice>
      ) : (
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          {ask.isError && wrongField === undefined && <Notice tone="danger">{problemText(i18n, ask.error)}</Notice>}
          <p className="text-sm text-muted">{t("forgot.text")}</p>
          <Field label={t("login.email")} error={wrongField}>
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
          <Button type="submit" variant="primary" size="lg" loading={ask.isPending} disabled={email.trim() === ""}>
            {t("forgot.submit")}
          </Button>
        </form>
      )}
      <BackToLogin />
    </Door>
  );
}

/** The way back for whoever remembered meanwhile. */
export function BackToLogin() {
  const { t } = useI18n();
  return (
    <p className="mt-4 text-center text-sm">
      <Link to="/login" className="text-accent underline underline-offset-2">
        {t("forgot.back")}
      </Link>
    </p>
  );
}
