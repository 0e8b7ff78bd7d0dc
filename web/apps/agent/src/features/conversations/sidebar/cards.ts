/** The cards that come with conversations themselves. Numbers leave room for those of other areas in between. */
import { Building2, CircleDot, History, ListChecks, StickyNote } from "lucide-react";
import { defineCard } from "@/shared/cards/registry";

defineCard({
  id: "contact",
  title: "cards.contact",
  icon: Building2,
  order: 100,
  load: () => import("./contact-card"),
});

defineCard({
  id: "notes",
  title: "cards.notes",
  icon: StickyNote,
  order: 200,
  needs: "contacts.read",
  load: () => import("./notes-card"),
});

defineCard({
  id: "conversation",
  title: "cards.conversation",
  icon: CircleDot,
  order: 300,
  load: () => import("./conversation-card"),
});

defineCard({
  id: "attributes",
  title: "cards.attributes",
  icon: ListChecks,
  order: 400,
  load: () => import("./attributes-card"),
});

defineCard({
  id: "earlier",
  title: "cards.earlier",
  icon: History,
  order: 500,
  load: () => import("./earlier-card"),
});
