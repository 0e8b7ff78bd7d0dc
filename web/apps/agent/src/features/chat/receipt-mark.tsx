import { cx } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Check, CheckCheck, Eye, Mail, type LucideIcon } from "lucide-react";
import { useI18n } from "@/i18n";
import { chatQuery } from "./data/queries";
import { receiptOf, type Receipt } from "./data/receipts";

const LOOK: Record<Receipt, LucideIcon> = { sent: Check, delivered: CheckCheck, seen: Eye, mailed: Mail };

export interface ReceiptMarkProps {
  conversationId: number;
  seq: number;
  /** With the word beside the icon: for the newest one, whose way is looked at. */
  spelled: boolean;
}

/** How far an answer of ours has come: an icon that has its word, spelled out where it matters. */
export function ReceiptMark({ conversationId, seq, spelled }: ReceiptMarkProps) {
  const { t } = useI18n();
  const receipt = useQuery({ ...chatQuery(conversationId), select: (chat) => receiptOf(seq, chat) }).data;
  if (receipt === undefined) return null;
  const Icon = LOOK[receipt];
  const word = t(`chat.receipt.${receipt}`);
  return (
    <span title={word} className={cx("inline-flex items-center gap-1", receipt === "seen" && "text-accent")}>
      <Icon size={13} aria-hidden />
      <span className={spelled ? undefined : "sr-only"}>{word}</span>
    </span>
  );
}
