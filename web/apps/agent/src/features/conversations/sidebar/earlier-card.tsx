import type { ConversationSummary } from "@rapport/api";
import { cx } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { CardEmpty, CardState } from "@/shared/cards/card-state";
import type { CardProps } from "@/shared/cards/registry";
import { contactQuery } from "@/shared/contacts";
import { useNow } from "@/shared/hooks/use-now";
import { useCan } from "@/shared/session";
import { isStatus, STATUS_LOOK } from "@/shared/vocabulary";
import { companyConversationsQuery, contactConversationsQuery } from "../data/contact-conversations";
import { prefetchConversation } from "../data/queries";

const FIRST = 5;

/** What was before: with the same person, and with others of their company. */
export default function EarlierCard({ conversation }: CardProps) {
  const { t } = useI18n();
  const can = useCan();
  const own = useQuery(contactConversationsQuery(conversation.contact.id));
  const contact = useQuery({ ...contactQuery(conversation.contact.id), enabled: can("contacts.read") });
  const company = contact.data?.company;
  const theirs = useQuery({ ...companyConversationsQuery(company?.id ?? 0), enabled: company != null });
  if (!own.data) return <CardState query={own} />;
  const earlier = own.data.filter((row) => row.id !== conversation.id);
  const colleagues = theirs.data?.filter((row) => row.contact.id !== conversation.contact.id) ?? [];
  return (
    <>
      {earlier.length === 0 ? <CardEmpty>{t("sidebar.noEarlier")}</CardEmpty> : <Rows rows={earlier} />}
      {company && colleagues.length > 0 && (
        <>
          <h4 className="mt-3 mb-1 truncate text-xs text-faint">{t("sidebar.ofCompany", { name: company.name })}</h4>
          <Rows rows={colleagues} named />
        </>
      )}
    </>
  );
}

function Rows({ rows, named = false }: { rows: ConversationSummary[]; named?: boolean }) {
  const { t } = useI18n();
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, FIRST);
  return (
    <>
      <ul className="-mx-2">
        {shown.map((row) => (
          <Row key={row.id} row={row} named={named} />
        ))}
      </ul>
      {!all && rows.length > FIRST && (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="-ml-1 h-6 rounded-sm px-1 text-xs text-faint hover:bg-hover hover:text-text pointer-coarse:h-9"
        >
          {t("sidebar.moreEarlier", { count: rows.length - FIRST })}
        </button>
      )}
    </>
  );
}

function Row({ row, named }: { row: ConversationSummary; named: boolean }) {
  const { t, short, exact } = useI18n();
  const now = useNow();
  const status = isStatus(row.status) ? row.status : "open";
  const look = STATUS_LOOK[status];
  const Icon = look.icon;
  return (
    <li>
      <Link
        to="/conversations/$id"
        params={{ id: row.id }}
        search={(search) => ({ ...search, seq: undefined })}
        onPointerEnter={() => prefetchConversation(row.id)}
        className="flex items-start gap-2 rounded px-2 py-1 text-sm -outline-offset-2 hover:bg-hover"
      >
        <Icon size={13} className={cx("mt-1 shrink-0", look.text)} aria-label={t(`status.${status}`)} />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 truncate">{row.subject || t("conversation.noSubject")}</span>
            <span className="shrink-0 text-xs text-faint tabular-nums" title={exact(row.last_activity_at)}>
              {short(row.last_activity_at, now)}
            </span>
          </span>
          <span className="block truncate text-xs text-faint">
            {named ? `${row.contact.name}: ${row.preview}` : row.preview}
          </span>
        </span>
      </Link>
    </li>
  );
}
