import { useQuery } from "@tanstack/react-query";
import { CardState } from "@/shared/cards/card-state";
import type { CardProps } from "@/shared/cards/registry";
import { ContactNotes } from "@/shared/components/contact-notes";
import { contactQuery } from "@/shared/contacts";

/** What colleagues should know of the customer. */
export default function NotesCard({ conversation }: CardProps) {
  const query = useQuery(contactQuery(conversation.contact.id));
  return query.data ? <ContactNotes key={query.data.id} contact={query.data} /> : <CardState query={query} />;
}
