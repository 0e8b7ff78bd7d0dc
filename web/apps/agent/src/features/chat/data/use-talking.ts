import type { ConversationView } from "@rapport/api";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "@/shared/session";
import { chatQuery } from "./queries";
import { roleIn } from "./state";

/** Whether the reader is one of those who talk in a chat: it is theirs, or the visitor knows that they came in. */
export function useTalking({
  id,
  assignee_id: assignee,
  capabilities,
}: Pick<ConversationView, "id" | "assignee_id" | "capabilities">): boolean {
  const { agent } = useSession();
  const chat = useQuery({ ...chatQuery(id), enabled: capabilities.live }).data;
  if (!capabilities.live) return false;
  const role = roleIn(chat ?? { participants: [] }, assignee, agent.id);
  return role === "holder" || role === "joined";
}
