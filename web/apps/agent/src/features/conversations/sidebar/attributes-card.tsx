import { api, unwrap, type AttributeValueView } from "@rapport/api";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useI18n } from "@/i18n";
import { attributesQuery, conversationAttributesQuery, type Value } from "@/shared/attributes";
import { CardEmpty, CardState } from "@/shared/cards/card-state";
import type { CardProps } from "@/shared/cards/registry";
import { AttributeFields } from "@/shared/components/attribute-fields";
import { contactQuery, putContact } from "@/shared/contacts";
import { queryClient } from "@/shared/query-client";
import { useCan } from "@/shared/session";

/** What the organisation wants to know of the case and of the customer. */
export default function AttributesCard({ conversation }: CardProps) {
  const { t } = useI18n();
  const can = useCan();
  const attributes = useQuery(attributesQuery);
  if (!attributes.data) return <CardState query={attributes} />;
  const ofConversation = attributes.data.filter((each) => each.subject === "conversation");
  const ofContact = attributes.data.filter((each) => each.subject === "contact");
  const withContact = ofContact.length > 0 && can("contacts.read");
  if (ofConversation.length === 0 && !withContact) {
    return (
      <CardEmpty>
        {t("attributes.empty")}{" "}
        {can("organisation.manage") && (
          <Link to="/settings/attributes" className="text-accent underline underline-offset-2">
            {t("attributes.define")}
          </Link>
        )}
      </CardEmpty>
    );
  }
  const both = ofConversation.length > 0 && withContact;
  return (
    <>
      {ofConversation.length > 0 && (
        <>
          {both && <h4 className="mb-0.5 text-xs text-faint">{t("attributes.subject.conversation")}</h4>}
          <OfConversation conversation={conversation} />
        </>
      )}
      {withContact && (
        <>
          {both && <h4 className="mt-3 mb-0.5 text-xs text-faint">{t("attributes.subject.contact")}</h4>}
          <OfContact conversation={conversation} />
        </>
      )}
    </>
  );
}

function useAttributesOf(subject: string) {
  return (useQuery(attributesQuery).data ?? []).filter((each) => each.subject === subject);
}

function OfConversation({ conversation }: CardProps) {
  const can = useCan();
  const attributes = useAttributesOf("conversation");
  const options = conversationAttributesQuery(conversation.id);
  const query = useQuery(options);
  if (!query.data) return <CardState query={query} rows={attributes.length} />;
  const save = async (key: string, value: Value | null) => {
    const params = { path: { id: conversation.id } };
    const body = { values: { [key]: value } };
    const saved = await unwrap(api.PATCH("/api/v1/conversations/{id}/attributes", { params, body }));
    queryClient.setQueryData<AttributeValueView[]>(options.queryKey, saved.items);
  };
  return (
    <AttributeFields
      attributes={attributes}
      values={query.data}
      onSave={can("conversations.update") ? save : undefined}
    />
  );
}

function OfContact({ conversation }: CardProps) {
  const can = useCan();
  const attributes = useAttributesOf("contact");
  const query = useQuery(contactQuery(conversation.contact.id));
  if (!query.data) return <CardState query={query} rows={attributes.length} />;
  const save = async (key: string, value: Value | null) => {
    const params = { path: { id: conversation.contact.id } };
    putContact(
      await unwrap(api.PATCH("/api/v1/contacts/{id}/attributes", { params, body: { values: { [key]: value } } })),
    );
  };
  return (
    <AttributeFields
      attributes={attributes}
      values={query.data.attributes}
      onSave={can("contacts.write") ? save : undefined}
    />
  );
}
