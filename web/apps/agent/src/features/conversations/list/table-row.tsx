import type { ConversationSummary } from "@rapport/api";
import { Avatar, Checkbox, cx } from "@rapport/ui";
import { Link } from "@tanstack/react-router";
import { Paperclip } from "lucide-react";
import { memo, type ReactNode } from "react";
import { useI18n } from "@/i18n";
import { TagLabel } from "@/shared/components/tag";
import type { Lookups } from "@/shared/lookups";
import { useAppearance } from "@/shared/theme";
import { prefetchConversation } from "../data/queries";
import { tracks, type Column } from "./columns";
import { ChannelMark, DraftMark, PriorityMark, Since, StatusMark, Waiting } from "./marks";
import type { RowProps } from "./row";
import { RowActions, useNear } from "./row-actions";

const ROW_HEIGHTS = { comfortable: 40, compact: 32 } as const;

export function useTableRowHeight(): number {
  return ROW_HEIGHTS[useAppearance().density];
}

/** A conversation in one line, each of its columns below its name. */
export const TableRow = memo(function TableRow(props: RowProps & { index: number }) {
  const { row, selected, columns, lookups, onSelect, onActed, index } = props;
  const { t } = useI18n();
  const { near, nearness } = useNear();
  const subject = row.subject || t("conversation.noSubject");
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      {...nearness}
      style={{ gridTemplateColumns: tracks(columns) }}
      className={cx(
        "group relative grid h-full items-center border-b border-line pr-3 transition-colors",
        selected ? "bg-accent-soft/60" : "hover:bg-hover",
      )}
    >
      <div role="cell" className="relative flex h-full items-center justify-center">
        {row.unread && (
          <span aria-hidden className="absolute left-1 size-1.5 rounded-full bg-accent-solid dark:bg-accent" />
        )}
        <span className="relative z-10 flex">
          <Checkbox
            aria-label={t("list.select", { subject })}
            checked={selected}
            readOnly
            onClick={(event) => onSelect(row.id, !selected, event.shiftKey)}
          />
        </span>
      </div>
      {columns.map((column) => (
        <div key={column} role="cell" className="flex min-w-0 items-center gap-1.5 pr-3 text-sm text-muted">
          <Cell column={column} row={row} lookups={lookups}>
            <Link
              to="/conversations/$id"
              params={{ id: row.id }}
              search={(search) => ({ ...search, seq: undefined })}
              data-conversation={row.id}
              onClick={(event) => {
                if (!event.shiftKey) return;
                event.preventDefault();
                onSelect(row.id, true, true);
              }}
              onPointerEnter={() => prefetchConversation(row.id)}
              onFocus={() => prefetchConversation(row.id)}
              // The whole line leads there; what can be pressed by itself lies above it.
              className={cx(
                "min-w-0 truncate text-text after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent",
                row.unread ? "font-semibold" : "font-medium",
              )}
            >
              {row.unread && <span className="sr-only">{t("list.unread")}</span>}
              {subject}
            </Link>
          </Cell>
        </div>
      ))}
      {near && <RowActions row={row} onDone={onActed} />}
    </div>
  );
});

interface CellProps {
  column: Column;
  row: ConversationSummary;
  lookups: Lookups;
  /** The link to it, which stands where the subject is. */
  children: ReactNode;
}

function Cell({ column, row, lookups, children }: CellProps) {
  const { t } = useI18n();
  const name = (found: { name: string } | undefined) => <span className="truncate">{found?.name}</span>;
  switch (column) {
    case "number":
      return <span className="tabular-nums">#{row.number}</span>;
    case "contact":
      return (
        <>
          <Avatar name={row.contact.name} size="xs" />
          <span className="truncate text-text">{row.contact.name}</span>
        </>
      );
    case "subject":
      return (
        <>
          <DraftMark id={row.id} onServer={row.has_draft === true} />
          {children}
          {row.has_attachments && <Paperclip size={12} className="shrink-0" aria-label={t("list.hasFiles")} />}
          <span className="min-w-0 flex-1 truncate text-faint">{row.preview}</span>
        </>
      );
    case "status":
      return <StatusMark always status={row.status} />;
    case "priority":
      return <PriorityMark always priority={row.priority} />;
    case "assignee": {
      const agent = row.assignee_id == null ? undefined : lookups.agents.get(row.assignee_id);
      if (!agent) return <span className="text-faint">{t("list.unassigned")}</span>;
      return (
        <>
          <Avatar name={agent.name} size="xs" />
          {name(agent)}
        </>
      );
    }
    case "team":
      return row.team_id == null ? null : name(lookups.teams.get(row.team_id));
    case "inbox":
      return name(lookups.inboxes.get(row.inbox_id));
    case "channel":
      return <ChannelMark channel={row.channel} />;
    case "tags":
      return (
        <span className="flex min-w-0 gap-1 overflow-hidden">
          {row.tag_ids
            .flatMap((id) => lookups.tags.get(id) ?? [])
            .map((tag) => (
              <TagLabel key={tag.id} tag={tag} />
            ))}
        </span>
      );
    case "messages":
      return <span className="tabular-nums">{row.message_count}</span>;
    case "waiting":
      return row.waiting_since == null ? null : <Waiting since={row.waiting_since} />;
    case "created":
      return <Since at={row.created_at} />;
    case "activity":
      return <Since at={row.last_activity_at} />;
    case "language":
      return null;
  }
}
