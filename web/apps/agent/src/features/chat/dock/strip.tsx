import type { DeskChatRow } from "@rapport/api";
import { Avatar, cx, Kbd } from "@rapport/ui";
import { Link } from "@tanstack/react-router";
import { Clock, PencilLine, TriangleAlert } from "lucide-react";
import { useI18n } from "@/i18n";
import { useNow } from "@/shared/hooks/use-now";
import { urgency } from "../data/sort";
import { useVisitorTyping } from "../data/typing";

/** The chats that one has, side by side: who waits, who writes, and one key to each. */
export function Strip({ chats, currentId }: { chats: readonly DeskChatRow[]; currentId: number | undefined }) {
  const { t } = useI18n();
  return (
    <nav
      aria-label={t("chat.mine")}
      className="scroll-thin shrink-0 overflow-x-auto border-b border-line bg-canvas px-2 py-1.5"
    >
      <ul className="flex gap-1.5">
        {chats.map((row, index) => (
          <li key={row.conversation.id} className="w-56 shrink-0 max-md:w-44">
            <Tab row={row} place={index + 1} current={row.conversation.id === currentId} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Tab({ row, place, current }: { row: DeskChatRow; place: number; current: boolean }) {
  const { t } = useI18n();
  const { conversation } = row;
  const typing = useVisitorTyping(conversation.id);
  const name = conversation.contact.name || t("chat.visitor");
  const unread = conversation.unread && !current;
  return (
    <Link
      to="/conversations/$id"
      params={{ id: conversation.id }}
      search={(search) => ({ ...search, seq: undefined })}
      aria-current={current ? "true" : undefined}
      className={cx(
        "flex h-11 items-center gap-2 rounded border px-2 transition-colors",
        current ? "border-accent bg-accent-soft" : "border-line bg-surface hover:bg-hover",
      )}
    >
      <span className="relative shrink-0">
        <Avatar name={name} size="sm" />
        {unread && (
          <span
            aria-hidden
            className="absolute -top-0.5 -right-0.5 size-2.5 rounded-full border-2 border-surface bg-accent-solid"
          />
        )}
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-1.5">
          <span className={cx("min-w-0 flex-1 truncate text-sm", unread ? "font-semibold" : "font-medium")}>
            {name}
          </span>
          <Waiting since={conversation.waiting_since} />
          {place <= 9 && (
            <span className="shrink-0 pointer-coarse:hidden" title={`Alt ${String(place)}`}>
              <Kbd>{place}</Kbd>
            </span>
          )}
        </span>
        <span className="flex items-center gap-1 truncate text-xs text-faint">
          {unread && <span className="sr-only">{t("list.unread")}.</span>}
          {typing ? (
            <>
              <PencilLine size={11} aria-hidden className="shrink-0" />
              <span className="truncate italic">{typing.text || t("chat.typingShort")}</span>
            </>
          ) : (
            <span className="truncate">{conversation.preview}</span>
          )}
        </span>
      </span>
    </Link>
  );
}

function Waiting({ since }: { since: string | null | undefined }) {
  const { t, short, exact } = useI18n();
  const now = useNow();
  const how = urgency(since, now);
  if (how === undefined || since == null) return null;
  const Icon = how === "long" ? TriangleAlert : Clock;
  return (
    <time
      dateTime={since}
      title={t("list.waitingSince", { time: exact(since) })}
      className={cx(
        "inline-flex shrink-0 items-center gap-0.5 text-xs tabular-nums",
        how === "long" ? "font-medium text-danger" : "text-warning",
      )}
    >
      <Icon size={11} aria-label={t(how === "long" ? "chat.waitsLong" : "list.waiting")} />
      {short(since, now)}
    </time>
  );
}
