import { api, unwrap } from "@rapport/api";
import { queryOptions } from "@tanstack/react-query";

export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/roles", { signal }))).items,
});

/** Colleagues who were asked to come and have not come yet. */
export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/invitations", { signal }))).items,
});

/** All permissions there are; they change only with the server itself. */
export const permissionsQuery = queryOptions({
  queryKey: ["permissions"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/permissions", { signal }))).items,
  staleTime: Infinity,
});
