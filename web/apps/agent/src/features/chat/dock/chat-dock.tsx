/** What is there of chats on every screen: those that ring, those that one has, and the keys. */
import { useQuery } from "@tanstack/react-query";
import { useMatch, useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { useI18n } from "@/i18n";
import { useCommands } from "@/shared/commands/registry";
import { useSession } from "@/shared/session";
import { acceptChat, declineChat } from "../data/actions";
import { capacityQuery, changeCapacity } from "../data/capacity";
import { myChatsQuery } from "../data/queries";
import { sortChats } from "../data/sort";
import { chatCommands } from "../commands";
import { Ring } from "./ring";
import { Strip } from "./strip";
import { useAltKeys } from "./use-alt-keys";

export default function ChatDock() {
  const i18n = useI18n();
  const { agent } = useSession();
  const navigate = useNavigate();
  const id = useMatch({ from: "/workspace/conversations/$id", shouldThrow: false })?.params.id;
  const rows = useQuery(myChatsQuery).data ?? [];
  const capacity = useQuery(capacityQuery).data;
  const { ringing, active } = sortChats(rows, agent.id);
  const open = useCallback(
    (conversationId: number) =>
      void navigate({
        to: "/conversations/$id",
        params: { id: conversationId },
        search: (search) => ({ ...search, seq: undefined }),
      }),
    [navigate],
  );
  const accept = async (conversationId: number) => {
    if (await acceptChat(i18n, conversationId)) open(conversationId);
  };
  // The first one rang first.
  const first = ringing[0];
  const acceptFirst = first && (() => void accept(first.conversation.id));
  const declineFirst = first && (() => void declineChat(i18n, first.conversation.id));
  const toggle = capacity && (() => void changeCapacity(i18n, { takes_chats: !capacity.takes_chats }));
  useCommands(chatCommands, {
    "chat.accept": acceptFirst,
    "chat.decline": declineFirst,
    "chat.take": toggle,
    "chat.auto": capacity && (() => void changeCapacity(i18n, { auto_accept: !capacity.auto_accept })),
  });
  const digits = active
    .slice(0, 9)
    .map(({ conversation }, index) => [`Digit${index + 1}`, () => open(conversation.id)] as const);
  useAltKeys({ ...Object.fromEntries(digits), KeyA: acceptFirst, KeyX: declineFirst });
  return (
    <>
      {active.length > 0 && <Strip chats={active} currentId={id} />}
      <Ring chats={ringing} onAccept={accept} onDecline={(conversationId) => declineChat(i18n, conversationId)} />
    </>
  );
}
