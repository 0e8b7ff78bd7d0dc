import type { ConversationView } from "@rapport/api";
import { useInfiniteQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useTalking } from "@/features/chat";
import { useI18n } from "@/i18n";
import { useSession } from "@/shared/session";
import { useDraft } from "../data/drafts";
import { answersOfOthers } from "../data/meanwhile";
import { timelineQuery } from "../data/queries";

/** Somebody else's answer arrived while this one was being written: said at once, not only when sending is refused. */
export function MeanwhileNotice({ conversation }: { conversation: ConversationView }) {
  const { id: conversationId } = conversation;
  const talking = useTalking(conversation);
  const { t, list } = useI18n();
  const { agent } = useSession();
  const { draft, patch } = useDraft(agent.id, conversationId);
  const { data } = useInfiniteQuery(timelineQuery(conversationId));
  const seen = draft.seenSeq;
  // Among those who talk, that one said something is no news.
  if (talking) return null;
  if (draft.mode === "note" || draft.text.trim() === "" || seen === undefined || !data) return null;
  const entries = data.pages.flatMap((page) => page.entries);
  const answers = answersOfOthers(entries, seen, agent.id);
  if (answers.length === 0) return null;
  const names = list([...new Set(answers.map((entry) => entry.actor.name))]);
  return (
    <div
      role="alert"
      className="flex shrink-0 items-center gap-2 border-t border-line bg-warning-soft px-4 py-1.5 text-sm text-warning"
    >
      <TriangleAlert size={15} aria-hidden className="shrink-0" />
      <span className="min-w-0 flex-1">{t("conflict.meanwhile", { names })}</span>
      <button
        type="button"
        onClick={() => patch({ seenSeq: entries.at(-1)?.seq })}
        className="h-7 shrink-0 rounded px-2 font-medium hover:bg-surface/60"
      >
        {t("conflict.read")}
      </button>
    </div>
  );
}
