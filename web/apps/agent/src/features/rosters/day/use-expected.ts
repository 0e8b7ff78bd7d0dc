import { useQuery } from "@tanstack/react-query";
import { historyQuery } from "@/features/workforce";
import { useCan } from "@/shared/session";
import { expectedContacts } from "./reading";

export interface Expected {
  /** What should come in each half hour; nothing where there is no forecast, or the reader may not see it. */
  halves: number[] | undefined;
  isPending: boolean;
}

/** What a day should bring, as it was forecast at its beginning. */
export function useExpected(day: string, channel?: string): Expected {
  const counts = useCan()("conversations.read");
  const { data, isPending } = useQuery({
    ...historyQuery({ until: day, days: 1, ...(channel !== undefined && { channel }) }),
    enabled: counts,
  });
  return { halves: data && expectedContacts(data, day, channel), isPending: counts && isPending };
}
