import { PencilLine } from "lucide-react";
import { useI18n } from "@/i18n";
import { useVisitorTyping } from "../data/typing";

/** What the visitor is writing: that they are, and where the site shows it the words themselves. */
export default function VisitorTypingLine({ conversationId, name }: { conversationId: number; name: string }) {
  const { t } = useI18n();
  const typing = useVisitorTyping(conversationId);
  return (
    <div className="shrink-0">
      {/* That somebody writes is worth saying; each letter read aloud would drown everything else. */}
      <p role="status" aria-live="polite" className="sr-only">
        {typing && t("chat.typing", { name })}
      </p>
      {typing && (
        <div className="flex items-start gap-2 border-t border-line bg-canvas px-4 py-1.5 text-sm text-muted">
          <PencilLine size={14} aria-hidden className="mt-0.5 shrink-0" />
          {typing.text === "" ? (
            <p aria-hidden>{t("chat.typing", { name })}</p>
          ) : (
            <p className="min-w-0">
              <span className="text-xs text-faint">{t("chat.typingText", { name })}</span>
              <span className="line-clamp-3 break-words whitespace-pre-wrap italic">{typing.text}</span>
            </p>
          )}
        </div>
      )}
    </div>
  );
}
