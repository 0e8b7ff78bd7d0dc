import { isApiError, type ContactView } from "@rapport/api";
import { Avatar, Badge, Button, EmptyState, Notice, Skeleton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft, Building2, Mail, MailWarning, Pencil, Phone, SearchX } from "lucide-react";
import { useEffect, useState } from "react";
import { useI18n } from "@/i18n";
import { ContactConversations } from "@/features/conversations";
import { noteVisit } from "@/shared/commands/memory";
import { LanguageName } from "@/shared/components/language-name";
import { LoadState } from "@/shared/components/page";
import { contactQuery } from "@/shared/contacts";
import { useTitle } from "@/shared/hooks/use-title";
import { useCan, useSession } from "@/shared/session";
import { ContactDialog } from "./contact-dialog";

const route = getRouteApi("/workspace/contacts/$id");

/** All that is known about one customer, and everything that was said with them. */
export default function ContactPage() {
  const { t } = useI18n();
  const { id } = route.useParams();
  const query = useQuery(contactQuery(id));
  useTitle(query.data?.name);
  const { agent } = useSession();
  const name = query.data?.name;
  useEffect(() => {
    if (name !== undefined) noteVisit(agent.id, { kind: "contact", id, title: name });
  }, [agent.id, id, name]);
  const missing = isApiError(query.error) && query.error.status === 404;
  return (
    <div className="scroll-thin min-h-0 min-w-0 flex-1 overflow-y-auto bg-canvas">
      <div className="mx-auto flex w-full max-w-3xl flex-col gap-4 px-6 py-6 max-md:px-4 max-md:py-3">
        <Link
          to="/contacts"
          search={(search) => search}
          className="inline-flex items-center gap-1 self-start text-muted md:hidden"
        >
          <ArrowLeft size={16} aria-hidden />
          {t("area.contacts")}
        </Link>
        {missing ? (
          <EmptyState icon={<SearchX aria-hidden />} title={t("contacts.missing")} />
        ) : (
          <LoadState query={query} />
        )}
        {query.data && <Details contact={query.data} />}
        {query.data && (
          <section className="rounded-lg border border-line bg-surface">
            <h2 className="border-b border-line px-4 py-2.5 font-semibold">{t("area.conversations")}</h2>
            <ContactConversations contactId={id} />
          </section>
        )}
        {query.isPending && <Skeleton className="h-40 w-full" />}
      </div>
    </div>
  );
}

function Details({ contact }: { contact: ContactView }) {
  const { t, day } = useI18n();
  const can = useCan();
  const [editing, setEditing] = useState(false);
  const facts = [
    {
      label: t("contact.language"),
      value: contact.locale == null ? undefined : <LanguageName code={contact.locale} />,
    },
    { label: t("contact.timeZone"), value: contact.time_zone?.replaceAll("_", " ") },
    { label: t("contact.since"), value: day(contact.created_at) },
    { label: t("area.conversations"), value: String(contact.conversation_count) },
  ];
  return (
    <section className="rounded-lg border border-line bg-surface p-5">
      <div className="flex items-center gap-4">
        <Avatar name={contact.name} size="lg" />
        <div className="min-w-0 flex-1">
          <h1 className="text-xl font-semibold break-words">{contact.name}</h1>
          {contact.company && (
            <p className="flex items-center gap-1.5 text-muted">
              <Building2 size={14} aria-hidden className="shrink-0" />
              <span className="truncate">{contact.company.name}</span>
            </p>
          )}
        </div>
        {can("contacts.write") && (
          <Button icon={<Pencil size={14} aria-hidden />} onClick={() => setEditing(true)}>
            {t("action.edit")}
          </Button>
        )}
      </div>
      {contact.blocked && (
        <Notice tone="danger" className="mt-4">
          {t("contact.blockedText")}
        </Notice>
      )}
      <div className="mt-5 grid gap-x-8 gap-y-4 sm:grid-cols-2">
        <ul className="flex flex-col gap-1.5">
          {contact.addresses.map((address) => {
            const Icon = address.bounce_reason != null ? MailWarning : address.kind === "phone" ? Phone : Mail;
            return (
              <li key={`${address.kind}:${address.value}`} className="flex items-start gap-2">
                <Icon
                  size={15}
                  aria-hidden
                  className={
                    address.bounce_reason != null ? "mt-0.5 shrink-0 text-danger" : "mt-0.5 shrink-0 text-faint"
                  }
                />
                <span className="min-w-0">
                  <span className="break-all">{address.value}</span>
                  {address.primary && contact.addresses.filter((other) => other.kind === address.kind).length > 1 && (
                    <Badge className="ml-2">{t("contact.primary")}</Badge>
                  )}
                  {address.bounce_reason != null && (
                    <span className="block text-xs break-words text-danger">{address.bounce_reason}</span>
                  )}
                </span>
              </li>
            );
          })}
        </ul>
        <dl className="grid grid-cols-[auto_1fr] content-start gap-x-4 gap-y-1.5">
          {facts
            .filter((fact) => fact.value !== undefined)
            .map((fact) => (
              <div key={fact.label} className="contents">
                <dt className="text-faint">{fact.label}</dt>
                <dd className="break-words">{fact.value}</dd>
              </div>
            ))}
        </dl>
      </div>
      {contact.notes !== "" && (
        <p className="mt-4 rounded border border-note-line bg-note px-3 py-2 break-words whitespace-pre-wrap">
          {contact.notes}
        </p>
      )}
      {editing && <ContactDialog contact={contact} onClose={() => setEditing(false)} onSaved={() => undefined} />}
    </section>
  );
}
