import { api, unwrap, type ContactView } from "@rapport/api";
import { Avatar, Button, Dialog, Input, Notice, showToast, Skeleton } from "@rapport/ui";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { putContact } from "@/shared/contacts";
import { useDebounced } from "@/shared/hooks/use-debounced";
import { fieldProblem, problemText } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";

export interface MergeDialogProps {
  contact: ContactView;
  onClose: () => void;
}

/** Makes one contact of two: first who, then a last look at what is going to happen. It cannot be undone. */
export function MergeDialog({ contact, onClose }: MergeDialogProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const [other, setOther] = useState<ContactView>();
  const merge = useMutation({
    mutationFn: (id: number) =>
      unwrap(
        api.POST("/api/v1/contacts/{id}/merge", { params: { path: { id: contact.id } }, body: { contact_id: id } }),
      ),
    onSuccess: (merged) => {
      putContact(merged);
      void queryClient.invalidateQueries({ queryKey: ["contacts", "list"] });
      void queryClient.invalidateQueries({ queryKey: ["conversations"] });
      showToast({ tone: "success", message: t("contacts.merged") });
      onClose();
    },
  });
  const back = () => {
    merge.reset();
    setOther(undefined);
  };
  return (
    <Dialog
      open
      size="md"
      onOpenChange={(open) => !open && onClose()}
      title={t("contacts.mergeTitle", { name: contact.name })}
      description={t("contacts.mergeAbout", { name: contact.name })}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={other ? back : onClose}>{t(other ? "contacts.mergeBack" : "action.cancel")}</Button>
          {other && (
            <Button variant="danger" loading={merge.isPending} onClick={() => merge.mutate(other.id)}>
              {t("contacts.merge")}
            </Button>
          )}
        </>
      }
    >
      {other ? (
        <div className="flex flex-col gap-3 pb-4">
          {merge.isError && (
            <Notice tone="danger">
              {fieldProblem(i18n, merge.error, "contact_id") ?? problemText(i18n, merge.error)}
            </Notice>
          )}
          <div className="rounded border border-line px-3 py-2">
            <Person contact={other} />
          </div>
          <p>
            {t("contacts.mergeSure", {
              other: other.name,
              name: contact.name,
              addresses: other.addresses.length,
              conversations: other.conversation_count,
            })}
          </p>
        </div>
      ) : (
        <Find contact={contact} onPick={setOther} />
      )}
    </Dialog>
  );
}

function Find({ contact, onPick }: { contact: ContactView; onPick: (other: ContactView) => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  // Who is there twice mostly has the same name.
  const [words, setWords] = useState(contact.name.includes("@") ? "" : contact.name);
  const q = useDebounced(words.trim(), 150);
  const query = useQuery({
    queryKey: ["contacts", "merge", q],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/v1/contacts", { params: { query: { q, limit: 20 } }, signal }))).items,
    placeholderData: keepPreviousData,
  });
  const found = query.data?.filter((each) => each.id !== contact.id);
  return (
    <div className="flex min-h-60 flex-col gap-3 pb-4">
      <Input
        type="search"
        aria-label={t("contacts.mergeFind")}
        placeholder={t("contacts.search")}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      {query.isError && <Notice tone="danger">{problemText(i18n, query.error)}</Notice>}
      {query.isPending && <Skeleton className="h-12 w-full" />}
      {found?.length === 0 && <p className="py-6 text-center text-muted">{t("contacts.mergeNone")}</p>}
      {found !== undefined && found.length > 0 && (
        <ul className="-mx-2">
          {found.map((each) => (
            <li key={each.id}>
              <button
                type="button"
                onClick={() => onPick(each)}
                className="w-full rounded px-2 py-1.5 text-left -outline-offset-2 hover:bg-hover"
              >
                <Person contact={each} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Person({ contact }: { contact: ContactView }) {
  const { t } = useI18n();
  const about = [contact.company?.name, ...contact.addresses.map((address) => address.value)].filter(Boolean);
  return (
    <span className="flex items-center gap-3">
      <Avatar name={contact.name} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{contact.name}</span>
        <span className="block truncate text-xs text-faint">{about.join(" · ")}</span>
      </span>
      <span className="shrink-0 text-xs text-faint">
        {t("contacts.conversations", { count: contact.conversation_count })}
      </span>
    </span>
  );
}
