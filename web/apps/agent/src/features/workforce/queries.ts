import { api, unwrap, type components } from "@rapport/api";
import { queryOptions } from "@tanstack/react-query";
import { queryClient } from "@/shared/query-client";
import type { HistoryView } from "./own-history";

export type SpecialDay = components["schemas"]["SpecialDayView"];

const HISTORY_KEY = ["workforce", "history"];

export interface HistoryAsked {
  /** Of this inbox alone; empty for all. */
  inbox?: string;
  /** The forecast of this channel alone; empty for all. */
  channel?: string;
  /** The forecast as it was at the beginning of this day; of today when it is left out. */
  until?: string;
  /** Days to forecast. */
  days?: number;
}

/** What was counted, and what comes next. */
export function historyQuery({ inbox = "", channel = "", until, days }: HistoryAsked) {
  const query = {
    ...(inbox !== "" && { inbox_id: Number(inbox) }),
    ...(channel !== "" && { channel }),
    ...(until !== undefined && { until }),
    ...(days !== undefined && { days }),
  };
  return queryOptions({
    queryKey: [...HISTORY_KEY, query],
    queryFn: ({ signal }): Promise<HistoryView> =>
      unwrap(api.GET("/api/v1/workforce/history", { params: { query }, signal })),
    staleTime: 5 * 60_000,
    retry: false,
  });
}

/** Days that are not like others. */
export const specialDaysQuery = queryOptions({
  queryKey: ["workforce", "special-days"],
  queryFn: async ({ signal }): Promise<SpecialDay[]> =>
    (await unwrap(api.GET("/api/v1/workforce/special-days", { signal }))).items,
});

/** Reads special days again, and what is forecast with them. */
export async function refreshForecasts(): Promise<void> {
  await Promise.all(
    [specialDaysQuery.queryKey, HISTORY_KEY].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
  );
}

/** A hint that special days may have changed. To count and forecast anew is work, so it is done only if they did. */
export async function readSpecialDaysAgain(): Promise<void> {
  const { queryKey } = specialDaysQuery;
  const before = queryClient.getQueryData(queryKey);
  void queryClient.invalidateQueries({ queryKey: HISTORY_KEY, refetchType: "none" });
  await queryClient.invalidateQueries({ queryKey });
  if (queryClient.getQueryData(queryKey) !== before) {
    await queryClient.refetchQueries({ queryKey: HISTORY_KEY, type: "active" });
  }
}
