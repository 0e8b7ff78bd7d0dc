import type { ConversationSummary } from "@rapport/api";
import { IconButton } from "@rapport/ui";
import { CircleCheck, MailOpen, UserRoundCheck } from "lucide-react";
import { useI18n } from "@/i18n";
import { useCan, useSession } from "@/shared/session";
import { conversationActions, markRead } from "../data/actions";

/** The three things most often done to a row without opening it. They lie over the row's end while it is pointed at. */
export function RowActions({ row, onDone }: { row: ConversationSummary; onDone: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const can = useCan();
  const { agent } = useSession();
  const actions = conversationActions(i18n, row);
  const run = (action: Promise<void>) => {
    onDone();
    void action;
  };
  const finished = row.status === "solved" || row.status === "closed" || row.status === "spam";
  return (
    <div
      role="group"
      aria-label={t("list.actions", { subject: row.subject || t("conversation.noSubject") })}
      className="absolute top-1 right-1.5 hidden rounded border border-line bg-raised group-focus-within:flex pointer-coarse:hidden pointer-fine:group-hover:flex"
    >
      {can("conversations.assign") && row.assignee_id !== agent.id && (
        <IconButton size="sm" label={t("assign.toMe")} onClick={() => run(actions.assign({ agent_id: agent.id }))}>
          <UserRoundCheck size={15} aria-hidden />
        </IconButton>
      )}
      {!row.unread && (
        <IconButton size="sm" label={t("conversation.markUnread")} onClick={() => run(markRead(row.id, 0))}>
          <MailOpen size={15} aria-hidden />
        </IconButton>
      )}
      {can("conversations.update") && !finished && (
        <IconButton size="sm" label={t("conversation.solve")} onClick={() => run(actions.setStatus("solved"))}>
          <CircleCheck size={15} aria-hidden />
        </IconButton>
      )}
    </div>
  );
}
