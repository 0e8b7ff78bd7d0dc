import { useQuery } from "@tanstack/react-query";
import { useHasSites } from "../data/use-live";
import { visitorCountQuery } from "./queries";

/** How many are on the sites; undefined where there are none, or the reader may not see who is. */
export function useVisitorCount(): number | undefined {
  const sites = useHasSites("conversations.read");
  const count = useQuery({ ...visitorCountQuery, enabled: sites }).data;
  return sites ? (count ?? 0) : undefined;
}
