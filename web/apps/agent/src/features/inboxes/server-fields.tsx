import { Field, Input, Select } from "@rapport/ui";
import { useI18n } from "@/i18n";
import { fieldProblem } from "@/shared/problems";
import { defaultPort, isDefaultPort, type FormProblems, type Security, type ServerForm } from "./form-state";
import { OauthSignIn } from "./oauth-sign-in";

export interface ServerFieldsProps {
  kind: "imap" | "smtp";
  address: string;
  value: ServerForm;
  onChange: (value: ServerForm) => void;
  problems: FormProblems;
  /** What the server answered to the last try. */
  error: unknown;
}

/** One mail server. Choosing another encryption chooses its usual port, unless somebody typed one of their own. */
export function ServerFields({ kind, address, value, onChange, problems, error }: ServerFieldsProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const path = `email.${kind}`;
  const problem = (field: string) => {
    const own = problems[`${path}.${field}`];
    if (own) return t(`field.${own}`);
    return fieldProblem(i18n, error, `${path}.${field}`) ?? fieldProblem(i18n, error, `${kind}.${field}`);
  };
  const set = (change: Partial<ServerForm>) => onChange({ ...value, ...change });
  const setSecurity = (security: Security) => {
    set(isDefaultPort(kind, value.port) ? { security, port: defaultPort(kind, security) } : { security });
  };
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 rounded border border-line p-4">
      <legend className="px-1 text-sm font-medium">{t(`inbox.${kind}`)}</legend>
      <div className="grid gap-3 sm:grid-cols-[1fr_6rem]">
        <Field label={t("inbox.host")} error={problem("host")}>
          <Input
            spellCheck={false}
            autoComplete="off"
            value={value.host}
            onChange={(event) => set({ host: event.target.value })}
          />
        </Field>
        <Field label={t("inbox.port")} error={problem("port")}>
          <Input inputMode="numeric" value={value.port} onChange={(event) => set({ port: event.target.value })} />
        </Field>
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t("inbox.security")} error={problem("security")}>
          <Select value={value.security} onChange={(event) => setSecurity(event.target.value as Security)}>
            <option value="tls">{t("inbox.security.tls")}</option>
            <option value="starttls">{t("inbox.security.starttls")}</option>
            <option value="plain">{t("inbox.security.plain")}</option>
          </Select>
        </Field>
        <Field label={t("inbox.auth")} error={problem("auth")}>
          <Select value={value.auth} onChange={(event) => set({ auth: event.target.value as ServerForm["auth"] })}>
            <option value="password">{t("inbox.auth.password")}</option>
            <option value="google">{t("inbox.auth.google")}</option>
            <option value="microsoft">{t("inbox.auth.microsoft")}</option>
            <option value="none">{t("inbox.auth.none")}</option>
          </Select>
        </Field>
      </div>
      {value.auth !== "none" && (
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t("inbox.username")} error={problem("username")}>
            <Input
              spellCheck={false}
              autoComplete="off"
              value={value.username}
              onChange={(event) => set({ username: event.target.value })}
            />
          </Field>
          {value.auth === "password" ? (
            <Field
              label={t("inbox.password")}
              error={problem("password")}
              hint={value.hasSecret ? t("inbox.passwordKept") : undefined}
            >
              <Input
                type="password"
                autoComplete="new-password"
                value={value.password}
                placeholder={value.hasSecret ? "••••••••••" : undefined}
                onChange={(event) => set({ password: event.target.value })}
              />
            </Field>
          ) : (
            <OauthSignIn
              provider={value.auth}
              address={value.username || address}
              signedIn={value.oauthGrant !== undefined || value.hasSecret}
              error={problem("oauth_grant")}
              onGrant={(grant) => set({ oauthGrant: grant })}
            />
          )}
        </div>
      )}
    </fieldset>
  );
}
