import { isApiError, type ContactView } from "@rapport/api";
import { Avatar, Button, EmptyState, Notice, Skeleton } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft, Building2, Merge, Pencil, SearchX } from "lucide-react";
import { useEffect, useState } from "react";
import { useI18n } from "@/i18n";
import { ContactConversations } from "@/features/conversations";
import { noteVisit } from "@/shared/commands/memory";
import { ContactNotes } from "@/shared/components/contact-notes";
import { ContactTags } from "@/shared/components/contact-tags";
import { LoadState } from "@/shared/components/page";
import { contactQuery } from "@/shared/contacts";
import { useTitle } from "@/shared/hooks/use-title";
import { useCan, useSession } from "@/shared/session";
import { ContactAddresses, ContactAttributes, ContactFacts } from "./contact-about";
import { ContactDialog } from "./contact-dialog";
import { MergeDialog } from "./merge-dialog";

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
  const { t } = useI18n();
  const can = useCan();
  const [open, setOpen] = useState<"edit" | "merge">();
  return (
    <>
      <section aria-label={t("contacts.about")} className="rounded-lg border border-line bg-surface p-5">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
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
            <div className="flex gap-2">
              <Button icon={<Merge size={14} aria-hidden />} onClick={() => setOpen("merge")}>
                {t("contacts.merge")}
              </Button>
              <Button icon={<Pencil size={14} aria-hidden />} onClick={() => setOpen("edit")}>
                {t("action.edit")}
              </Button>
            </div>
          )}
        </div>
        {contact.blocked && (
          <Notice tone="danger" className="mt-4">
            {t("contact.blockedText")}
          </Notice>
        )}
        <ContactTags contact={contact} className="mt-3" />
        <div className="mt-4 grid gap-x-8 gap-y-4 sm:grid-cols-2">
          <ContactAddresses contact={contact} />
          <ContactFacts contact={contact} />
        </div>
      </section>
      <div className="grid items-start gap-4 lg:grid-cols-2 lg:[&>:only-child]:col-span-2">
        <section aria-label={t("contacts.notes")} className="min-w-0 rounded-lg border border-line bg-surface">
          <h2 className="border-b border-line px-4 py-2.5 font-semibold">{t("contacts.notes")}</h2>
          <div className="px-4 py-3">
            <ContactNotes key={contact.id} contact={contact} />
          </div>
        </section>
        <ContactAttributes contact={contact} />
      </div>
      {open === "edit" && (
        <ContactDialog contact={contact} onClose={() => setOpen(undefined)} onSaved={() => undefined} />
      )}
      {open === "merge" && <MergeDialog contact={contact} onClose={() => setOpen(undefined)} />}
    </>
  );
}
