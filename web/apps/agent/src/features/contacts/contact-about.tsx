import { api, unwrap, type ContactView } from "@rapport/api";
import { Badge } from "@rapport/ui";
import { useQuery } from "@tanstack/react-query";
import { Mail, MailWarning, Phone } from "lucide-react";
import { useI18n } from "@/i18n";
import { attributesQuery, type Value } from "@/shared/attributes";
import { AttributeFields } from "@/shared/components/attribute-fields";
import { LanguageName } from "@/shared/components/language-name";
import { LocalTime } from "@/shared/components/local-time";
import { putContact } from "@/shared/contacts";
import { useCan } from "@/shared/session";

/** Every address with what became of mail to it. */
export function ContactAddresses({ contact }: { contact: ContactView }) {
  const { t } = useI18n();
  const several = (kind: string) => contact.addresses.filter((address) => address.kind === kind).length > 1;
  return (
    <ul aria-label={t("contacts.addresses")} className="flex flex-col gap-1.5">
      {contact.addresses.map((address) => {
        const bounced = address.bounce_reason != null;
        const Icon = bounced ? MailWarning : address.kind === "phone" ? Phone : Mail;
        return (
          <li key={`${address.kind}:${address.value}`} className="flex items-start gap-2">
            <Icon
              size={15}
              aria-hidden
              className={bounced ? "mt-0.5 shrink-0 text-danger" : "mt-0.5 shrink-0 text-faint"}
            />
            <span className="min-w-0">
              <span className="break-all">{address.value}</span>
              {address.primary && several(address.kind) && <Badge className="ml-2">{t("contact.primary")}</Badge>}
              {bounced && (
                <span className="block text-xs break-words text-danger">
                  {t("contact.bounces")}: {address.bounce_reason}
                </span>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** What is known of a contact besides its addresses. */
export function ContactFacts({ contact }: { contact: ContactView }) {
  const { t, day, number } = useI18n();
  const facts = [
    {
      label: t("contact.timeZone"),
      value: contact.time_zone == null ? undefined : <LocalTime zone={contact.time_zone} />,
    },
    {
      label: t("contact.language"),
      value: contact.locale == null ? undefined : <LanguageName code={contact.locale} />,
    },
    { label: t("contact.since"), value: day(contact.created_at) },
    { label: t("area.conversations"), value: number(contact.conversation_count) },
  ];
  return (
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
  );
}

/** What the organisation wants to know of its contacts; nothing at all where it wants to know nothing. */
export function ContactAttributes({ contact }: { contact: ContactView }) {
  const { t } = useI18n();
  const can = useCan();
  const attributes = useQuery(attributesQuery).data?.filter((each) => each.subject === "contact") ?? [];
  if (attributes.length === 0) return null;
  const save = async (key: string, value: Value | null) => {
    const params = { path: { id: contact.id } };
    putContact(
      await unwrap(api.PATCH("/api/v1/contacts/{id}/attributes", { params, body: { values: { [key]: value } } })),
    );
  };
  return (
    <section aria-label={t("cards.attributes")} className="min-w-0 rounded-lg border border-line bg-surface">
      <h2 className="border-b border-line px-4 py-2.5 font-semibold">{t("cards.attributes")}</h2>
      <div className="px-4 py-3">
        <AttributeFields
          attributes={attributes}
          values={contact.attributes}
          onSave={can("contacts.write") ? save : undefined}
        />
      </div>
    </section>
  );
}
