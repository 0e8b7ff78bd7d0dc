import { api, isApiError, unwrap, type AttachmentView, type ConversationView, type EntryView } from "@rapport/api";
import { Button, Select, showToast } from "@rapport/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleAlert, Forward, Paperclip } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState, type DragEvent, type KeyboardEvent } from "react";
import { useI18n } from "@/i18n";
import { useNow } from "@/shared/hooks/use-now";
import { attemptKey } from "@/shared/outbox";
import { fieldProblem, problemText } from "@/shared/problems";
import { EMPTY_DRAFT } from "../../data/drafts";
import { timelineQuery } from "../../data/queries";
import { fillGap, takeInEntries } from "../../data/timeline-cache";
import { AttachmentTray } from "../attachment-tray";
import type { EditorHandle } from "../editor/handle";
import { addressOf } from "../pictures";
import { Recipients, type RecipientProblems, type RecipientsHandle } from "../reply-recipients";
import { SignaturePreview } from "../signature";
import { useUploads } from "../use-uploads";
import { useForwardDraft, type ForwardHandle } from "./forward-state";

const RichEditor = lazy(() => import("../editor/rich-editor"));

export interface ForwardPanelProps {
  conversation: ConversationView;
  onDone: () => void;
}

type Exchanged = EntryView & { message: NonNullable<EntryView["message"]> };

/** The messages that are on screen and can be forwarded, the newest first. */
function useExchanged(conversationId: number): Exchanged[] {
  const { data } = useInfiniteQuery(timelineQuery(conversationId));
  return (data?.pages ?? [])
    .flatMap((page) => page.entries)
    .filter(
      (entry): entry is Exchanged =>
        entry.kind === "message" && entry.message != null && entry.message.delivery !== "cancelled",
    )
    .reverse();
}

/** Shows a message, or the conversation, to somebody else. It takes the composer's place: the answer waits behind it. */
export default function ForwardPanel({ conversation, onDone }: ForwardPanelProps) {
  const { t } = useI18n();
  const handle = useForwardDraft(conversation.id);
  const { draft, patch } = handle;
  const messages = useExchanged(conversation.id);
  const uploads = useUploads((file) => patch({ attachments: [...draft.attachments, file] }));
  const [editor, setEditor] = useState<EditorHandle>();
  const recipients = useRef<RecipientsHandle>(null);
  const chosen = messages.filter((entry) => draft.messageId === undefined || entry.message.id === draft.messageId);
  const files = chosen.flatMap((entry) => entry.message.attachments.filter((file) => !file.inline));
  const send = useForward({ conversation, handle, files, recipients, onDone });
  useEffect(() => recipients.current?.focus("to"), []);
  const submit = () => {
    if (recipients.current?.settle() === false) return;
    if (uploads.busy || editor?.isUploading() === true) send.refuse(t("composer.uploadsBusy"));
    else void send.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
    event.preventDefault();
    // The box around would send the answer that waits behind this.
    event.stopPropagation();
    submit();
  };
  const take = (files: Iterable<File>, at?: { left: number; top: number }) =>
    uploads.add(editor ? editor.insertPictures(files, at) : files);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer.files, { left: event.clientX, top: event.clientY });
  };
  return (
    // Keys bubble up from the fields.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div role="group" aria-label={t("forward.title")} onKeyDown={onKeyDown} onDrop={onDrop}>
      <What messages={messages} handle={handle} />
      <Recipients
        ref={recipients}
        conversation={conversation}
        draft={{ ...EMPTY_DRAFT, to: draft.to, cc: draft.cc, bcc: draft.bcc }}
        problems={send.problems}
        onChange={(change) => {
          send.forgive();
          patch({
            ...(change.to && { to: change.to }),
            ...(change.cc && { cc: change.cc }),
            ...(change.bcc && { bcc: change.bcc }),
          });
        }}
      />
      <Suspense
        fallback={<p className="min-h-24 px-4 py-2 text-base leading-normal text-faint">{t("forward.placeholder")}</p>}
      >
        <RichEditor
          kind="reply"
          conversationId={conversation.id}
          label={t("forward.label")}
          placeholder={t("forward.placeholder")}
          lang={conversation.language ?? undefined}
          problemId={undefined}
          value={{ text: draft.text, html: draft.html }}
          focusAtOnce={false}
          onChange={(words) => patch({ text: words.text, html: words.html })}
          onFiles={uploads.add}
          onPicture={(file) => patch({ attachments: [...draft.attachments, file] })}
          addressOf={(cid) => addressOf(draft.attachments, cid)}
          uploadingLabel={t("composer.uploading")}
          onSubmit={submit}
          onReady={setEditor}
        />
      </Suspense>
      <SignaturePreview text={conversation.signature} />
      <Originals files={files} handle={handle} />
      <AttachmentTray
        files={draft.attachments.filter((file) => !file.inline)}
        uploads={uploads}
        onRemove={(file) => patch({ attachments: draft.attachments.filter((other) => other.id !== file.id) })}
      />
      {send.problem !== undefined && (
        <p role="alert" className="flex items-start gap-1.5 px-4 pb-2 text-sm text-danger">
          <CircleAlert size={15} className="mt-0.5 shrink-0" aria-hidden />
          {send.problem}
        </p>
      )}
      <div className="flex items-center justify-end gap-2 px-3 pb-3">
        <Button
          variant="ghost"
          onClick={() => {
            handle.clear();
            onDone();
          }}
        >
          {t("forward.discard")}
        </Button>
        <Button variant="primary" loading={send.sending} icon={<Forward size={14} aria-hidden />} onClick={submit}>
          {t("forward.send")}
        </Button>
      </div>
    </div>
  );
}

/** One message, or all of them. */
function What({ messages, handle }: { messages: Exchanged[]; handle: ForwardHandle }) {
  const { t, stamp } = useI18n();
  const now = useNow();
  const { draft, patch } = handle;
  const name = (entry: Exchanged) =>
    t("forward.oneMessage", {
      name: entry.message.from.name || entry.message.from.address,
      time: stamp(entry.at, now),
    });
  return (
    <div className="flex items-center gap-2 px-4 pt-1 text-sm text-muted">
      <span aria-hidden className="w-16 shrink-0 text-faint">
        {t("forward.what")}
      </span>
      <Select
        quiet
        aria-label={t("forward.what")}
        value={draft.messageId ?? ""}
        onChange={(event) =>
          patch({ messageId: event.target.value === "" ? undefined : Number(event.target.value), without: [] })
        }
        className="max-w-full min-w-0"
      >
        <option value="">{t("forward.all")}</option>
        {messages.map((entry) => (
          <option key={entry.message.id} value={entry.message.id}>
            {name(entry)}
          </option>
        ))}
      </Select>
    </div>
  );
}

/** The files of what is forwarded: all go along unless they are taken out. */
function Originals({ files, handle }: { files: AttachmentView[]; handle: ForwardHandle }) {
  const { t, bytes } = useI18n();
  const { draft, patch } = handle;
  if (files.length === 0) return null;
  return (
    <fieldset className="px-4 pb-2">
      <legend className="mb-1 text-xs text-faint">{t("forward.files")}</legend>
      <div className="flex max-h-24 flex-wrap gap-1.5 overflow-y-auto">
        {files.map((file) => {
          const taken = !draft.without.includes(file.id);
          const without = taken ? [...draft.without, file.id] : draft.without.filter((id) => id !== file.id);
          return (
            <label
              key={file.id}
              className="flex h-8 max-w-72 cursor-pointer items-center gap-1.5 rounded border border-line bg-surface px-2 text-sm has-[:not(:checked)]:text-faint has-[:not(:checked)]:line-through"
            >
              <input
                type="checkbox"
                checked={taken}
                onChange={() => patch({ without })}
                className="accent-(--accent-solid)"
              />
              <Paperclip size={13} aria-hidden className="shrink-0 text-faint" />
              <span className="truncate">{file.name}</span>
              <span className="shrink-0 text-xs text-faint">{bytes(file.size)}</span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

interface ForwardContext {
  conversation: ConversationView;
  handle: ForwardHandle;
  files: AttachmentView[];
  recipients: { readonly current: RecipientsHandle | null };
  onDone: () => void;
}

function useForward({ conversation, handle, files, recipients, onDone }: ForwardContext) {
  const i18n = useI18n();
  const { draft, clear } = handle;
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [problems, setProblems] = useState<RecipientProblems>({});
  const attempt = useRef<{ body: string; key: string }>(undefined);
  const refuseLine = (line: "to" | "cc" | "bcc", text: string | undefined) => {
    setProblems({ [line]: text });
    recipients.current?.focus(line);
  };
  const run = async () => {
    if (sending) return;
    setProblem(undefined);
    setProblems({});
    if (draft.to.length === 0) {
      refuseLine("to", i18n.t("composer.noRecipient"));
      return;
    }
    const shown = (file: AttachmentView) => !file.inline || draft.html?.includes(`cid:${file.content_id ?? ""}`);
    const body = {
      message_id: draft.messageId ?? null,
      text: draft.text.trim(),
      html: draft.html ?? null,
      to: draft.to,
      cc: draft.cc,
      bcc: draft.bcc,
      file_ids: files.filter((file) => !draft.without.includes(file.id)).map((file) => file.id),
      attachment_ids: draft.attachments.filter(shown).map((file) => file.id),
    };
    // The same thing tried again has the same key: after a lost connection the first try may well have arrived.
    const text = JSON.stringify(body);
    if (attempt.current?.body !== text) attempt.current = { body: text, key: attemptKey() };
    setSending(true);
    try {
      const entry = await unwrap(
        api.POST("/api/v1/conversations/{id}/forwards", {
          params: { path: { id: conversation.id } },
          headers: { "Idempotency-Key": attempt.current.key },
          body,
        }),
      );
      attempt.current = undefined;
      takeInEntries(conversation.id, [entry]);
      void fillGap(conversation.id, entry.seq);
      showToast({ tone: "success", message: i18n.t("forward.done") });
      clear();
      onDone();
    } catch (error) {
      const field = isApiError(error) && Object.keys(error.fields).find((name) => /^(?:to|cc|bcc)(?:\[|$)/u.test(name));
      if (field) refuseLine(field.replace(/\[.*/u, "") as "to" | "cc" | "bcc", fieldProblem(i18n, error, field));
      else setProblem(problemText(i18n, error));
    } finally {
      setSending(false);
    }
  };
  return { run, sending, problem, problems, refuse: setProblem, forgive: () => setProblems({}) };
}
