import type { ConversationSummary } from "@rapport/api";
import { Avatar, Checkbox, cx } from "@rapport/ui";
import { Link } from "@tanstack/react-router";
import { Paperclip, Users } from "lucide-react";
import { memo } from "react";
import { useI18n } from "@/i18n";
import { TagLabel } from "@/shared/components/tag";
import type { Lookups } from "@/shared/lookups";
import { useAppearance } from "@/shared/theme";
import { prefetchConversation } from "../data/queries";
import type { Column } from "./columns";
import { ChannelMark, DraftMark, PriorityMark, Since, StatusMark, Wait } from "./marks";
import { RowActions, useNear } from "./row-actions";

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
  /** What the list shows; who and what about is always there. */
  columns: readonly Column[];
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
  columns,
  showInbox,
  lookups,
  onSelect,
  onActed,
}: RowProps) {
  const { t } = useI18n();
  const { near, nearness } = useNear();
  const shows = (column: Column) => columns.includes(column);
  const inbox = showInbox && shows("inbox") ? lookups.inboxes.get(row.inbox_id) : undefined;
  const team = shows("team") && row.team_id != null ? lookups.teams.get(row.team_id) : undefined;
  return (
    <div
      {...nearness}
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
        {/* A finger has no hovering that would show the box: it taps the picture. Keys and screen readers have the box. */}
        {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
        <span
          className={selecting ? "hidden" : "group-focus-within:hidden pointer-fine:group-hover:hidden"}
          onClick={() => onSelect(row.id, true, false)}
        >
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
          {shows("waiting") ? <Wait row={row} /> : shows("activity") && <Since at={row.last_activity_at} />}
        </span>
        <span
          className={cx("mt-0.5 truncate text-sm compact:mt-0", row.unread ? "font-medium text-text" : "text-text")}
        >
          {row.subject || t("conversation.noSubject")}
          {row.preview !== "" && <span className="font-normal text-faint"> – {row.preview}</span>}
        </span>
        <span className="mt-1 flex h-5 items-center gap-1.5 compact:mt-0 overflow-hidden text-xs text-faint">
          <DraftMark id={row.id} onServer={row.has_draft === true} />
          {shows("number") && <span className="shrink-0 tabular-nums">#{row.number}</span>}
          {shows("status") && <StatusMark status={row.status} />}
          {shows("priority") && <PriorityMark priority={row.priority} />}
          {row.has_attachments && <Paperclip size={12} className="shrink-0" aria-label={t("list.hasFiles")} />}
          {(shows("channel") || row.channel !== "email") && <ChannelMark channel={row.channel} />}
          {inbox && <span className="max-w-32 min-w-8 truncate">{inbox.name}</span>}
          {team && (
            <span className="flex max-w-32 min-w-8 items-center gap-1">
              <Users size={12} aria-hidden className="shrink-0" />
              <span className="truncate">{team.name}</span>
            </span>
          )}
          {shows("messages") && <span className="shrink-0">{t("list.messages", { count: row.message_count })}</span>}
          <span className="flex min-w-0 flex-1 gap-1 overflow-hidden">
            {shows("tags") && <Tags ids={row.tag_ids} lookups={lookups} />}
          </span>
          {shows("assignee") && <Assignee id={row.assignee_id} lookups={lookups} />}
        </span>
      </Link>
      {near && <RowActions row={row} onDone={onActed} />}
    </div>
  );
});

function Tags({ ids, lookups }: { ids: number[]; lookups: Lookups }) {
  const { list } = useI18n();
  const [first, ...others] = ids.flatMap((id) => lookups.tags.get(id) ?? []);
  if (!first) return null;
  return (
    <>
      <TagLabel tag={first} />
      {others.length > 0 && (
        <span
          title={list(others.map((tag) => tag.name))}
          className="inline-flex h-5 shrink-0 items-center rounded-sm bg-hover px-1"
        >
          +{others.length}
        </span>
      )}
    </>
  );
}

function Assignee({ id, lookups }: { id: number | null | undefined; lookups: Lookups }) {
  const { t } = useI18n();
  const agent = id == null ? undefined : lookups.agents.get(id);
  if (agent) return <Avatar name={agent.name} size="xs" labelled />;
  return <span className="shrink-0">{t("list.unassigned")}</span>;
}
