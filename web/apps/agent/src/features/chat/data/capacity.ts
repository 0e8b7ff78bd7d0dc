/** What the reader takes. Changes are shown at once and told to the server one after the other. */
import { api, unwrap, type CapacityRequest, type CapacityView } from "@rapport/api";
import { queryOptions } from "@tanstack/react-query";
import type { I18n } from "@/i18n";
import { toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { refreshChats } from "./live";

/** Ends with the last change that was made; it never fails. */
let told: Promise<void> = Promise.resolve();
/** Counts changes, so that the answer to an earlier one does not undo a later one on the screen. */
let latest = 0;
/** The change that was answered last. */
let answered = 0;
/** What the server said last, for when it refuses a change. */
let said: CapacityView | undefined;

export const capacityQuery = queryOptions({
  queryKey: ["capacity"],
  queryFn: async ({ signal }): Promise<CapacityView> => {
    // What is read while a change is under way would be how it was before, or how it will be: nobody knows.
    await told;
    return unwrap(api.GET("/api/v1/me/capacity", { signal }));
  },
});

/** Changes what the agent takes; shown at once, and taken back when the server refuses. */
export function changeCapacity(i18n: I18n, body: CapacityRequest): Promise<void> {
  const settled = answered === latest;
  latest += 1;
  const mine = latest;
  // An answer that is still on its way knows nothing of this.
  const stopped = queryClient.cancelQueries({ queryKey: capacityQuery.queryKey });
  if (settled) said = queryClient.getQueryData(capacityQuery.queryKey);
  const guess = Object.fromEntries(Object.entries(body).filter(([, value]) => value != null));
  queryClient.setQueryData(capacityQuery.queryKey, (now) => now && { ...now, ...guess });
  told = Promise.all([told, stopped]).then(() => tell(i18n, body, mine));
  return told;
}

async function tell(i18n: I18n, body: CapacityRequest, mine: number): Promise<void> {
  let failed = false;
  try {
    said = await unwrap(api.PATCH("/api/v1/me/capacity", { body }));
    refreshChats();
  } catch (error) {
    failed = true;
    toastProblem(i18n, error);
  }
  answered = mine;
  if (mine !== latest) return;
  queryClient.setQueryData(capacityQuery.queryKey, said);
  // The change may have arrived and its answer not. Not waited for: reading waits for this to end.
  if (failed) void queryClient.invalidateQueries({ queryKey: capacityQuery.queryKey });
}
