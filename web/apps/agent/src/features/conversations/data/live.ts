/** What events mean for the cached conversations. Events are hints: each only says what to read again. */
import { api, isApiError, unwrap, type LiveEvent } from "@rapport/api";
import { refreshConversationAttributes } from "@/shared/attributes";
import { viewsQuery } from "@/shared/lookups";
import { queryClient } from "@/shared/query-client";
import { dropConversation, patchConversation, putConversation, refreshSavedLists, rowSaysDraft } from "./list-cache";
import { conversationQuery, countsQuery, LISTS_KEY } from "./queries";
import { fillGap, forgetInactiveTimelines, messageChanged } from "./timeline-cache";
import { applyDraftChange, resyncDrafts } from "./use-draft-sync";

const SETTLE_MS = 250;
/** Beyond this many changes at once it is cheaper to read the lists than each conversation. */
const MANY = 10;
const COUNTS_EVERY_MS = 2_000;

const changed = new Set<number>();
let settleTimer: ReturnType<typeof setTimeout> | undefined;
let countsTimer: ReturnType<typeof setTimeout> | undefined;

/** Changes come in bursts (an answer is a message, a status and a tag); one reading serves them all. */
function noteChange(id: number): void {
  changed.add(id);
  settleTimer ??= setTimeout(() => {
    settleTimer = undefined;
    const ids = [...changed];
    changed.clear();
    if (ids.length > MANY) void queryClient.invalidateQueries({ queryKey: LISTS_KEY });
    else for (const each of ids) void readAgain(each);
  }, SETTLE_MS);
  refreshCounts();
}

/** Counts are asked for at most every two seconds, however much happens. */
export function refreshCounts(): void {
  countsTimer ??= setTimeout(() => {
    countsTimer = undefined;
    void queryClient.invalidateQueries({ queryKey: countsQuery.queryKey });
  }, COUNTS_EVERY_MS);
}

async function readAgain(id: number): Promise<void> {
  try {
    putConversation(await unwrap(api.GET("/api/v1/conversations/{id}", { params: { path: { id } } })));
  } catch (error) {
    // Gone to where the reader may not look.
    if (isApiError(error) && error.status === 404) dropConversation(id);
  }
}

/**
 * The reader saw a conversation, in this window or another one. Up to where is all that changed, so nothing is read
 * again; what this window did itself is in the cache already.
 */
function applyRead(id: number, seq: number | null | undefined): void {
  refreshCounts();
  const known = queryClient.getQueryData(conversationQuery(id).queryKey);
  if (seq == null || !known) noteChange(id);
  else if (known.read_seq !== seq) patchConversation(id, { read_seq: seq, unread: seq < known.last_seq });
}

/** Everything here can happen twice without harm: events are hints and may be repeated. */
export function applyConversationEvent(event: LiveEvent): void {
  switch (event.type) {
    case "conversation_changed":
      noteChange(event.conversation_id);
      void fillGap(event.conversation_id, event.last_seq);
      break;
    case "entry_appended":
      noteChange(event.conversation_id);
      void fillGap(event.conversation_id, event.seq);
      if (event.kind === "attribute_changed") refreshConversationAttributes(event.conversation_id);
      break;
    case "conversation_left":
      dropConversation(event.conversation_id);
      void queryClient.invalidateQueries({ queryKey: conversationQuery(event.conversation_id).queryKey });
      refreshCounts();
      break;
    case "counts_stale":
      refreshCounts();
      break;
    case "conversation_read":
      applyRead(event.conversation_id, event.seq);
      break;
    case "outbox_changed":
      void messageChanged(event.conversation_id, event.message_id).catch(() => undefined);
      break;
    case "draft_changed":
      applyDraftChange(event.conversation_id, event.kind, event.version);
      // Each save of a draft is told; only the first and the last one change the row.
      if (!rowSaysDraft(event.conversation_id) || event.version === null) noteChange(event.conversation_id);
      break;
    default:
      break;
  }
}

/** Saved views were made, changed or deleted: each may hold other conversations now. */
export function refreshSavedViews(): void {
  void queryClient.invalidateQueries({ queryKey: viewsQuery.queryKey });
  refreshCounts();
  refreshSavedLists();
}

/** After a lost connection anything may have changed. */
export function resyncConversations(): void {
  forgetInactiveTimelines();
  resyncDrafts();
  void queryClient.invalidateQueries({ queryKey: ["conversations"] });
}
