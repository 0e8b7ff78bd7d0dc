import { Clock } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useI18n } from "@/i18n";
import type { CardProps } from "@/shared/cards/registry";
import { LanguageName } from "@/shared/components/language-name";
import { useIsWide } from "@/shared/hooks/use-media";
import { useNow } from "@/shared/hooks/use-now";
import { useLookups } from "@/shared/lookups";
import { useConversationActions } from "../data/actions";
import { AssigneePicker, PriorityPicker, StatusPicker, TagsPicker, TeamPicker } from "../view/pickers";

/** Where the case stands. */
export default function ConversationCard({ conversation }: CardProps) {
  const { t, stamp, exact, number } = useI18n();
  const now = useNow();
  const { inboxes } = useLookups();
  // On a wide screen the same stands above the conversation, a hand's breadth to the left; here the sidebar covers it.
  const wide = useIsWide();
  const times = [
    { label: t("sidebar.begun"), at: conversation.created_at },
    { label: t("sidebar.firstReply"), at: conversation.first_reply_at },
    { label: t("sidebar.solved"), at: conversation.solved_at },
  ];
  return (
    <>
      {!wide && <Properties conversation={conversation} />}
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-sm">
        <Fact label={t("sidebar.inbox")}>{inboxes.get(conversation.inbox_id)?.name ?? "–"}</Fact>
        {conversation.language != null && (
          <Fact label={t("sidebar.language")}>
            <LanguageName code={conversation.language} />
          </Fact>
        )}
        <Fact label={t("sidebar.messages")}>{number(conversation.message_count)}</Fact>
        {times.map((fact) => (
          <Fact key={fact.label} label={fact.label} title={fact.at ? exact(fact.at) : undefined}>
            {fact.at ? stamp(fact.at, now) : "–"}
          </Fact>
        ))}
        {conversation.waiting_since != null && (
          <Fact
            label={
              <span className="inline-flex items-center gap-1">
                <Clock size={13} aria-hidden />
                {t("sidebar.waitingSince")}
              </span>
            }
            title={exact(conversation.waiting_since)}
          >
            {stamp(conversation.waiting_since, now)}
          </Fact>
        )}
      </dl>
    </>
  );
}

function Fact({ label, title, children }: { label: ReactNode; title?: string | undefined; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-faint">{label}</dt>
      <dd className="min-w-0 truncate text-right tabular-nums" title={title}>
        {children}
      </dd>
    </div>
  );
}

function Properties({ conversation }: CardProps) {
  const actions = useConversationActions(conversation);
  const [assignOpen, setAssignOpen] = useState(false);
  return (
    <div className="mb-2 -ml-2 flex flex-wrap gap-1">
      <StatusPicker conversation={conversation} actions={actions} />
      <AssigneePicker conversation={conversation} actions={actions} open={assignOpen} onOpenChange={setAssignOpen} />
      <TeamPicker conversation={conversation} actions={actions} />
      <PriorityPicker conversation={conversation} actions={actions} />
      <TagsPicker conversation={conversation} actions={actions} />
    </div>
  );
}
