import { useSession } from "@/shared/session";
import { deviceZone } from "./times";

/** The zone in which the agent thinks: their own, else the organisation's. */
export function useZone(): string {
  return useSession().time_zone || deviceZone();
}
