import type { ConversationView } from "@rapport/api";
import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import { useI18n } from "@/i18n";
import { useLive } from "@/shared/live";
import { useCan, useSession } from "@/shared/session";
import { useDraft, type Draft } from "../data/drafts";
import { useSend, type Sender, type SendOptions } from "./use-send";
import { useTypingSignal } from "./use-typing-signal";
import { useUploads, type Uploads } from "./use-uploads";

/** A wish of somebody outside, such as a shortcut, to write; a new object each time. */
export interface FocusRequest {
  mode: Draft["mode"];
}

export interface ComposerState {
  mode: Draft["mode"];
  canReply: boolean;
  canNote: boolean;
  text: string;
  draft: Draft;
  patch: (change: Partial<Draft>) => void;
  textarea: RefObject<HTMLTextAreaElement | null>;
  uploads: Uploads;
  sender: Sender;
  /** Why nothing was sent. */
  problem: string | undefined;
  write: (text: string) => void;
  submit: (options?: SendOptions) => void;
}

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
  const sender = useSend(conversation, handle);
  const textarea = useRef<HTMLTextAreaElement>(null);
  const [problem, setProblem] = useState<string>();
  const uploads = useDraftUploads(draft, patch);
  const signalTyping = useTypingSignal((active) => live.typing(conversation.id, active));

  useEffect(() => {
    if (!focusRequest) return;
    patch({ mode: focusRequest.mode });
    textarea.current?.focus();
  }, [focusRequest, patch]);

  const canReply = can("conversations.reply");
  const canNote = can("conversations.note");
  const mode = !canReply ? "note" : !canNote ? "reply" : draft.mode;
  const isNote = mode === "note";
  const text = isNote ? draft.note : draft.text;

  const write = (value: string) => {
    setProblem(undefined);
    if (isNote) patch({ note: value });
    // From the first word on it counts what the agent had seen, not what arrives while they write.
    else patch({ text: value, seenSeq: draft.text === "" ? lastSeq : draft.seenSeq });
    signalTyping();
  };
  const submit = (options: SendOptions = {}) => {
    if (text.trim() === "") setProblem(t(isNote ? "composer.emptyNote" : "composer.emptyReply"));
    else if (!isNote && (draft.to ?? conversation.reply_to).length === 0) setProblem(t("composer.noRecipient"));
    else if (uploads.busy) setProblem(t("composer.uploadsBusy"));
    else void sender.send(options);
    textarea.current?.focus();
  };
  return { mode, canReply, canNote, text, draft, patch, textarea, uploads, sender, problem, write, submit };
}

/** Files that have arrived become part of the draft, so that they are still there when its screen is opened again. */
function useDraftUploads(draft: Draft, patch: (change: Partial<Draft>) => void): Uploads {
  const attachments = useRef(draft.attachments);
  useEffect(() => {
    attachments.current = draft.attachments;
  });
  return useUploads(useCallback((file) => patch({ attachments: [...attachments.current, file] }), [patch]));
}
