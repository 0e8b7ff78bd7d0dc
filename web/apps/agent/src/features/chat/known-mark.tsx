import type { DeskVisitorView } from "@rapport/api";
import { Badge } from "@rapport/ui";
import { ShieldCheck, ShieldQuestion } from "lucide-react";
import { useI18n } from "@/i18n";

/**
 * Whether we know who it is. A word and an icon, never the colour alone: an answer about somebody's account depends on it.
 */
export function KnownMark({
  visitor,
}: {
  visitor: Pick<DeskVisitorView, "verified" | "external_id" | "name" | "email">;
}) {
  const { t } = useI18n();
  if (visitor.verified) {
    return (
      <Badge tone="success" icon={<ShieldCheck aria-hidden />} title={t("chat.verifiedHint")}>
        {visitor.external_id != null && visitor.external_id !== ""
          ? t("chat.verifiedAs", { id: visitor.external_id })
          : t("chat.verified")}
      </Badge>
    );
  }
  const said = visitor.name !== "" || visitor.email !== "";
  return (
    <Badge
      tone="neutral"
      icon={<ShieldQuestion aria-hidden />}
      title={t(said ? "chat.unverifiedHint" : "chat.anonymousHint")}
    >
      {t(said ? "chat.unverified" : "chat.anonymous")}
    </Badge>
  );
}
