import { api, unwrap, type ContactView } from "@rapport/api";
import { cx, Picker } from "@rapport/ui";
import { Plus } from "lucide-react";
import { useI18n } from "@/i18n";
import { TagDot, TagLabel } from "@/shared/components/tag";
import { contactQuery, putContact } from "@/shared/contacts";
import { useLookups } from "@/shared/lookups";
import { toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { useCan } from "@/shared/session";

/** The tags of a customer: what holds for all their conversations. */
export function ContactTags({ contact, className }: { contact: ContactView; className?: string }) {
  const i18n = useI18n();
  const { t } = i18n;
  const can = useCan();
  const { tags } = useLookups();
  const chosen = contact.tag_ids.flatMap((id) => tags.get(id) ?? []);
  const editable = can("contacts.write");
  if (!editable && chosen.length === 0) return null;
  const toggle = (id: number) => {
    const has = contact.tag_ids.includes(id);
    const tag_ids = has ? contact.tag_ids.filter((each) => each !== id) : [...contact.tag_ids, id];
    putContact({ ...contact, tag_ids });
    const body = has ? { add: [], remove: [id] } : { add: [id], remove: [] };
    unwrap(api.POST("/api/v1/contacts/{id}/tags", { params: { path: { id: contact.id } }, body }))
      .then(putContact)
      .catch((error: unknown) => {
        void queryClient.invalidateQueries({ queryKey: contactQuery(contact.id).queryKey });
        toastProblem(i18n, error);
      });
  };
  const options = [...tags.values()]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((tag) => ({ key: String(tag.id), label: tag.name, icon: <TagDot color={tag.color} /> }));
  return (
    <div className={cx("flex flex-wrap items-center gap-1", className)}>
      {chosen.map((tag) => (
        <TagLabel key={tag.id} tag={tag} />
      ))}
      {editable && (
        <Picker
          label={t("contact.tags")}
          options={options}
          multiple
          selected={contact.tag_ids.map(String)}
          onPick={(key) => toggle(Number(key))}
          emptyLabel={t("tags.none")}
          trigger={
            <button
              type="button"
              className="inline-flex h-5 items-center gap-1 rounded-sm px-1 text-xs text-faint hover:bg-hover hover:text-text pointer-coarse:h-8"
            >
              <Plus size={12} aria-hidden />
              {t("contact.tag")}
            </button>
          }
        />
      )}
    </div>
  );
}
