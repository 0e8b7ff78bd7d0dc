/** What chats show beside a conversation. */
import { Footprints } from "lucide-react";
import { defineCard } from "@/shared/cards/registry";

defineCard({
  id: "visitor",
  title: "cards.visitor",
  icon: Footprints,
  order: 150,
  when: (conversation) => conversation.capabilities.live,
  load: () => import("./visitors/visitor-card"),
});
