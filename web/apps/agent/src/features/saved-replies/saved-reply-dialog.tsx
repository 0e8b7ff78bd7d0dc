import { api, unwrap, type SavedReplyRequest, type SavedReplyView } from "@rapport/api";
import { Button, Dialog, DropdownMenu, Field, Input, MenuItem, Notice, Textarea } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { Braces } from "lucide-react";
import { useId, useRef, useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { OwnerSelect } from "@/shared/components/owner-select";
import { savedRepliesQuery, useLookups } from "@/shared/lookups";
import { placeholderLabel, PLACEHOLDERS, preview } from "@/shared/placeholders";
import { fieldProblem, problemText } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { useCan, useSession } from "@/shared/session";

export interface SavedReplyDialogProps {
  /** Absent for a new one. */
  reply: SavedReplyView | undefined;
  /** Those that exist, to choose from. */
  folders: string[];
  onClose: () => void;
}

const EXAMPLE_FIELDS = ["name", "body", "folder", "team_id", "owner"] as const;

/** Writes a saved reply, with a look at what the customer would get. */
export function SavedReplyDialog({ reply, folders, onClose }: SavedReplyDialogProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const can = useCan();
  const listId = useId();
  const [form, setForm] = useState<SavedReplyRequest>({
    name: reply?.name ?? "",
    folder: reply?.folder ?? "",
    body: reply?.body ?? "",
    language: reply?.language ?? null,
    owner: reply?.owner ?? (can("saved_replies.manage") ? "everyone" : "personal"),
    team_id: reply?.team_id ?? null,
  });
  const set = (change: Partial<SavedReplyRequest>) => setForm((before) => ({ ...before, ...change }));
  const save = useMutation({
    mutationFn: (body: SavedReplyRequest) =>
      reply
        ? unwrap(api.PUT("/api/v1/saved-replies/{id}", { params: { path: { id: reply.id } }, body }))
        : unwrap(api.POST("/api/v1/saved-replies", { body })),
    onSuccess: () => {
      onClose();
      return queryClient.invalidateQueries({ queryKey: savedRepliesQuery.queryKey });
    },
  });
  const complete = form.name.trim() !== "" && form.body.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) save.mutate(form);
  };
  const problem = (field: (typeof EXAMPLE_FIELDS)[number]) => fieldProblem(i18n, save.error, field);
  const elsewhere = save.isError && EXAMPLE_FIELDS.every((field) => problem(field) === undefined);
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={(open) => !open && onClose()}
      title={reply ? t("savedReplies.edit", { name: reply.name }) : t("savedReplies.add")}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" form="saved-reply" disabled={!complete} loading={save.isPending}>
            {t("action.save")}
          </Button>
        </>
      }
    >
      <form id="saved-reply" onSubmit={submit} noValidate className="flex flex-col gap-4 pb-3">
        {elsewhere && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("savedReplies.name")} hint={t("savedReplies.nameHint")} error={problem("name")}>
            <Input maxLength={100} value={form.name} onChange={(event) => set({ name: event.target.value })} />
          </Field>
          <Field label={t("savedReplies.folder")} hint={t("savedReplies.folderHint")} error={problem("folder")}>
            <Input
              maxLength={200}
              list={listId}
              value={form.folder ?? ""}
              onChange={(event) => set({ folder: event.target.value })}
            />
          </Field>
          <datalist id={listId}>
            {folders.map((folder) => (
              <option key={folder} value={folder} />
            ))}
          </datalist>
          <Field label={t("savedReplies.owner")} error={problem("owner") ?? problem("team_id")}>
            <OwnerSelect
              value={form}
              onChange={set}
              permission="saved_replies.manage"
              teamNow={reply?.team_id}
              labels={{ personal: "savedReplies.owner.personal", everyone: "savedReplies.owner.everyone" }}
            />
          </Field>
        </div>
        <Body body={form.body} error={problem("body")} onChange={(body) => set({ body })} />
        <Preview body={form.body} />
      </form>
    </Dialog>
  );
}

interface BodyProps {
  body: string;
  error: string | undefined;
  onChange: (body: string) => void;
}

function Body({ body, error, onChange }: BodyProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const field = useRef<HTMLTextAreaElement>(null);
  const cursor = useRef<number>(undefined);
  const insert = (name: string) => {
    const { selectionStart: start, selectionEnd: end } = field.current ?? {
      selectionStart: body.length,
      selectionEnd: body.length,
    };
    const text = `{{${name}}}`;
    onChange(body.slice(0, start) + text + body.slice(end));
    cursor.current = start + text.length;
  };
  /** The menu gives the focus back to its button; after a choice it belongs behind what was inserted. */
  const passOn = () => {
    if (cursor.current === undefined) return;
    field.current?.focus();
    field.current?.setSelectionRange(cursor.current, cursor.current);
    cursor.current = undefined;
  };
  const menu = (
    <DropdownMenu
      trigger={
        <Button size="sm" icon={<Braces size={14} aria-hidden />} onFocus={passOn}>
          {t("savedReplies.insert")}
        </Button>
      }
    >
      {PLACEHOLDERS.map((name) => (
        <MenuItem
          key={name}
          onSelect={() => insert(name)}
          aside={<code className="pl-4 text-xs text-faint">{name}</code>}
        >
          {placeholderLabel(i18n, name)}
        </MenuItem>
      ))}
    </DropdownMenu>
  );
  const example = `{{contact.first_name|${t("savedReplies.fallbackExample")}}}`;
  return (
    <Field label={t("savedReplies.body")} aside={menu} hint={t("savedReplies.insertHint", { example })} error={error}>
      <Textarea
        ref={field}
        rows={8}
        maxLength={50_000}
        value={body}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

/** What a customer would get. */
function Preview({ body }: { body: string }) {
  const { t } = useI18n();
  const values = useExample();
  const pieces = preview(body, values);
  if (body.trim() === "") return null;
  return (
    <section aria-label={t("savedReplies.preview")}>
      <h3 className="flex items-baseline justify-between text-sm font-medium">
        {t("savedReplies.preview")}
        <span className="text-xs font-normal text-faint">{t("savedReplies.previewHint")}</span>
      </h3>
      <p className="scroll-thin mt-1 max-h-40 overflow-y-auto rounded border border-line bg-canvas px-3 py-2 leading-normal break-words whitespace-pre-wrap">
        {pieces.map((piece, index) =>
          piece.name === undefined ? (
            piece.text
          ) : (
            <span key={index} title={piece.name} className="rounded-sm bg-accent-soft text-accent">
              {piece.text}
            </span>
          ),
        )}
      </p>
    </section>
  );
}

function useExample(): Record<string, string> {
  const { t } = useI18n();
  const { agent, organisation } = useSession();
  const { inboxes } = useLookups();
  const [inbox] = inboxes.values();
  return {
    "contact.first_name": t("example.first_name"),
    "contact.name": t("example.name"),
    "contact.email": "anna@example.com",
    "agent.first_name": agent.name.split(" ")[0] ?? agent.name,
    "agent.name": agent.name,
    "conversation.number": "1024",
    "conversation.subject": t("example.subject"),
    "inbox.name": inbox?.name ?? "",
    "organisation.name": organisation,
  };
}
