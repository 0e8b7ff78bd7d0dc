import type { PushTokenView } from "@rapport/api";
import { Notice } from "@rapport/ui";
import { useI18n } from "@/i18n";
import { CopyField } from "@/shared/components/copy-field";

/** How to get mail in without IMAP. The token is shown this once. */
export function PushInstructions({ token, address }: { token: PushTokenView; address: string }) {
  const { t } = useI18n();
  const url = new URL(token.url, location.origin).href;
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="warning">{t("push.once")}</Notice>
      <CopyField label={t("push.url")} hint={t("push.urlHint")} value={url} />
      <CopyField label={t("push.gate")} hint={t("push.gateHint")} value={`rapport mail-gate --inbox ${address}`} />
    </div>
  );
}
