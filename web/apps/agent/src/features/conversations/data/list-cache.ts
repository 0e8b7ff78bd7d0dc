/** Puts a changed conversation into, out of and to its place in every cached list. */
import type { ConversationSummary, ConversationView } from "@rapport/api";
import { queryClient } from "@/shared/query-client";
import { sessionQuery } from "@/shared/session";
import { compare, matches, type ConversationFilters, type Reader } from "./filters";
import { conversationQuery, LISTS_KEY, type ConversationPages } from "./queries";

/** Pure: the list after the change; undefined when only the server knows. */
export function placeRow(
  pages: ConversationPages,
  filters: ConversationFilters,
  row: ConversationSummary,
  reader: Reader,
): ConversationPages | undefined {
  const belongs = matches(filters, row, reader);
  if (belongs === undefined) return replaceRow(pages, row);
  const lengths = pages.pages.map((page) => page.items.length);
  const rows = pages.pages.flatMap((page) => page.items).filter((item) => item.id !== row.id);
  const moreOnServer = pages.pages.at(-1)?.next_cursor != null;
  if (belongs) {
    const order = compare(filters.sort);
    const at = rows.findIndex((item) => order(row, item) < 0);
    if (at >= 0) rows.splice(at, 0, row);
    // Behind the last row that was read: it will come with the next page.
    else if (!moreOnServer) rows.push(row);
  }
  return { ...pages, pages: distribute(pages, rows, lengths) };
}

/** The cursors belong to the pages, so the rows are laid over the same pages; the last one takes what is left. */
function distribute(pages: ConversationPages, rows: ConversationSummary[], lengths: number[]) {
  let from = 0;
  return pages.pages.map((page, index) => {
    const to = index === pages.pages.length - 1 ? rows.length : from + (lengths[index] ?? 0);
    const items = rows.slice(from, to);
    from = to;
    return { ...page, items };
  });
}

function replaceRow(pages: ConversationPages, row: ConversationSummary): ConversationPages | undefined {
  const known = pages.pages.some((page) => page.items.some((item) => item.id === row.id));
  if (!known) return undefined;
  return {
    ...pages,
    pages: pages.pages.map((page) => ({ ...page, items: page.items.map((item) => (item.id === row.id ? row : item)) })),
  };
}

function reader(): Reader | undefined {
  const session = queryClient.getQueryData(sessionQuery.queryKey);
  return session ? { agentId: session.agent.id, teamIds: session.agent.team_ids } : undefined;
}

/** Lists show the summary; what only the whole view has would make rows differ from those of the list route. */
function summaryOf(view: ConversationView): ConversationSummary {
  const {
    language: _l,
    read_seq: _r,
    reply_to: _t,
    reply_cc: _c,
    first_reply_at: _f,
    solved_at: _s,
    ...summary
  } = view;
  return summary;
}

/** Takes in a conversation as the server sent it: for its own screen, and for its row in every list. */
export function putConversation(view: ConversationView): void {
  const me = reader();
  queryClient.setQueryData(conversationQuery(view.id).queryKey, view);
  if (!me) return;
  const row = summaryOf(view);
  for (const [key, pages] of queryClient.getQueriesData<ConversationPages>({ queryKey: LISTS_KEY })) {
    if (!pages) continue;
    const filters = key[2] as ConversationFilters;
    const next = placeRow(pages, filters, row, me);
    if (next) queryClient.setQueryData(key, next);
    else if (filters.saved_view === undefined) void queryClient.invalidateQueries({ queryKey: key });
    if (filters.saved_view !== undefined) refreshSavedLists();
  }
}

const SAVED_EVERY_MS = 1_000;
let savedTimer: ReturnType<typeof setTimeout> | undefined;

/** Reads the lists of saved views again, at most once a second: what belongs into them only the server knows. */
export function refreshSavedLists(): void {
  savedTimer ??= setTimeout(() => {
    savedTimer = undefined;
    void queryClient.invalidateQueries({
      queryKey: LISTS_KEY,
      predicate: ({ queryKey }) => (queryKey[2] as ConversationFilters).saved_view !== undefined,
    });
  }, SAVED_EVERY_MS);
}

/** A change that is already certain on this side, for instance "seen". */
export function patchConversation(id: number, change: Partial<ConversationView>): void {
  const view = queryClient.getQueryData(conversationQuery(id).queryKey);
  if (view) {
    putConversation({ ...view, ...change });
    return;
  }
  queryClient.setQueriesData<ConversationPages>({ queryKey: LISTS_KEY }, (pages) => {
    const row = pages?.pages.flatMap((page) => page.items).find((item) => item.id === id);
    return pages && row ? (replaceRow(pages, { ...row, ...change }) ?? pages) : pages;
  });
}

/** Takes a conversation that may not be seen any more out of all lists. */
export function dropConversation(id: number): void {
  queryClient.setQueriesData<ConversationPages>(
    { queryKey: LISTS_KEY },
    (pages) =>
      pages && {
        ...pages,
        pages: pages.pages.map((page) => ({ ...page, items: page.items.filter((item) => item.id !== id) })),
      },
  );
}

/** Whether a list on screen already tells of a draft in this conversation. */
export function rowSaysDraft(id: number): boolean {
  const lists = queryClient.getQueriesData<ConversationPages>({ queryKey: LISTS_KEY });
  return lists.some(([, list]) =>
    list?.pages.some((page) => page.items.some((row) => row.id === id && row.has_draft === true)),
  );
}
