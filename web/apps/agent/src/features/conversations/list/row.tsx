import type { ConversationSummary } from "@rapport/api";
import { Avatar, Checkbox, cx } from "@rapport/ui";
import { Link } from "@tanstack/react-router";
import { Clock, Flag, Paperclip, PencilLine } from "lucide-react";
import { memo } from "react";
import { useI18n } from "@/i18n";
import { TagLabel } from "@/shared/components/tag";
import { useNow } from "@/shared/hooks/use-now";
import type { Lookups } from "@/shared/lookups";
import { useSession } from "@/shared/session";
import { useAppearance } from "@/shared/theme";
import { isPriority, isStatus, STATUS_LOOK } from "@/shared/vocabulary";
import { useHasDraft } from "../data/drafts";
import { prefetchConversation } from "../data/queries";
import { PRIORITY_COLOR } from "../view/pickers";
import { RowActions } from "./row-actions";

/** All rows are equally high, so that the list need not measure them. */
const ROW_HEIGHTS = { comfortable: 80, compact: 68 } as const;

export function useRowHeight(): number {
  return ROW_HEIGHTS[useAppearance().density];
}

export interface RowProps {
  row: ConversationSummary;
  current: boolean;
  selected: boolean;
  /** Boxes stay in sight once one is ticked. */
  selecting: boolean;
  /** In a list of one inbox its name in every row says nothing. */
  showInbox: boolean;
  lookups: Lookups;
  onSelect: (id: number, selected: boolean, range: boolean) => void;
  /** Something was done to the row from within the list. */
  onActed: () => void;
}

/** In the order of importance: who, what about, how long it waits, whose it is. */
export const Row = memo(function Row({
  row,
  current,
  selected,
  selecting,
  showInbox,
  lookups,
  onSelect,
  onActed,
}: RowProps) {
  const { t, list } = useI18n();
  const assignee = row.assignee_id == null ? undefined : lookups.agents.get(row.assignee_id);
  const tags = row.tag_ids.flatMap((id) => lookups.tags.get(id) ?? []);
  const inbox = showInbox ? lookups.inboxes.get(row.inbox_id) : undefined;
  return (
    <div
      className={cx(
        "group relative flex h-full border-b border-line transition-colors",
        current ? "bg-accent-soft" : selected ? "bg-accent-soft/60" : "hover:bg-hover",
      )}
    >
      {current && <span aria-hidden className="absolute inset-y-0 left-0 w-0.5 bg-accent-solid" />}
      <div className="relative flex w-11 shrink-0 justify-center pt-3 compact:pt-2">
        {row.unread && (
          <span
            aria-hidden
            className="absolute top-5 left-1 compact:top-4 size-1.5 rounded-full bg-accent-solid dark:bg-accent"
          />
        )}
        <span className={selecting ? "hidden" : "group-focus-within:hidden pointer-fine:group-hover:hidden"}>
          <Avatar name={row.contact.name} size="sm" />
        </span>
        <span
          className={cx(
            "pt-1",
            selecting
              ? ""
              : "not-group-focus-within:pointer-fine:not-group-hover:sr-only pointer-coarse:not-group-focus-within:sr-only",
          )}
        >
          <Checkbox
            aria-label={t("list.select", { subject: row.subject || t("conversation.noSubject") })}
            checked={selected}
            readOnly
            onClick={(event) => onSelect(row.id, !selected, event.shiftKey)}
          />
        </span>
      </div>
      <Link
        to="/conversations/$id"
        params={{ id: row.id }}
        search={(search) => ({ ...search, seq: undefined })}
        data-conversation={row.id}
        onClick={(event) => {
          // What the browser would do, open another window, nobody wants in a list.
          if (!event.shiftKey) return;
          event.preventDefault();
          onSelect(row.id, true, true);
        }}
        aria-current={current ? "true" : undefined}
        onPointerEnter={() => prefetchConversation(row.id)}
        onFocus={() => prefetchConversation(row.id)}
        className="flex min-w-0 flex-1 flex-col justify-center py-2 pr-3 -outline-offset-2 select-none compact:py-1"
      >
        <span className="flex items-center gap-2">
          {row.unread && <span className="sr-only">{t("list.unread")}</span>}
          <span className={cx("min-w-0 flex-1 truncate text-base", row.unread ? "font-semibold" : "font-medium")}>
            {row.contact.name}
          </span>
          <Wait row={row} />
        </span>
        <span
          className={cx("mt-0.5 truncate text-sm compact:mt-0", row.unread ? "font-medium text-text" : "text-text")}
        >
          {row.subject || t("conversation.noSubject")}
          {row.preview !== "" && <span className="font-normal text-faint"> – {row.preview}</span>}
        </span>
        <span className="mt-1 flex h-5 items-center gap-1.5 compact:mt-0 overflow-hidden text-xs text-faint">
          <DraftMark id={row.id} onServer={row.has_draft === true} />
          <StatusMark status={row.status} />
          <PriorityMark priority={row.priority} />
          {row.has_attachments && <Paperclip size={12} className="shrink-0" aria-label={t("list.hasFiles")} />}
          {inbox && <span className="max-w-32 shrink-0 truncate">{inbox.name}</span>}
          <span className="flex min-w-0 flex-1 gap-1 overflow-hidden">
            {tags.slice(0, 1).map((tag) => (
              <TagLabel key={tag.id} tag={tag} />
            ))}
            {tags.length > 1 && (
              <span
                title={list(tags.slice(1).map((tag) => tag.name))}
                className="inline-flex h-5 shrink-0 items-center rounded-sm bg-hover px-1"
              >
                +{tags.length - 1}
              </span>
            )}
          </span>
          {assignee ? (
            <Avatar name={assignee.name} size="xs" labelled />
          ) : (
            <span className="shrink-0">{t("list.unassigned")}</span>
          )}
        </span>
      </Link>
      <RowActions row={row} onDone={onActed} />
    </div>
  );
});

/** How long the customer waits; when they do not, when something last happened. */
function Wait({ row }: { row: ConversationSummary }) {
  const { t, short, exact } = useI18n();
  const now = useNow();
  if (row.waiting_since == null) {
    return (
      <time
        dateTime={row.last_activity_at}
        title={exact(row.last_activity_at)}
        className="shrink-0 text-xs text-faint tabular-nums"
      >
        {short(row.last_activity_at, now)}
      </time>
    );
  }
  return (
    <time
      dateTime={row.waiting_since}
      title={t("list.waitingSince", { time: exact(row.waiting_since) })}
      className="flex shrink-0 items-center gap-1 text-xs font-medium text-text tabular-nums"
    >
      <Clock size={12} aria-label={t("list.waiting")} className="text-warning" />
      {short(row.waiting_since, now)}
    </time>
  );
}

function DraftMark({ id, onServer }: { id: number; onServer: boolean }) {
  const { t } = useI18n();
  const { agent } = useSession();
  if (!useHasDraft(agent.id, id, onServer)) return null;
  return (
    <span className="flex shrink-0 items-center gap-1 font-medium text-warning">
      <PencilLine size={12} aria-hidden />
      {t("list.draft")}
    </span>
  );
}

/** Open is what lists are about; only other states are worth a mark. */
function StatusMark({ status }: { status: string }) {
  const { t } = useI18n();
  if (!isStatus(status) || status === "open") return null;
  const { icon: Icon, text } = STATUS_LOOK[status];
  return (
    <span className={cx("flex shrink-0 items-center gap-1", text)}>
      <Icon size={12} aria-hidden />
      {t(`status.${status}`)}
    </span>
  );
}

function PriorityMark({ priority }: { priority: string }) {
  const { t } = useI18n();
  if (!isPriority(priority) || priority === "normal") return null;
  return (
    <span className={cx("flex shrink-0 items-center gap-1", PRIORITY_COLOR[priority])}>
      <Flag size={12} aria-hidden />
      {t(`priority.${priority}`)}
    </span>
  );
}
