import type { ConversationSummary } from "@rapport/api";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useCommands } from "@/shared/commands/registry";
import { listCommands } from "../commands";
import { prefetchConversation } from "../data/queries";
import type { Selection } from "./use-selection";

/** j and k walk through the list, Enter opens, x ticks (with shift a range), Escape lets go. */
export function useListKeys(
  rows: readonly ConversationSummary[],
  currentId: number | undefined,
  selection: Selection,
  scrollTo: (index: number) => void,
): void {
  const navigate = useNavigate();
  const place = useRef(-1);
  // Keys come faster than screens: the next one counts from where the last one leads.
  const heading = useRef<number>(undefined);
  useEffect(() => {
    heading.current = undefined;
    const index = rows.findIndex((row) => row.id === currentId);
    // A solved conversation leaves the list; the next one is then where it stood.
    if (index >= 0) place.current = index;
  }, [rows, currentId]);

  const open = (index: number) => {
    const row = rows[index];
    if (!row) return;
    place.current = index;
    heading.current = row.id;
    scrollTo(index);
    void navigate({
      to: "/conversations/$id",
      params: { id: row.id },
      search: (search) => ({ ...search, seq: undefined }),
    });
    const next = rows[index + 1];
    if (next) prefetchConversation(next.id);
  };
  const step = (by: 1 | -1) => {
    const from = heading.current ?? currentId;
    const here = rows.findIndex((row) => row.id === from);
    const gone = here < 0 && place.current >= 0;
    const start = here >= 0 ? here : place.current;
    const to = gone && by === 1 ? start : start + by;
    open(Math.max(0, Math.min(rows.length - 1, to)));
  };
  const select = (range: boolean) => {
    const focused = document.activeElement?.closest("[data-conversation]")?.getAttribute("data-conversation");
    const id = focused == null ? currentId : Number(focused);
    if (id !== undefined) selection.set(id, range || !selection.has(id), range);
  };
  useCommands(listCommands, {
    "list.next": () => step(1),
    "list.previous": () => step(-1),
    "list.select": () => select(false),
    "list.selectRange": () => select(true),
    "list.selectAll": rows.length > 0 ? selection.all : undefined,
    "list.leave": () => {
      if (selection.ids.length > 0) selection.clear();
      else if (currentId !== undefined) void navigate({ to: "/conversations", search: (search) => search });
    },
  });
}
