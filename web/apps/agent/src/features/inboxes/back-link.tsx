import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useI18n } from "@/i18n";

export function BackToInboxes() {
  const { t } = useI18n();
  return (
    <Link
      to="/settings/inboxes"
      className="mb-3 -ml-1 inline-flex items-center gap-1 rounded text-sm text-muted hover:text-text"
    >
      <ChevronLeft size={14} aria-hidden />
      {t("inboxes.title")}
    </Link>
  );
}
