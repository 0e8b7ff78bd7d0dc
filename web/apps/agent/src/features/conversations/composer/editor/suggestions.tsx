import { api, unwrap, type SavedReplyView } from "@rapport/api";
import { useQuery } from "@tanstack/react-query";
import type { Editor, JSONContent } from "@tiptap/core";
import { useMemo, type ReactNode } from "react";
import { useI18n, type I18n } from "@/i18n";
import { agentsQuery, savedRepliesQuery } from "@/shared/lookups";
import { missingPieces, placeholderLabel, type MissingValue } from "@/shared/placeholders";
import { toastProblem } from "@/shared/problems";
import { selectMissing } from "./handle";
import { matchEmoji, matchNames, matchSaved } from "./matching";
import type { OpenTrigger } from "./use-trigger";

export interface Suggestion {
  key: string;
  label: string;
  icon?: ReactNode;
  aside?: string | undefined;
  /** The whole text, shown beside the list. */
  preview?: string;
  insert: (editor: Editor, at: OpenTrigger) => void | Promise<void>;
}

export interface Suggestions {
  items: Suggestion[];
  loading: boolean;
}

const MOST = 8;
const MOST_SAVED = 50;

/** Replaces the sign and what was typed after it. */
function replace(editor: Editor, { from, to }: OpenTrigger, text: string): void {
  editor.chain().focus().deleteRange({ from, to }).insertContent({ type: "text", text }).run();
}

/** Lines as paragraphs; places without a value are marked and say what is missing. */
function savedContent(reply: SavedReplyView, text: string, missing: MissingValue[], i18n: I18n) {
  const pieces = missingPieces(reply.body, text, missing) ?? [{ text }];
  const paragraphs: JSONContent[][] = [[]];
  for (const piece of pieces) {
    if (piece.missing !== undefined) {
      const label = `[${placeholderLabel(i18n, piece.missing)}]`;
      paragraphs.at(-1)?.push({ type: "text", text: label, marks: [{ type: "missing" }] });
      continue;
    }
    piece.text.split("\n").forEach((line, index) => {
      if (index > 0) paragraphs.push([]);
      if (line !== "") paragraphs.at(-1)?.push({ type: "text", text: line });
    });
  }
  return paragraphs;
}

/** The saved reply as the server fills it for this conversation. What was typed meanwhile stays. */
export async function insertSaved(
  editor: Editor,
  at: Pick<OpenTrigger, "from" | "to">,
  reply: SavedReplyView,
  conversationId: number,
  i18n: I18n,
): Promise<void> {
  const typed = () => editor.state.doc.textBetween(at.from, Math.min(at.to, editor.state.doc.content.size));
  const before = typed();
  try {
    const { text, missing } = await unwrap(
      api.POST("/api/v1/saved-replies/{id}/render", {
        params: { path: { id: reply.id } },
        body: { conversation_id: conversationId },
      }),
    );
    if (editor.isDestroyed) return;
    const paragraphs = savedContent(reply, text.trimEnd(), missing, i18n);
    if (typed() === before) editor.chain().focus().deleteRange({ from: at.from, to: at.to }).run();
    const { $from } = editor.state.selection;
    const [only] = paragraphs;
    const blocks = paragraphs.map((content) => ({ type: "paragraph", content }));
    if (paragraphs.length === 1 && only) editor.chain().focus().insertContent(only).run();
    // The line that asked for it makes way; it would stay as an empty one above.
    else if ($from.parent.content.size === 0) {
      editor.chain().focus().insertContentAt({ from: $from.before(), to: $from.after() }, blocks).run();
    } else editor.chain().focus().insertContent(blocks).run();
    selectMissing(editor);
  } catch (error) {
    toastProblem(i18n, error);
  }
}

/** What the open list offers. */
export function useSuggestions(trigger: OpenTrigger | undefined, conversationId: number): Suggestions {
  const i18n = useI18n();
  const kind = trigger?.kind;
  const query = trigger?.query ?? "";
  const emoji = useQuery({
    queryKey: ["emoji"],
    queryFn: async () => (await import("./emoji")).EMOJI,
    enabled: kind === "emoji",
    staleTime: Infinity,
  });
  const agents = useQuery({ ...agentsQuery, enabled: kind === "mention" });
  const saved = useQuery({ ...savedRepliesQuery, enabled: kind === "saved" });
  return useMemo(() => {
    switch (kind) {
      case "emoji": {
        const items = matchEmoji(emoji.data ?? [], query, MOST).map(({ char, name }): Suggestion => ({
          key: char,
          label: name,
          icon: <span aria-hidden>{char}</span>,
          insert: (editor, at) => replace(editor, at, char),
        }));
        return { items, loading: emoji.isPending };
      }
      case "mention": {
        const active = (agents.data ?? []).filter((agent) => agent.active);
        const items = matchNames(active, query, MOST).map(({ id, name, email }): Suggestion => ({
          key: String(id),
          label: name,
          aside: email,
          insert: (editor, at) => replace(editor, at, `@${name} `),
        }));
        return { items, loading: agents.isPending };
      }
      case "saved": {
        const items = matchSaved(saved.data ?? [], query, MOST_SAVED).map((reply): Suggestion => ({
          key: String(reply.id),
          label: reply.name,
          aside: reply.folder || undefined,
          preview: reply.body,
          insert: (editor, at) => insertSaved(editor, at, reply, conversationId, i18n),
        }));
        return { items, loading: saved.isPending };
      }
      case undefined:
        return { items: [], loading: false };
    }
  }, [
    kind,
    query,
    emoji.data,
    emoji.isPending,
    agents.data,
    agents.isPending,
    saved.data,
    saved.isPending,
    conversationId,
    i18n,
  ]);
}
