import { useQuery } from "@tanstack/react-query";
import type { Editor } from "@tiptap/core";
import { MessageSquareText } from "lucide-react";
import { useI18n } from "@/i18n";
import { useCommands } from "@/shared/commands/registry";
import { savedRepliesQuery } from "@/shared/lookups";
import { insertSaved } from "./suggestions";

const NO_COMMANDS = {};

/** Saved replies by their names in the command palette: they are put where the cursor was. */
export function useSavedCommands(editor: Editor | undefined, conversationId: number): void {
  const i18n = useI18n();
  const saved = useQuery({ ...savedRepliesQuery, staleTime: 5 * 60_000 }).data ?? [];
  useCommands(NO_COMMANDS, NO_COMMANDS, () =>
    editor === undefined
      ? []
      : saved.map((reply) => ({
          id: `composer.saved.${reply.id}`,
          group: "conversation",
          deep: true,
          title: i18n.t("palette.insertSaved", { name: reply.name }),
          aside: reply.folder || undefined,
          icon: <MessageSquareText aria-hidden />,
          run: () => {
            const { from, to } = editor.state.selection;
            void insertSaved(editor, { from, to }, reply, conversationId, i18n);
          },
        })),
  );
}
