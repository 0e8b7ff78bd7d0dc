import type { ConversationSummary } from "@rapport/api";
import { IconButton } from "@rapport/ui";
import { CircleCheck, CirclePause, Mail, MailOpen, RotateCcw, UserRoundCheck } from "lucide-react";
import { useState, type FocusEvent, type PointerEvent } from "react";
import { useI18n } from "@/i18n";
import { useCan, useSession } from "@/shared/session";
import { conversationActions, markRead } from "../data/actions";

/**
 * Whether somebody is at a row. Its actions are drawn only then: of a list that is scrolled through, most rows are never
 * pointed at, and their buttons would be half of the work of drawing them.
 */
export function useNear() {
  const [near, setNear] = useState(false);
  const come = () => setNear(true);
  return {
    near,
    nearness: {
      onPointerEnter: come,
      onFocus: come,
      onPointerLeave: (event: PointerEvent<HTMLElement>) =>
        setNear(event.currentTarget.contains(document.activeElement)),
      onBlur: (event: FocusEvent<HTMLElement>) =>
        setNear(event.currentTarget.contains(event.relatedTarget) || event.currentTarget.matches(":hover")),
    },
  };
}

/** The things most often done to a row without opening it. They lie over the row's end while it is pointed at. */
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
      className="absolute top-1 right-1.5 z-10 hidden rounded border border-line bg-raised group-focus-within:flex pointer-coarse:hidden pointer-fine:group-hover:flex"
    >
      {can("conversations.assign") && row.assignee_id !== agent.id && (
        <IconButton size="sm" label={t("assign.toMe")} onClick={() => run(actions.assign({ agent_id: agent.id }))}>
          <UserRoundCheck size={15} aria-hidden />
        </IconButton>
      )}
      <IconButton
        size="sm"
        label={t(row.unread ? "conversation.markRead" : "conversation.markUnread")}
        onClick={() => run(markRead(row.id, row.unread ? row.last_seq : 0))}
      >
        {row.unread ? <MailOpen size={15} aria-hidden /> : <Mail size={15} aria-hidden />}
      </IconButton>
      {can("conversations.update") && row.status === "open" && (
        <IconButton size="sm" label={t("bulk.pending")} onClick={() => run(actions.setStatus("pending"))}>
          <CirclePause size={15} aria-hidden />
        </IconButton>
      )}
      {can("conversations.update") && row.status !== "open" && (
        <IconButton size="sm" label={t("bulk.open")} onClick={() => run(actions.setStatus("open"))}>
          <RotateCcw size={15} aria-hidden />
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
