import { api, unwrap, type AddressView } from "@rapport/api";
import { Button, Dialog, Field, Input, Select, Textarea } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { inboxesQuery } from "@/shared/lookups";
import { fieldProblem, problemText } from "@/shared/problems";
import { Notice } from "@rapport/ui";
import { AttachmentTray } from "../composer/attachment-tray";
import { RecipientField, type RecipientFieldHandle } from "../composer/recipients";
import { useUploads } from "../composer/use-uploads";
import { putConversation } from "../data/list-cache";
import { refreshCounts } from "../data/live";
import type { AttachmentView } from "@rapport/api";

/** Writes to a customer first. */
export default function NewConversation({ onClose }: { onClose: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const navigate = useNavigate();
  const inboxes = useQuery(inboxesQuery).data?.filter((inbox) => inbox.enabled) ?? [];
  const [inboxId, setInboxId] = useState<number>();
  const [to, setTo] = useState<AddressView[]>([]);
  const [subject, setSubject] = useState("");
  const [text, setText] = useState("");
  const [files, setFiles] = useState<AttachmentView[]>([]);
  const [tried, setTried] = useState(false);
  const recipients = useRef<RecipientFieldHandle>(null);
  const uploads = useUploads((file) => setFiles((all) => [...all, file]));
  const inbox = inboxId ?? inboxes[0]?.id;
  const complete = inbox !== undefined && to.length > 0 && subject.trim() !== "" && text.trim() !== "";

  const create = useMutation({
    mutationFn: (body: { inbox_id: number }) =>
      unwrap(
        api.POST("/api/v1/conversations", {
          body: {
            ...body,
            to,
            subject: subject.trim(),
            text: text.trim(),
            cc: [],
            bcc: [],
            attachment_ids: files.map((file) => file.id),
          },
        }),
      ),
    onSuccess: (conversation) => {
      putConversation(conversation);
      refreshCounts();
      onClose();
      void navigate({ to: "/conversations/$id", params: { id: conversation.id }, search: {} });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (recipients.current?.settle() === false) return;
    if (complete && !uploads.busy) create.mutate({ inbox_id: inbox });
  };
  const missing = (empty: boolean) => (tried && empty ? t("field.required") : undefined);

  return (
    <Dialog
      open
      size="md"
      onOpenChange={(open) => !open && onClose()}
      title={t("new.title")}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" form="new-conversation" loading={create.isPending}>
            {t("new.send")}
          </Button>
        </>
      }
    >
      <form id="new-conversation" onSubmit={submit} noValidate className="flex flex-col gap-3 pb-2">
        {create.isError && <Notice tone="danger">{problemText(i18n, create.error)}</Notice>}
        <Field label={t("new.from")}>
          <Select value={inbox ?? ""} onChange={(event) => setInboxId(Number(event.target.value))}>
            {inboxes.map((item) => (
              <option key={item.id} value={item.id}>
                {item.name} – {item.address}
              </option>
            ))}
          </Select>
        </Field>
        <div className="rounded border border-line-strong px-2 py-0.5 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-accent [&_input]:outline-none">
          <RecipientField ref={recipients} label={t("composer.to")} value={to} onChange={setTo} required />
        </div>
        {tried && to.length === 0 && <p className="-mt-2 text-xs text-danger">{t("composer.noRecipient")}</p>}
        <Field
          label={t("message.subject")}
          error={missing(subject.trim() === "") ?? fieldProblem(i18n, create.error, "subject")}
        >
          <Input value={subject} maxLength={500} onChange={(event) => setSubject(event.target.value)} />
        </Field>
        <Field label={t("new.text")} error={missing(text.trim() === "") ?? fieldProblem(i18n, create.error, "text")}>
          <Textarea
            rows={7}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onPaste={(event) => {
              if (event.clipboardData.files.length === 0) return;
              event.preventDefault();
              uploads.add(event.clipboardData.files);
            }}
          />
        </Field>
        <AttachmentTray
          files={files}
          uploads={uploads}
          onRemove={(file) => setFiles(files.filter((other) => other !== file))}
        />
      </form>
    </Dialog>
  );
}
