import type { ConversationView } from "@rapport/api";
import { useState } from "react";
import { useI18n } from "@/i18n";
import type { Draft } from "../data/drafts";
import { RecipientField } from "./recipients";

export interface RecipientsProps {
  conversation: ConversationView;
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
}

/** Who gets the answer, always in sight: a recipient that nobody saw is the mistake that cannot be taken back. */
export function Recipients({ conversation, draft, onChange }: RecipientsProps) {
  const { t } = useI18n();
  const to = draft.to ?? conversation.reply_to;
  const cc = draft.cc ?? conversation.reply_cc;
  const bcc = draft.bcc ?? [];
  const [wantsCc, setWantsCc] = useState(false);
  const [wantsBcc, setWantsBcc] = useState(false);
  const showCc = wantsCc || cc.length > 0;
  const showBcc = wantsBcc || bcc.length > 0;
  const opener = "h-6 shrink-0 rounded px-1.5 text-sm text-muted hover:bg-hover hover:text-text";
  return (
    <div className="px-4 pt-1">
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1">
          <RecipientField label={t("composer.to")} value={to} onChange={(value) => onChange({ to: value })} required />
        </div>
        {!showCc && (
          <button type="button" className={opener} onClick={() => setWantsCc(true)}>
            {t("composer.cc")}
          </button>
        )}
        {!showBcc && (
          <button type="button" className={opener} onClick={() => setWantsBcc(true)}>
            {t("composer.bcc")}
          </button>
        )}
      </div>
      {showCc && <RecipientField label={t("composer.cc")} value={cc} onChange={(value) => onChange({ cc: value })} />}
      {showBcc && (
        <RecipientField label={t("composer.bcc")} value={bcc} onChange={(value) => onChange({ bcc: value })} />
      )}
    </div>
  );
}
