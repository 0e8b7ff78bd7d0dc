import { api, unwrap, type InboxView } from "@rapport/api";
import { Button, Notice } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { CodeBlock } from "@/shared/components/code-block";
import { Confirm } from "@/shared/components/confirm";
import { CopyField } from "@/shared/components/copy-field";
import { toastProblem } from "@/shared/problems";
import { refreshInboxes } from "../queries";

/** What a server of the company runs; in the language that most of them understand. */
const EXAMPLE = `// npm install jsonwebtoken
import jwt from "jsonwebtoken";

const token = jwt.sign(
  { sub: user.id, email: user.email, name: user.name, attributes: { plan: user.plan } },
  process.env.CHAT_IDENTITY_SECRET,
  { algorithm: "HS256", expiresIn: "1h" },
);
// and in the page: Rapport.identify(token)`;

export interface IdentitySecretProps {
  inbox: InboxView;
  onChanged: (has: boolean) => void;
}

/** The secret by which the company's own server says who somebody is. It is shown once, when it is made. */
export function IdentitySecret({ inbox, onChanged }: IdentitySecretProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const [asking, setAsking] = useState<"renew" | "remove">();
  const [secret, setSecret] = useState<string>();
  const has = secret !== undefined || inbox.chat?.has_identity_secret === true;
  const path = { params: { path: { id: inbox.id } } };
  const make = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/inboxes/{id}/identity-secret", path)),
    onSuccess: (made) => {
      setSecret(made.secret);
      setAsking(undefined);
      onChanged(true);
      void refreshInboxes();
    },
    onError: (error) => toastProblem(i18n, error),
  });
  const remove = useMutation({
    mutationFn: async () => {
      await unwrap(api.DELETE("/api/v1/inboxes/{id}/identity-secret", path));
    },
    onSuccess: () => {
      setSecret(undefined);
      setAsking(undefined);
      onChanged(false);
      void refreshInboxes();
    },
    onError: (error) => toastProblem(i18n, error),
  });
  return (
    <>
      <div className="flex flex-wrap items-center gap-3 rounded border border-line px-3 py-2.5">
        <KeyRound size={16} aria-hidden className="shrink-0 text-faint" />
        <p className="min-w-40 flex-1 text-sm">{t(has ? "site.secretThere" : "site.secretNone")}</p>
        {has ? (
          <>
            <Button size="sm" onClick={() => setAsking("renew")}>
              {t("site.secretRenew")}
            </Button>
            <Button size="sm" variant="ghost" onClick={() => setAsking("remove")}>
              {t("action.remove")}
            </Button>
          </>
        ) : (
          <Button size="sm" loading={make.isPending} onClick={() => make.mutate()}>
            {t("site.secretMake")}
          </Button>
        )}
      </div>
      {secret !== undefined && (
        <>
          <Notice tone="warning" title={t("site.secretOnce")}>
            {t("site.secretOnceText")}
          </Notice>
          <CopyField label={t("site.secret")} value={secret} />
        </>
      )}
      {has && <CodeBlock label={t("site.identityExample")} code={EXAMPLE} />}
      {asking && (
        <Confirm
          title={t(asking === "renew" ? "site.secretRenew" : "site.secretRemove")}
          action={t(asking === "renew" ? "site.secretRenew" : "action.remove")}
          busy={make.isPending || remove.isPending}
          onConfirm={() => (asking === "renew" ? make.mutate() : remove.mutate())}
          onClose={() => setAsking(undefined)}
        >
          {t(asking === "renew" ? "site.secretRenewText" : "site.secretRemoveText")}
        </Confirm>
      )}
    </>
  );
}
