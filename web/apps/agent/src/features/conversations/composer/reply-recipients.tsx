import type { ConversationView } from "@rapport/api";
import { useImperativeHandle, useRef, useState, type Ref } from "react";
import { useI18n } from "@/i18n";
import type { Draft } from "../data/drafts";
import { RecipientField, type RecipientFieldHandle } from "./recipients";

type Line = "to" | "cc" | "bcc";
const LINES: readonly Line[] = ["to", "cc", "bcc"];

/** Why the server refused recipients, by line. */
export type RecipientProblems = Partial<Record<Line, string>>;

export interface RecipientsHandle {
  /** Whether all that was typed are recipients; else the first line where it is not has the focus. */
  settle: () => boolean;
  focus: (line: Line) => void;
}

export interface RecipientsProps {
  ref?: Ref<RecipientsHandle>;
  conversation: ConversationView;
  draft: Draft;
  problems: RecipientProblems;
  onChange: (change: Partial<Draft>) => void;
}

/** Who gets the answer, always in sight: a recipient that nobody saw is the mistake that cannot be taken back. */
export function Recipients({ ref, conversation, draft, problems, onChange }: RecipientsProps) {
  const { t } = useI18n();
  const to = draft.to ?? conversation.reply_to;
  const cc = draft.cc ?? conversation.reply_cc;
  const bcc = draft.bcc ?? [];
  const [wantsCc, setWantsCc] = useState(false);
  const [wantsBcc, setWantsBcc] = useState(false);
  const toField = useRef<RecipientFieldHandle>(null);
  const ccField = useRef<RecipientFieldHandle>(null);
  const bccField = useRef<RecipientFieldHandle>(null);
  useImperativeHandle(ref, () => {
    const fields = { to: toField, cc: ccField, bcc: bccField };
    return {
      settle: () => LINES.every((line) => fields[line].current?.settle() !== false),
      focus: (line) => fields[line].current?.focus(),
    };
  }, []);
  const showCc = wantsCc || cc.length > 0;
  const showBcc = wantsBcc || bcc.length > 0;
  const opener = "h-6 shrink-0 rounded px-1.5 text-sm text-muted hover:bg-hover hover:text-text";
  return (
    <div className="px-4 pt-1">
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1">
          <RecipientField
            ref={toField}
            label={t("composer.to")}
            value={to}
            error={problems.to}
            onChange={(value) => onChange({ to: value })}
            required
          />
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
      {showCc && (
        <RecipientField
          ref={ccField}
          label={t("composer.cc")}
          value={cc}
          error={problems.cc}
          onChange={(value) => onChange({ cc: value })}
        />
      )}
      {showBcc && (
        <RecipientField
          ref={bccField}
          label={t("composer.bcc")}
          value={bcc}
          error={problems.bcc}
          onChange={(value) => onChange({ bcc: value })}
        />
      )}
    </div>
  );
}
