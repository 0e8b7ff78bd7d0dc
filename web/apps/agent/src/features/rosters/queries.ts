import { api, unwrap, type components } from "@rapport/api";
import { queryOptions } from "@tanstack/react-query";
import { queryClient } from "@/shared/query-client";

export type MakeRoster = components["schemas"]["MakeRosterRequest"];

/** A week, as far as the reader sees it. */
export const weekQuery = (week: string) =>
  queryOptions({
    queryKey: ["rosters", "week", week],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/workforce/rosters/{week}", { params: { path: { week } }, signal })),
  });

/** The reader's own shifts, leave and offers. */
export const ownQuery = queryOptions({
  queryKey: ["rosters", "own"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/workforce/own-shifts", { signal })),
});

/** The beginning of the keys of days as they go. */
const DAYS_KEY = ["rosters", "day"];
/** What is written down of a day grows by the minute, and nobody is told of it. */
const AGAIN_MS = 60_000;

/** A day of the whole team; read again and again while it goes on. */
export const dayQuery = (day: string, goesOn: boolean) =>
  queryOptions({
    queryKey: [...DAYS_KEY, day],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/workforce/days/{day}", { params: { path: { day } }, signal })),
    refetchInterval: goesOn && AGAIN_MS,
  });

/** The reader's own day. */
export const ownDayQuery = queryOptions({
  queryKey: [...DAYS_KEY, "own"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/workforce/own-day", { signal })),
  refetchInterval: AGAIN_MS,
  retry: false,
});

/** What waits for a decision. */
export const requestsQuery = queryOptions({
  queryKey: ["rosters", "requests"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/workforce/roster-requests", { signal })),
});

/** Reads everything of rosters again. */
export const refresh = () => queryClient.invalidateQueries({ queryKey: ["rosters"] });
