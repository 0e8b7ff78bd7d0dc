/**
 * The small lists that everything refers to by id: agents, teams, inboxes, tags. They are read once and again when an
 * event says that settings changed.
 */
import {
  api,
  unwrap,
  type AgentView,
  type InboxView,
  type OrganisationView,
  type TagView,
  type TeamView,
} from "@rapport/api";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

/** Reads a list to its end. */
async function allPages<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

export const agentsQuery = queryOptions({
  queryKey: ["agents"],
  queryFn: ({ signal }) =>
    allPages((cursor) => unwrap(api.GET("/api/v1/agents", { params: { query: { cursor, limit: 200 } }, signal }))),
});

export const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/teams", { signal }))).items,
});

export const inboxesQuery = queryOptions({
  queryKey: ["inboxes"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/inboxes", { signal }))).items,
});

export const organisationQuery = queryOptions({
  queryKey: ["organisation"],
  queryFn: ({ signal }): Promise<OrganisationView> => unwrap(api.GET("/api/v1/organisation", { signal })),
});

/** What customers see us as. */
export const brandsQuery = queryOptions({
  queryKey: ["brands"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/brands", { signal }))).items,
});

export const tagsQuery = queryOptions({
  queryKey: ["tags"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/tags", { signal }))).items,
});

/** Those that the agent takes most often first. */
export const savedRepliesQuery = queryOptions({
  queryKey: ["saved_replies"],
  queryFn: ({ signal }) =>
    allPages((cursor) =>
      unwrap(api.GET("/api/v1/saved-replies", { params: { query: { cursor, limit: 200 } }, signal })),
    ),
});

/** Those that the agent sees: their own, those of their teams and everyone's, each owner's in their order. */
export const viewsQuery = queryOptions({
  queryKey: ["views"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/views", { signal }))).items,
});

function useById<T extends { id: number }>(items: T[] | undefined): Map<number, T> {
  return useMemo(() => new Map(items?.map((item) => [item.id, item])), [items]);
}

export interface Lookups {
  agents: Map<number, AgentView>;
  teams: Map<number, TeamView>;
  inboxes: Map<number, InboxView>;
  tags: Map<number, TagView>;
}

/** All four by id. Empty while they load: names then appear where ids were already known. */
export function useLookups(): Lookups {
  const agents = useById(useQuery(agentsQuery).data);
  const teams = useById(useQuery(teamsQuery).data);
  const inboxes = useById(useQuery(inboxesQuery).data);
  const tags = useById(useQuery(tagsQuery).data);
  return useMemo(() => ({ agents, teams, inboxes, tags }), [agents, teams, inboxes, tags]);
}
