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

/** What waits for a decision. */
export const requestsQuery = queryOptions({
  queryKey: ["rosters", "requests"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/workforce/roster-requests", { signal })),
});

/** Reads everything of rosters again. */
export const refresh = () => queryClient.invalidateQueries({ queryKey: ["rosters"] });
