import { useQuery } from "@tanstack/react-query";
import { capacityQuery } from "./capacity";
import { useHasSites } from "./use-live";

/** Where the reader's photo is; undefined when they have none. Only of oneself the server tells it. */
export function useOwnPhoto(): string | undefined {
  const sites = useHasSites();
  return useQuery({ ...capacityQuery, enabled: sites }).data?.photo_url ?? undefined;
}
