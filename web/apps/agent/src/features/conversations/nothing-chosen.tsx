import { MessagesSquare } from "lucide-react";
import { useI18n } from "@/i18n";

/** What stands at the place of the conversation until one is chosen. */
export default function NothingChosen() {
  const { t } = useI18n();
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-2 bg-canvas text-center text-muted">
      <MessagesSquare size={30} strokeWidth={1.4} aria-hidden className="text-faint" />
      <p>{t("conversation.choose")}</p>
      <p className="text-sm text-faint">{t("conversation.chooseHint")}</p>
    </div>
  );
}
