import { api, isApiError, unwrap, type ContactView } from "@rapport/api";
import { Button, Notice, Textarea } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { Pencil, Plus } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import { useI18n } from "@/i18n";
import { contactQuery, putContact } from "@/shared/contacts";
import { fieldProblem, problemText } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { useReturnFocus } from "@/shared/hooks/use-return-focus";
import { useCan } from "@/shared/session";

interface Unsaved {
  text: string;
  /** What the words were made from. */
  base: string;
}

/** Words that were not saved when the reader went to another conversation; they are there when they come back. */
const unsaved = new Map<number, Unsaved>();

/**
 * What colleagues should know of a customer, written in place. Several may write at once: the server refuses words that
 * were made from an older text, and then both are shown.
 */
export function ContactNotes({ contact }: { contact: ContactView }) {
  const { t } = useI18n();
  const can = useCan();
  const [draft, setDraft] = useState<Unsaved | undefined>(() => unsaved.get(contact.id));
  const button = useReturnFocus(draft !== undefined);
  const keep = (next: Unsaved | undefined) => {
    if (next) unsaved.set(contact.id, next);
    else unsaved.delete(contact.id);
    setDraft(next);
  };
  if (draft) return <Editor contact={contact} draft={draft} onChange={keep} />;
  const begin = () => keep({ text: contact.notes, base: contact.notes });
  if (contact.notes === "") {
    if (!can("contacts.write")) return <p className="text-sm text-faint">{t("contact.noNotes")}</p>;
    return (
      <button
        ref={button}
        type="button"
        onClick={begin}
        className="-ml-1 inline-flex h-7 items-center gap-1 rounded-sm px-1 text-sm text-faint hover:bg-hover hover:text-text pointer-coarse:h-9"
      >
        <Plus size={13} aria-hidden />
        {t("contact.addNotes")}
      </button>
    );
  }
  return (
    <div className="relative rounded border border-note-line bg-note">
      <p className="px-2.5 py-1.5 pr-9 text-sm break-words whitespace-pre-wrap">{contact.notes}</p>
      {can("contacts.write") && (
        <button
          ref={button}
          type="button"
          aria-label={t("contact.editNotes")}
          title={t("contact.editNotes")}
          onClick={begin}
          className="absolute top-1 right-1 inline-flex size-6 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-text pointer-coarse:size-9"
        >
          <Pencil size={13} aria-hidden />
        </button>
      )}
    </div>
  );
}

interface EditorProps {
  contact: ContactView;
  draft: Unsaved;
  onChange: (draft: Unsaved | undefined) => void;
}

function Editor({ contact, draft, onChange }: EditorProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const save = useMutation({
    mutationFn: (words: Unsaved) =>
      unwrap(
        api.PATCH("/api/v1/contacts/{id}", {
          params: { path: { id: contact.id } },
          body: { notes: words.text, notes_before: words.base },
        }),
      ),
    onSuccess: (saved) => {
      putContact(saved);
      onChange(undefined);
    },
    onError: (error) => {
      if (isApiError(error) && error.code === "notes_changed") {
        void queryClient.invalidateQueries({ queryKey: contactQuery(contact.id).queryKey });
      }
    },
  });
  const refused = isApiError(save.error) && save.error.code === "notes_changed";
  // The notes of the colleague are known once they were read again.
  const conflict = contact.notes.trim() !== draft.base.trim();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onChange(undefined);
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save.mutate(draft);
  };
  return (
    <div className="flex flex-col gap-2">
      {conflict && (
        <Notice tone="warning" title={t("contact.notesConflict")}>
          <p className="mt-1 break-words whitespace-pre-wrap">{contact.notes || t("contact.noNotes")}</p>
        </Notice>
      )}
      {save.isError && !refused && (
        <Notice tone="danger">{fieldProblem(i18n, save.error, "notes") ?? problemText(i18n, save.error)}</Notice>
      )}
      <Textarea
        aria-label={t("contacts.notes")}
        rows={5}
        maxLength={10_000}
        // Whoever pressed the button wants to write.
        ref={(field) => {
          if (field && field.dataset["begun"] === undefined) {
            field.dataset["begun"] = "";
            field.focus();
          }
        }}
        value={draft.text}
        onKeyDown={onKeyDown}
        onChange={(event) => onChange({ ...draft, text: event.target.value })}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button size="sm" onClick={() => onChange(undefined)}>
          {t(conflict ? "contact.takeTheirs" : "action.cancel")}
        </Button>
        <Button
          size="sm"
          variant="primary"
          loading={save.isPending}
          onClick={() => save.mutate(conflict ? { ...draft, base: contact.notes } : draft)}
        >
          {t(conflict ? "contact.keepMine" : "action.save")}
        </Button>
      </div>
    </div>
  );
}
