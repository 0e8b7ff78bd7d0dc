import { Skeleton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useI18n } from "@/i18n";
import { useNow } from "@/shared/hooks/use-now";
import { isStatus, STATUS_LOOK } from "@/shared/vocabulary";
import { contactConversationsQuery } from "./data/contact-conversations";

/** All conversations with one contact, newest first. */
export function ContactConversations({ contactId }: { contactId: number }) {
  const { t, short, exact } = useI18n();
  const now = useNow();
  const { data } = useQuery(contactConversationsQuery(contactId));
  if (!data) {
    return (
      <div className="p-4">
        <Skeleton className="h-16 w-full" />
      </div>
    );
  }
  if (data.length === 0) return <p className="px-4 py-6 text-center text-muted">{t("sidebar.noEarlier")}</p>;
  return (
    <ul className="divide-y divide-line">
      {data.map((row) => {
        const status = isStatus(row.status) ? row.status : "open";
        const { icon: Icon, text } = STATUS_LOOK[status];
        return (
          <li key={row.id}>
            <Link
              to="/conversations/$id"
              params={{ id: row.id }}
              search={{}}
              className="flex items-center gap-3 px-4 py-2.5 -outline-offset-2 hover:bg-hover"
            >
              <Icon size={15} className={`shrink-0 ${text}`} aria-label={t(`status.${status}`)} />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{row.subject || t("conversation.noSubject")}</span>
                <span className="block truncate text-sm text-faint">{row.preview}</span>
              </span>
              <span className="shrink-0 text-xs text-faint tabular-nums" title={exact(row.last_activity_at)}>
                {short(row.last_activity_at, now)}
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
