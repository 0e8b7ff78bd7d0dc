/** What was answered while the agent wrote. */
import type { EntryView } from "@rapport/api";
import { queryClient } from "@/shared/query-client";
import { timelineQuery } from "./queries";
import { fillGap } from "./timeline-cache";

const isAnswer = (entry: EntryView, after: number) =>
  entry.seq > after && entry.kind === "message" && entry.message?.direction === "out";

/** Answers of others that the agent had not seen when they began to write. */
export function answersOfOthers(entries: readonly EntryView[], after: number, agentId: number): EntryView[] {
  return entries.filter((entry) => isAnswer(entry, after) && entry.actor.id !== agentId);
}

/** Whether nobody but the agent answered: the server counts own words too, and those of a moment ago may not be here yet. */
export async function answeredOnlyOneself(conversationId: number, after: number, agentId: number): Promise<boolean> {
  await fillGap(conversationId, Number.MAX_SAFE_INTEGER);
  const pages = queryClient.getQueryData(timelineQuery(conversationId).queryKey)?.pages ?? [];
  const entries = pages.flatMap((page) => page.entries);
  return entries.some((entry) => isAnswer(entry, after)) && answersOfOthers(entries, after, agentId).length === 0;
}
