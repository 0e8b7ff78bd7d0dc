import type { VisitedPageView, VisitorChatView } from "@rapport/api";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n";
import { useNow } from "@/shared/hooks/use-now";
import { ChatStateBadge } from "./chat-state";
import { PageLink } from "./page-link";

function Box({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="min-w-0 rounded-lg border border-line bg-surface">
      <h2 className="border-b border-line px-4 py-2.5 font-semibold">{title}</h2>
      {children}
    </section>
  );
}

const none = (text: string) => <p className="px-4 py-3 text-sm text-faint">{text}</p>;

/** What was said with them before, each chat a conversation. */
export function VisitorChats({ chats }: { chats: readonly VisitorChatView[] }) {
  const { t, stamp, exact } = useI18n();
  const now = useNow();
  return (
    <Box title={t("visitors.chats")}>
      {chats.length === 0 && none(t("visitors.noChats"))}
      <ul className="divide-y divide-line">
        {chats.map((chat) => (
          <li key={chat.conversation_id}>
            <Link
              to="/conversations/$id"
              params={{ id: chat.conversation_id }}
              search={{}}
              className="flex min-h-11 items-center gap-3 px-4 py-2 -outline-offset-2 hover:bg-hover"
            >
              <span className="min-w-0 flex-1 truncate tabular-nums" title={exact(chat.created_at)}>
                {t("visitors.chatOf", { time: stamp(chat.created_at, now) })}
              </span>
              <ChatStateBadge chat={chat} />
              <ChevronRight size={16} aria-hidden className="shrink-0 text-faint" />
            </Link>
          </li>
        ))}
      </ul>
    </Box>
  );
}

/** The way that they took, the last page first. */
export function PagesSeen({ pages }: { pages: readonly VisitedPageView[] }) {
  const { t, stamp, exact } = useI18n();
  const now = useNow();
  return (
    <Box title={t("visitors.pages")}>
      {pages.length === 0 && none(t("visitors.noPages"))}
      <ol className="divide-y divide-line">
        {pages.map((page) => (
          <li key={`${page.at} ${page.url}`} className="flex items-start gap-4 px-4 py-2 text-sm">
            <span className="min-w-0 flex-1">
              <PageLink url={page.url} title={page.title} />
            </span>
            <time dateTime={page.at} title={exact(page.at)} className="shrink-0 text-faint tabular-nums">
              {stamp(page.at, now)}
            </time>
          </li>
        ))}
      </ol>
    </Box>
  );
}
