import { Avatar, Badge, cx } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Building2, Clock, Languages, Mail, MailWarning, Phone } from "lucide-react";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n";
import { CardState } from "@/shared/cards/card-state";
import type { CardProps } from "@/shared/cards/registry";
import { ContactTags } from "@/shared/components/contact-tags";
import { LanguageName } from "@/shared/components/language-name";
import { LocalTime } from "@/shared/components/local-time";
import { contactQuery } from "@/shared/contacts";
import { useCan } from "@/shared/session";

/** Who is writing. */
export default function ContactCard({ conversation }: CardProps) {
  const { t } = useI18n();
  const can = useCan();
  const allowed = can("contacts.read");
  const query = useQuery({ ...contactQuery(conversation.contact.id), enabled: allowed });
  const contact = query.data;
  const name = contact?.name ?? conversation.contact.name;
  return (
    <>
      <div className="flex items-center gap-3">
        <Avatar name={name} size="lg" />
        <div className="min-w-0">
          <p className="font-semibold break-words">
            {allowed ? (
              <Link to="/contacts/$id" params={{ id: conversation.contact.id }} className="rounded-sm hover:underline">
                {name}
              </Link>
            ) : (
              name
            )}
          </p>
          {contact?.company && (
            <p className="flex items-center gap-1 text-sm text-muted">
              <Building2 size={13} aria-hidden className="shrink-0" />
              <span className="truncate">{contact.company.name}</span>
            </p>
          )}
          {contact?.blocked === true && <Badge tone="danger">{t("contact.blocked")}</Badge>}
        </div>
      </div>
      {allowed && !contact && (
        <div className="mt-3">
          <CardState query={query} rows={3} />
        </div>
      )}
      {contact && (
        <>
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
            {contact.time_zone != null && (
              <Row icon={<Clock />} label={t("contact.timeZone")}>
                <LocalTime zone={contact.time_zone} />
              </Row>
            )}
            {contact.locale != null && (
              <Row icon={<Languages />} label={t("contact.language")}>
                <LanguageName code={contact.locale} />
              </Row>
            )}
          </dl>
          <ContactTags contact={contact} className="mt-2" />
        </>
      )}
    </>
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
