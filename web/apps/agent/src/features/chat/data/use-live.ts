import type { InboxView } from "@rapport/api";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { inboxesQuery, useLookups } from "@/shared/lookups";
import { useCan, type Permission } from "@/shared/session";
import { myChatsQuery } from "./queries";

/** What was true the last time, so that nothing moves when it is known again. */
const REMEMBERED = "rapport.has-sites";

/**
 * Whether there is anything live, and the reader may take part in it so far: without a site nobody is bothered with
 * availability, rings and visitors.
 */
export function useHasSites(needs: Permission = "conversations.reply"): boolean {
  const can = useCan();
  const inboxes = useQuery(inboxesQuery).data;
  const known = inboxes?.some((inbox) => inbox.enabled && inbox.capabilities.live);
  useEffect(() => {
    if (known !== undefined) localStorage.setItem(REMEMBERED, String(known));
  }, [known]);
  return can(needs) && (known ?? localStorage.getItem(REMEMBERED) === "true");
}

/** The chats on sites that the reader may see, also those that are switched off. */
export function useSites(): InboxView[] {
  return [...useLookups().inboxes.values()].filter((inbox) => inbox.capabilities.live);
}

/** The conversations of the reader's chats, for whoever listens to them; the same array while they are the same. */
export function useMyChatIds(): readonly number[] {
  const sites = useHasSites();
  const rows = useQuery({ ...myChatsQuery, enabled: sites }).data;
  const joined = rows?.map((row) => row.conversation.id).join(" ") ?? "";
  return useMemo(() => (joined === "" ? [] : joined.split(" ").map(Number)), [joined]);
}
