import type { AttachmentView, ConversationView } from "@rapport/api";
import { useCallback, useEffect, useRef, useState } from "react";
import { useI18n } from "@/i18n";
import { useLive } from "@/shared/live";
import { useCan, useSession } from "@/shared/session";
import { useDraft, type Draft, type DraftKind } from "../data/drafts";
import { useDraftSync, type DraftSyncs } from "../data/use-draft-sync";
import type { EditorHandle } from "./editor/handle";
import type { Words } from "./editor/words";
import type { RecipientProblems, RecipientsHandle } from "./reply-recipients";
import { useSend, type Sender, type SendOptions } from "./use-send";
import { useTypingSignal } from "./use-typing-signal";
import { useUploads, type Uploads } from "./use-uploads";

/** A wish of somebody outside, such as a shortcut, to write; a new object each time. */
export interface FocusRequest {
  mode: DraftKind;
}

export interface ComposerState {
  mode: DraftKind;
  canReply: boolean;
  canNote: boolean;
  words: Words;
  draft: Draft;
  patch: (change: Partial<Draft>) => void;
  syncs: DraftSyncs;
  /** There once the editor has been loaded. */
  editor: EditorHandle | undefined;
  setEditor: (handle: EditorHandle | undefined) => void;
  setRecipients: (handle: RecipientsHandle | null) => void;
  recipientProblems: RecipientProblems;
  files: AttachmentView[];
  removeFile: (file: AttachmentView) => void;
  uploads: Uploads;
  sender: Sender;
  /** Why nothing was sent. */
  problem: string | undefined;
  write: (words: Words) => void;
  submit: (options?: SendOptions) => void;
}

const NO_PROBLEMS: RecipientProblems = {};

/** The part of the composer that is not seen: draft, files, what may be sent and when. */
export function useComposer(
  conversation: ConversationView,
  lastSeq: number,
  focusRequest: FocusRequest | undefined,
): ComposerState {
  const { t } = useI18n();
  const can = useCan();
  const live = useLive();
  const { agent } = useSession();
  const handle = useDraft(agent.id, conversation.id);
  const { draft, patch } = handle;
  const syncs = useDraftSync(agent.id, conversation.id);
  const [editor, setEditor] = useState<EditorHandle>();
  const [recipients, setRecipients] = useState<RecipientsHandle | null>(null);
  const [recipientProblems, setRecipientProblems] = useState(NO_PROBLEMS);
  const [problem, setProblem] = useState<string>();
  const signalTyping = useTypingSignal((active) => live.typing(conversation.id, active));
  const refused = (problems: RecipientProblems) => {
    setRecipientProblems(problems);
    const line = (["to", "cc", "bcc"] as const).find((name) => problems[name] !== undefined);
    if (line) recipients?.focus(line);
  };
  const canReply = can("conversations.reply");
  const canNote = can("conversations.note");
  const mode = !canReply ? "note" : !canNote ? "reply" : draft.mode;
  const sender = useSend({ conversation, handle, mode, syncs, onRecipientsRefused: refused });
  const isNote = mode === "note";
  const words: Words = isNote ? { text: draft.note } : { text: draft.text, html: draft.html };
  const files = isNote ? draft.noteAttachments : draft.attachments;
  const removeFile = (file: AttachmentView) => {
    const left = files.filter((other) => other.id !== file.id);
    patch(isNote ? { noteAttachments: left } : { attachments: left });
  };
  // Two, so that a file that arrives after a change of mind goes where it was meant to.
  const replyUploads = useDraftUploads(draft.attachments, (attachments) => patch({ attachments }));
  const noteUploads = useDraftUploads(draft.noteAttachments, (noteAttachments) => patch({ noteAttachments }));
  const uploads = isNote ? noteUploads : replyUploads;
  useFocusRequest(focusRequest, patch, mode, editor);

  const write = (next: Words) => {
    setProblem(undefined);
    if (isNote) patch({ note: next.text });
    // From the first word on it counts what the agent had seen, not what arrives while they write.
    else patch({ ...next, html: next.html, seenSeq: draft.text === "" ? lastSeq : draft.seenSeq });
    signalTyping();
  };
  const submit = (options: SendOptions = {}) => {
    setProblem(undefined);
    setRecipientProblems(NO_PROBLEMS);
    // The line that cannot be sent to says so itself, and has the focus.
    if (!isNote && recipients?.settle() === false) return;
    if (!isNote && (draft.to ?? conversation.reply_to).length === 0) {
      setRecipientProblems({ to: t("composer.noRecipient") });
      recipients?.focus("to");
      return;
    }
    if (words.text.trim() === "") setProblem(t(isNote ? "composer.emptyNote" : "composer.emptyReply"));
    else if (editor?.selectMissing() === true) setProblem(t("composer.missingValues"));
    else if (uploads.busy) setProblem(t("composer.uploadsBusy"));
    else void sender.send(options);
    editor?.focus();
  };
  return {
    mode,
    canReply,
    canNote,
    words,
    draft,
    patch: (change) => {
      if ("to" in change || "cc" in change || "bcc" in change) setRecipientProblems(NO_PROBLEMS);
      patch(change);
    },
    syncs,
    editor,
    setEditor,
    setRecipients,
    recipientProblems,
    files,
    removeFile,
    uploads,
    sender,
    problem,
    write,
    submit,
  };
}

/** The editor may still be loading when it is wanted. */
function useFocusRequest(
  request: FocusRequest | undefined,
  patch: (change: Partial<Draft>) => void,
  mode: DraftKind,
  editor: EditorHandle | undefined,
): void {
  const served = useRef<FocusRequest>(undefined);
  useEffect(() => {
    if (request) patch({ mode: request.mode });
  }, [request, patch]);
  useEffect(() => {
    // A change of mode takes the old editor away before the new one is here; that one is waited for.
    if (!request || !editor || editor.editor.isDestroyed || served.current === request || mode !== request.mode) return;
    served.current = request;
    editor.focus();
  }, [request, mode, editor]);
}

/** Files that have arrived become part of the draft, so that they are still there when its screen is opened again. */
function useDraftUploads(files: AttachmentView[], setFiles: (files: AttachmentView[]) => void): Uploads {
  const latest = useRef({ files, setFiles });
  useEffect(() => {
    latest.current = { files, setFiles };
  });
  return useUploads(useCallback((file) => latest.current.setFiles([...latest.current.files, file]), []));
}
