import type { ConversationView } from "@rapport/api";
import { Avatar, Badge, cx, IconButton, Skeleton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Building2, Clock, Globe, Languages, Mail, MailWarning, Phone, X } from "lucide-react";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n";
import { LanguageName } from "@/shared/components/language-name";
import { useNow } from "@/shared/hooks/use-now";
import { contactQuery } from "@/shared/contacts";
import { useCan } from "@/shared/session";
import { isStatus, STATUS_LOOK } from "@/shared/vocabulary";
import { contactConversationsQuery } from "../data/contact-conversations";

export interface SidebarProps {
  conversation: ConversationView;
  onClose: () => void;
}

/** Who is writing, and what was before. */
export function Sidebar({ conversation, onClose }: SidebarProps) {
  const { t } = useI18n();
  return (
    <aside
      id="pane-sidebar"
      aria-label={t("sidebar.title")}
      className="scroll-thin flex w-70 max-w-120 min-w-60 flex-col overflow-y-auto bg-surface max-xl:absolute max-xl:inset-y-0 max-xl:border-l max-xl:border-line xl:w-(--pane-sidebar,17.5rem) max-xl:right-0 max-xl:z-20 max-xl:shadow-float max-md:fixed max-md:inset-0 max-md:z-30 max-md:w-full max-md:max-w-full"
    >
      <div className="flex items-center justify-between border-b border-line py-1.5 pr-2 pl-4 xl:hidden">
        <h2 className="font-semibold">{t("sidebar.title")}</h2>
        <IconButton label={t("conversation.hideDetails")} onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      <ContactCard conversation={conversation} />
      <EarlierConversations conversation={conversation} />
      <Facts conversation={conversation} />
    </aside>
  );
}

function Card({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="border-b border-line px-4 py-3 last:border-0">
      <div className="mb-2 flex items-center justify-between gap-2">
        <h3 className="text-xs font-medium text-faint">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

function Row({ icon, label, children }: { icon: ReactNode; label: string; children: ReactNode }) {
  return (
    <div className="flex items-start gap-2 py-0.5 text-sm">
      <dt className="flex h-5 shrink-0 items-center text-faint [&>svg]:size-3.5">
        {icon}
        <span className="sr-only">{label}</span>
      </dt>
      <dd className="min-w-0 flex-1 break-words">{children}</dd>
    </div>
  );
}

function ContactCard({ conversation }: { conversation: ConversationView }) {
  const { t } = useI18n();
  const can = useCan();
  const { data: contact } = useQuery({ ...contactQuery(conversation.contact.id), enabled: can("contacts.read") });
  const name = contact?.name ?? conversation.contact.name;
  return (
    <section className="border-b border-line px-4 py-4">
      <div className="flex items-center gap-3">
        <Avatar name={name} size="lg" />
        <div className="min-w-0">
          <h2 className="font-semibold break-words">
            <Link to="/contacts/$id" params={{ id: conversation.contact.id }} className="rounded-sm hover:underline">
              {name}
            </Link>
          </h2>
          {contact?.company && (
            <p className="flex items-center gap-1 text-sm text-muted">
              <Building2 size={13} aria-hidden className="shrink-0" />
              <span className="truncate">{contact.company.name}</span>
            </p>
          )}
          {contact?.blocked === true && <Badge tone="danger">{t("contact.blocked")}</Badge>}
        </div>
      </div>
      {can("contacts.read") && !contact && <Skeleton className="mt-3 h-12 w-full" />}
      {contact && (
        <dl className="mt-3">
          {contact.addresses.map((address) => (
            <Row
              key={`${address.kind}:${address.value}`}
              icon={address.kind === "phone" ? <Phone /> : <Mail />}
              label={t("contact.address")}
            >
              <span className={cx("break-words", address.bounce_reason != null && "text-danger")}>
                <Breakable address={address.value} />
              </span>
              {address.bounce_reason != null && (
                <span className="flex items-start gap-1 text-xs text-danger">
                  <MailWarning size={12} aria-hidden className="mt-0.5 shrink-0" />
                  {t("contact.bounces")}
                </span>
              )}
            </Row>
          ))}
          {contact.locale != null && (
            <Row icon={<Languages />} label={t("contact.language")}>
              <LanguageName code={contact.locale} />
            </Row>
          )}
          {contact.time_zone != null && (
            <Row icon={<Globe />} label={t("contact.timeZone")}>
              <LocalTime zone={contact.time_zone} />
            </Row>
          )}
        </dl>
      )}
      {contact && contact.notes !== "" && (
        <p className="mt-3 rounded border border-note-line bg-note px-2.5 py-1.5 text-sm break-words whitespace-pre-wrap">
          {contact.notes}
        </p>
      )}
    </section>
  );
}

/** A mail address breaks before its domain rather than in the middle of a word. */
function Breakable({ address }: { address: string }) {
  const at = address.indexOf("@") + 1;
  return (
    <>
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </>
  );
}

/** What time it is where the customer is: 4 in the morning is no time to call. */
function LocalTime({ zone }: { zone: string }) {
  const { t, locale } = useI18n();
  const now = useNow();
  let time = "";
  try {
    time = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone: zone }).format(now);
  } catch {
    return <>{zone}</>;
  }
  return <>{t("contact.localTime", { time, zone: zone.replaceAll("_", " ") })}</>;
}

function EarlierConversations({ conversation }: { conversation: ConversationView }) {
  const { t, short, exact } = useI18n();
  const now = useNow();
  const { data } = useQuery(contactConversationsQuery(conversation.contact.id));
  const others = data?.filter((row) => row.id !== conversation.id) ?? [];
  return (
    <Card title={t("sidebar.earlier")}>
      {!data && <Skeleton className="h-10 w-full" />}
      {data && others.length === 0 && <p className="text-sm text-faint">{t("sidebar.noEarlier")}</p>}
      <ul className="-mx-2">
        {others.slice(0, 8).map((row) => {
          const look = STATUS_LOOK[isStatus(row.status) ? row.status : "open"];
          const Icon = look.icon;
          return (
            <li key={row.id}>
              <Link
                to="/conversations/$id"
                params={{ id: row.id }}
                search={(search) => search}
                className="flex items-center gap-2 rounded px-2 py-1 text-sm -outline-offset-2 hover:bg-hover"
              >
                <Icon
                  size={13}
                  className={cx("shrink-0", look.text)}
                  aria-label={t(`status.${isStatus(row.status) ? row.status : "open"}`)}
                />
                <span className="min-w-0 flex-1 truncate">{row.subject || t("conversation.noSubject")}</span>
                <span className="shrink-0 text-xs text-faint tabular-nums" title={exact(row.last_activity_at)}>
                  {short(row.last_activity_at, now)}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Facts({ conversation }: { conversation: ConversationView }) {
  const { t, stamp, exact } = useI18n();
  const now = useNow();
  const facts = [
    { label: t("sidebar.begun"), at: conversation.created_at },
    { label: t("sidebar.firstReply"), at: conversation.first_reply_at },
    { label: t("sidebar.solved"), at: conversation.solved_at },
  ];
  return (
    <Card title={t("sidebar.facts")}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-sm">
        {facts.map((fact) => (
          <div key={fact.label} className="contents">
            <dt className="text-faint">{fact.label}</dt>
            <dd className="text-right tabular-nums" title={fact.at ? exact(fact.at) : undefined}>
              {fact.at ? stamp(fact.at, now) : "–"}
            </dd>
          </div>
        ))}
        {conversation.waiting_since != null && (
          <div className="contents">
            <dt className="flex items-center gap-1 text-faint">
              <Clock size={13} aria-hidden />
              {t("sidebar.waitingSince")}
            </dt>
            <dd className="text-right tabular-nums" title={exact(conversation.waiting_since)}>
              {stamp(conversation.waiting_since, now)}
            </dd>
          </div>
        )}
      </dl>
    </Card>
  );
}
