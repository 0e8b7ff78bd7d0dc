import type { AttachmentView, ConversationView } from "@rapport/api";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTalking } from "@/features/chat";
import { useI18n } from "@/i18n";
import { useLive } from "@/shared/live";
import { useCan, useSession } from "@/shared/session";
import { draftCell, useDraft, type Draft, type DraftKind } from "../data/drafts";
import { useDraftSync, type DraftSyncs } from "../data/use-draft-sync";
import { addAddresses } from "./addresses";
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

/** Reply to the sender alone, to everybody, or whatever the agent made of it. */
export type Reach = "sender" | "all";

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
  /** Whom the answer goes to, when there is a choice. */
  reach: Reach | undefined;
  setReach: (reach: Reach) => void;
  files: AttachmentView[];
  removeFile: (file: AttachmentView) => void;
  uploads: Uploads;
  /** Takes files that were dropped or chosen: pictures of an answer stand in its text, all others go along. */
  addFiles: (files: Iterable<File>, at?: { left: number; top: number }) => void;
  addPicture: (file: AttachmentView) => void;
  sender: Sender;
  /** Why nothing was sent. */
  problem: string | undefined;
  write: (words: Words) => void;
  /** Sends, unless something is in the way, which is said then; whether it is on its way. */
  submit: (options?: SendOptions) => boolean;
}

const NO_PROBLEMS: RecipientProblems = {};

/** The part of the composer that is not seen: draft, files, what may be sent and when. */
export function useComposer(
  conversation: ConversationView,
  lastSeq: number,
  focusRequest: FocusRequest | undefined,
): ComposerState {
  const { t } = useI18n();
  const { capabilities } = conversation;
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
  // Not a problem any more as soon as the last file has arrived.
  const [tooEarly, setTooEarly] = useState(false);
  const signalTyping = useTypingSignal((active) => live.typing(conversation.id, active));
  const refused = (problems: RecipientProblems) => {
    setRecipientProblems(problems);
    const line = (["to", "cc", "bcc"] as const).find((name) => problems[name] !== undefined);
    if (line) recipients?.focus(line);
  };
  const canReply = can("conversations.reply");
  const canNote = can("conversations.note");
  const mode = !canReply ? "note" : !canNote ? "reply" : draft.mode;
  const talking = useTalking(conversation);
  const sender = useSend({ conversation, handle, mode, talking, syncs, onRecipientsRefused: refused });
  const isNote = mode === "note";
  const words: Words = isNote ? { text: draft.note } : { text: draft.text, html: draft.html };
  const files = (isNote ? draft.noteAttachments : draft.attachments).filter((file) => !file.inline);
  const others = conversation.reply_cc;
  const cc = draft.cc ?? others;
  const reach =
    isNote || !capabilities.recipients || others.length === 0 ? undefined : cc.length === 0 ? "sender" : "all";
  const setReach = (next: Reach) => {
    if (next === "sender") patch({ cc: [] });
    // Whoever the agent added stays.
    else
      patch({
        to: draft.to && addAddresses(draft.to, conversation.reply_to),
        cc: addAddresses(draft.cc ?? [], others),
      });
  };
  const removeFile = (file: AttachmentView) => {
    const left = (isNote ? draft.noteAttachments : draft.attachments).filter((other) => other.id !== file.id);
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
    else
      patch({
        ...next,
        html: next.html,
        seenSeq: draft.text === "" ? lastSeq : draft.seenSeq,
        ...withoutLost(draft, next),
      });
    // Where customers are told who writes, what is written among colleagues must not be announced to them.
    if (!isNote || !capabilities.typing) signalTyping();
  };
  const submit = (options: SendOptions = {}): boolean => {
    let started = false;
    setProblem(undefined);
    setTooEarly(false);
    setRecipientProblems(NO_PROBLEMS);
    // The line that cannot be sent to says so itself, and has the focus.
    if (!isNote && recipients?.settle() === false) return false;
    if (!isNote && capabilities.recipients && (draft.to ?? conversation.reply_to).length === 0) {
      setRecipientProblems({ to: t("composer.noRecipient") });
      recipients?.focus("to");
      return false;
    }
    if (words.text.trim() === "") setProblem(t(isNote ? "composer.emptyNote" : "composer.emptyReply"));
    else if (!isNote && words.text.trim().length > capabilities.max_text)
      setProblem(t("composer.tooLong", { count: capabilities.max_text }));
    else if (editor?.selectMissing() === true) setProblem(t("composer.missingValues"));
    else if (uploads.busy) setTooEarly(true);
    else if (editor?.isUploading() === true) setProblem(t("composer.uploadsBusy"));
    // It would leave without them.
    else if (uploads.pending.length > 0) setProblem(t("composer.uploadsFailed"));
    else {
      started = true;
      void sender.send(options);
    }
    editor?.focus();
    return started;
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
    reach,
    setReach,
    files,
    removeFile,
    uploads,
    addFiles: (fresh, at) => {
      const left = isNote || !editor ? [...fresh] : editor.insertPictures(fresh, at);
      if (left.length > 0) uploads.add(left);
    },
    // Several may arrive before this is drawn again.
    addPicture: (file) => patch({ attachments: [...draftCell(agent.id, conversation.id).get().attachments, file] }),
    sender,
    problem: tooEarly && uploads.busy ? t("composer.uploadsBusy") : problem,
    write,
    submit,
  };
}

/** With the last word the pictures that stood between the words go too; before that, undoing may bring them back. */
function withoutLost(draft: Draft, words: Words): Partial<Draft> {
  if (words.text.trim() !== "" || !draft.attachments.some((file) => file.inline)) return {};
  return { attachments: draft.attachments.filter((file) => !file.inline) };
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
