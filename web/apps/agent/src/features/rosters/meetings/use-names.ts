import { useQuery } from "@tanstack/react-query";
import { agentsQuery } from "@/shared/lookups";
import type { RosterWeek } from "../week";

/** Names of those who take part. Who makes no rosters and answers nobody is in no week, and is named all the same. */
export function useNames(people: RosterWeek["people"] = []): (agent: number) => string {
  const agents = useQuery(agentsQuery).data;
  return (agent) => {
    const of = ({ id }: { id: number }) => id === agent;
    return people.find(of)?.name ?? agents?.find(of)?.name ?? `#${String(agent)}`;
  };
}
